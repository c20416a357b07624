"""Who works here and stands in for whom; which announced needs still wait."""

from projections import announcements
from projections import staff as members
from referrals import announcement, staff
from referrals.announcement import DropReason
from referrals.need import NeedKind
from referrals.sealing import Group, Sealed
from referrals.staff import Member, Role, StaffEvent
from referrals.substitution import SubstitutionArranged
from tests.cast import ANNA, BEN, CEM, EMIL, day, known, on
from tests.projections.conftest import Desk

NAME = Sealed(ANNA, Group.CONTACT, "a" * 64)


def _joined(desk: Desk) -> None:
    for who, team in ((ANNA, "Mitte"), (BEN, "Mitte"), (CEM, "Nord")):
        desk.record([staff.add(who, on(0), name=NAME, team=team, roles=(Role.CASE_MANAGER,))])


def _arrange(desk: Desk, version: int, first: int, last: int) -> None:
    fields = {"substitution_id": known(f"absence {version}"), "substitute": BEN}
    head = {"originator_id": ANNA, "originator_version": version, "occasion": on(0)}
    desk.record([SubstitutionArranged(**head, **fields, first_day=day(first), last_day=day(last))])  # type: ignore[arg-type]


def test_a_member_is_as_the_events_say(desk: Desk) -> None:
    """Name sealed, team, roles, disabled."""
    _joined(desk)
    told: list[StaffEvent] = [event.event for event in desk.log.read(0, 1)]  # type: ignore[misc]
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert members.get(connection, ANNA) == staff.fold(told)
        assert members.get(connection, EMIL) is None
        assert {member.id for member in members.everybody(connection)} == {ANNA, BEN, CEM}
        assert set(members.of_ids(connection, [ANNA, EMIL])) == {ANNA}
        assert members.teams(connection) == ["Mitte", "Nord"]


def test_a_team_is_whoever_has_an_open_account_in_it(desk: Desk) -> None:
    _joined(desk)
    desk.record([staff.StaffDisabled(originator_id=BEN, originator_version=2, occasion=on(1))])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert [member.id for member in members.of_team(connection, "Mitte")] == [ANNA]
        disabled = members.get(connection, BEN)
    assert isinstance(disabled, Member)
    assert disabled.disabled


def test_a_substitution_holds_from_its_first_day_to_its_last_and_ends_by_itself(desk: Desk) -> None:
    _joined(desk)
    _arrange(desk, 2, 3, 5)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        covered = [members.covered_by(connection, BEN, day(number)) for number in (2, 3, 5, 6)]
        standing_in = [members.substitutes_of(connection, ANNA, day(number)) for number in (2, 3, 5, 6)]
        assert members.covered_by(connection, CEM, day(3)) == []
    assert covered == [[], [ANNA], [ANNA], []]
    assert standing_in == [[], [BEN], [BEN], []]


def test_an_announced_need_waits_until_it_expires_or_is_settled(desk: Desk) -> None:
    """The next to expire first; 14 days, the last one included."""
    for name, number in (("letter", 2), ("work", 0), ("mistake", 1)):
        desk.record(
            [
                announcement.announce(
                    known(name), on(number), kind=NeedKind.AUTHORITIES, quarter=None, institution_id=None, note=None
                )
            ]
        )
    head = {"originator_id": known("mistake"), "originator_version": 2, "occasion": on(2)}
    desk.runner.catch_up()
    desk.record([announcement.AnnouncementDropped(**head, reason=DropReason.MISTAKE)])  # type: ignore[arg-type]
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        waiting = [[each.id for each in announcements.waiting(connection, day(number))] for number in (3, 14, 15, 17)]
        assert announcements.get(connection, known("mistake")) is None
        letter = announcements.get(connection, known("letter"))
    assert waiting == [[known("work"), known("letter")]] * 2 + [[known("letter")], []]
    assert letter is not None
    assert letter.expires_on == day(16)
