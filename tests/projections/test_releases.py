"""Releases: which one holds for an institution on a day."""

from typing import Any
from uuid import UUID

from projections import releases
from referrals.release import Covers, Given, Release, ReleaseGiven, ReleaseWithdrawn, fold
from tests.cast import GUEL, JOBCENTER, OLENA, RELEASE, VHS, day, known, on
from tests.projections.conftest import Desk

NARROW, WIDE = (Covers.CONTACT,), (Covers.CONTACT, Covers.NEED)


def given(release_id: UUID = RELEASE, number: int = 0, **changes: Any) -> ReleaseGiven:
    """Gül releases us towards the VHS for 100 days."""
    fields: dict[str, Any] = {
        "person_id": GUEL,
        "institution_ids": (VHS,),
        "covers": NARROW,
        "valid_until": day(number + 100),
        "given": Given.WRITTEN,
        "language": "tr",
        **changes,
    }
    return ReleaseGiven(originator_id=release_id, originator_version=1, occasion=on(number), **fields)


def withdrawn(number: int, release_id: UUID = RELEASE) -> ReleaseWithdrawn:
    """And takes it back."""
    return ReleaseWithdrawn(originator_id=release_id, originator_version=2, occasion=on(number), given=Given.ORAL)


def holding(desk: Desk, institution_id: UUID = VHS, number: int = 10, **changes: Any) -> Release | None:
    """What holds on a day."""
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        return releases.holding(connection, GUEL, institution_id, day(number), **changes)


def test_a_release_holds_for_its_institution_from_its_first_to_its_last_day(desk: Desk) -> None:
    """Not before, not after, not elsewhere, not for anybody else."""
    desk.record([given()])
    assert holding(desk) == fold([given()])
    assert holding(desk, number=0) is not None
    assert holding(desk, number=100) is not None
    assert holding(desk, number=101) is None
    assert holding(desk, number=-1) is None
    assert holding(desk, JOBCENTER) is None
    with desk.views.reading() as connection:
        assert releases.holding(connection, OLENA, VHS, day(10)) is None


def test_a_withdrawn_release_holds_no_more(desk: Desk) -> None:
    """It stays in the list, with the day of the withdrawal."""
    desk.record([given(), withdrawn(5)])
    assert holding(desk) is None
    with desk.views.reading() as connection:
        release = releases.get(connection, RELEASE)
        assert release is not None
        assert release.withdrawn_on == day(5)
        assert releases.of_person(connection, GUEL) == [release]


def test_of_several_releases_the_widest_holds(desk: Desk) -> None:
    """And only one that covers what is to be passed on."""
    desk.record([given(), given(known("wide"), covers=WIDE), given(known("long"), valid_until=day(300))])
    found = holding(desk)
    assert found is not None
    assert found.id == known("wide")
    assert holding(desk, covers=[Covers.PROGRESS]) is None


def test_the_releases_of_a_person_stand_newest_first(desk: Desk) -> None:
    desk.record([given(known("old"), 0), given(known("new"), 20), given(known("other"), person_id=OLENA)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert [one.id for one in releases.of_person(connection, GUEL)] == [known("new"), known("old")]
        assert releases.get(connection, known("nobody")) is None
