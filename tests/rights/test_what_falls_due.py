"""Retention: what falls due when and why, and that a hold wins."""

from datetime import date

from referrals.person_events import HoldGround
from referrals.person_state import Hold
from referrals.retention import File, Kind, classes, due, due_within, kept_until, months_after, period
from tests.cast import GUEL, OLENA, day

TODAY = date(2029, 11, 2)


def test_the_periods_of_the_law_are_the_configured_ones() -> None:
    """3 years after the last referral; the access log 12 months, of institutions 6; each with its ground."""
    assert period("referral_content").months == 36
    assert (period("access_log").months, period("access_log_of_institutions").months) == (12, 6)
    assert kept_until(2008) == date(2108, 12, 31)
    assert all(each.ground and each.title for each in classes())
    assert {each.of for each in classes()} == set(Kind)


def test_a_file_falls_due_three_years_after_its_last_referral() -> None:
    """Who never had a referral goes earlier, by another class."""
    told = due(File(GUEL, day(0), ended_on=day(9)), TODAY)
    assert (told.on, told.since, told.kind.code) == (date(2029, 11, 11), day(9), "referral_content")
    told = due(File(GUEL, day(0), ended_on=None), TODAY)
    assert (told.on, told.kind.code) == (date(2027, 11, 2), "person_without_referral")


def test_the_list_reaches_so_many_months_ahead_and_begins_with_the_oldest() -> None:
    files = [File(GUEL, day(0), day(9)), File(OLENA, day(0), day(0)), File(OLENA, day(0), day(400))]
    assert [each.on for each in due_within(files, TODAY, 12)] == [date(2029, 11, 2), date(2029, 11, 11)]
    assert [each.on for each in due_within(files, TODAY, 0)] == [TODAY]


def test_a_hold_wins_as_long_as_it_stands() -> None:
    """Also on a file that has been due for years; when its day has passed the file is due again."""
    hold = Hold(HoldGround.LEGAL_CLAIM, day(0), until=date(2030, 1, 31))
    file = File(GUEL, day(0), day(0), (hold,))
    assert due(file, TODAY).holds == (hold,)
    assert due(file, date(2030, 2, 1)).holds == ()


def test_months_are_counted_as_people_count_them() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert months_after(date(2024, 2, 29), 36) == date(2027, 2, 28)
