"""The calendar behind a secret address: times and case codes, made and ended by its owner, ending with the account."""

from datetime import timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from referrals.casework import Receipt
from referrals.person_events import RestrictionGround
from referrals.referral.codes import Company, HandoverReason, Party
from tests.cast import ANNA, BEN, EMIL, moment
from tests.client import PageClient
from tests.real_house import Premises
from web.access_log import Filters
from web.calendar_feeds import MOST_IN_A_WINDOW
from web.case_number import case_number


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Gül, with an appointment on Thursday at a place that would say why."""
    taken = premises.take_in(name="Gül Needle")
    agree(premises, taken.stream("referral."), 3)
    return taken


def agree(premises: Premises, referral_id: UUID, number: int, minutes: int | None = None) -> None:
    """An appointment on that day at eight."""
    premises.casework.appointments.agree(
        premises.sent(),
        referral_id,
        starts_at=moment(number, 8),
        place="Suchtberatung Needle",
        language="tr",
        company=Company.ALONE,
        minutes=minutes,
    )


def address_of(browser: PageClient) -> str:
    """What Anna copies from the page of her account."""
    page = browser.get(browser.get("/account").links()["Termine im Kalender"])
    made = page.submit("Adresse erzeugen")
    (shown,) = [each.text for each in made.tree.iter("bdi") if "/calendar/" in (each.text or "")]
    return str(shown).removeprefix("http://localhost")


def events(premises: Premises, address: str) -> dict[str, tuple[str, str]]:
    """Status and summary by time, as a calendar program reads them, without a cookie."""
    answer = premises.browser().http.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    read = Calendar.from_ical(answer.data)
    return {
        each.decoded("dtstart").isoformat(): (str(each["status"]), str(each["summary"])) for each in read.walk("VEVENT")
    }


def test_the_calendar_holds_time_and_case_code_and_nothing_else(premises: Premises, taken: Receipt) -> None:
    """No name, no place, no institution; the address is shown once and stored as a hash."""
    anna = premises.browser("anna")
    address = address_of(anna)
    found = events(premises, address)
    assert list(found) == [moment(3, 8).isoformat()]
    (status, summary), *_ = found.values()
    assert status == "CONFIRMED"
    assert summary == f"Termin {case_number(taken.stream('referral.'))}"
    content = premises.browser().http.get(address).data.decode()
    for word in ("Needle", "Gül", "Sucht", "Volkshochschule", str(taken.stream("person."))):
        assert word not in content
    assert "Zuletzt hat ein Kalender sie am" in anna.get("/account/calendar").text
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in anna.get("/account/calendar").response.get_data(as_text=True)
    stored = (premises.house.settings.data / "accounts.sqlite").read_bytes()
    assert token.encode() not in stored


def test_an_appointment_ends_where_somebody_said_how_long(premises: Premises, taken: Receipt) -> None:
    """No end is made up."""
    agree(premises, taken.stream("referral."), 4, minutes=45)
    address = address_of(premises.browser("anna"))
    without, known = Calendar.from_ical(premises.browser().http.get(address).data).walk("VEVENT")
    assert "dtend" not in without
    assert known.decoded("dtend") - known.decoded("dtstart") == timedelta(minutes=45)


def test_what_is_called_off_says_so_and_keeps_its_name(premises: Premises, taken: Receipt) -> None:
    """The same UID, a higher sequence, STATUS:CANCELLED; the new one beside it."""
    address = address_of(premises.browser("anna"))
    (before,) = Calendar.from_ical(premises.browser().http.get(address).data).walk("VEVENT")
    referral = taken.stream("referral.")
    premises.casework.appointments.reschedule(
        premises.sent(),
        referral,
        appointment_id=premises.referral(referral).appointments[0].id,
        by=Party.PERSON,
        starts_at=moment(7, 9),
        place=None,
        language="tr",
        company=Company.ALONE,
    )
    assert {each[0] for each in events(premises, address).values()} == {"CANCELLED", "CONFIRMED"}
    after = Calendar.from_ical(premises.browser().http.get(address).data).walk("VEVENT")
    (called_off,) = [each for each in after if str(each["status"]) == "CANCELLED"]
    assert called_off["uid"] == before["uid"]
    assert called_off.decoded("sequence") > before.decoded("sequence")


def test_a_file_that_moves_or_is_only_kept_leaves_the_calendar(premises: Premises, taken: Receipt) -> None:
    """Handed over to Ben it is in his; restricted, in nobody's."""
    annas, bens = address_of(premises.browser("anna")), address_of(premises.browser("ben"))
    premises.casework.referrals.hand_over(
        premises.sent(), [taken.stream("referral.")], receiver=BEN, reason=HandoverReason.ABSENCE
    )
    assert events(premises, annas) == {}
    assert len(events(premises, bens)) == 1
    premises.casework.rights.restrict(
        premises.sent(BEN), taken.stream("person."), ground=RestrictionGround.OBJECTION_PENDING
    )
    assert events(premises, bens) == {}


def test_a_new_address_replaces_the_old_one_and_ending_ends_it(premises: Premises, taken: Receipt) -> None:
    """Nothing else does: reading changes nothing."""
    anna, nobody = premises.browser("anna"), premises.browser()
    first = address_of(anna)
    assert events(premises, first) == events(premises, first)
    second = address_of_new(anna)
    assert nobody.http.get(first).status_code == 404
    assert len(events(premises, second)) == 1
    ended = anna.get("/account/calendar").submit("Adresse beenden")
    assert ended.banner == "Die Kalender-Adresse ist beendet."
    assert nobody.http.get(second).status_code == 404


def address_of_new(browser: PageClient) -> str:
    """A second one."""
    made = browser.get("/account/calendar").submit("Neue Adresse erzeugen")
    (shown,) = [each.text for each in made.tree.iter("bdi") if "/calendar/" in (each.text or "")]
    return str(shown).removeprefix("http://localhost")


def test_the_address_ends_with_the_account(premises: Premises, taken: Receipt) -> None:
    """And does not come back with it; a case manager's alone."""
    address = address_of(premises.browser("anna"))
    premises.house.accounts.disable(ANNA, premises.moment)
    assert premises.browser().http.get(address).status_code == 404
    premises.house.accounts.enable(ANNA)
    assert premises.browser().http.get(address).status_code == 404
    token = premises.house.accounts.calendars.make(EMIL, premises.moment)
    assert premises.browser().http.get(f"/calendar/{token}.ics").status_code == 404


def test_reading_too_often_is_refused_for_a_while(both_premises: Premises) -> None:
    """Per address, whatever the address of the reader; wrong ones are counted like wrong passwords."""
    premises = both_premises
    token = premises.house.accounts.calendars.make(ANNA, premises.moment)
    nobody = premises.browser().http
    for _time in range(MOST_IN_A_WINDOW - 1):
        assert premises.house.accounts.calendars.owner(token, "", premises.moment) == ANNA
    assert nobody.get(f"/calendar/{token}.ics").status_code == 200
    refused = nobody.get(f"/calendar/{token}.ics")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3_601
    premises.moment += timedelta(minutes=61)
    assert nobody.get(f"/calendar/{token}.ics").status_code == 200
    tried = [nobody.get("/calendar/wrong.ics").status_code for _time in range(6)]
    assert tried == [404] * 5 + [429]
    assert nobody.get(f"/calendar/{token}.ics").status_code == 200


def test_every_reading_is_recorded(premises: Premises, taken: Receipt) -> None:
    """As the owner's."""
    address = address_of(premises.browser("anna"))
    events(premises, address)
    views = [each.access.view for each in premises.house.access_log.page(Filters(staff_id=ANNA))]
    assert views.count("exports.calendar_feed") == 1
