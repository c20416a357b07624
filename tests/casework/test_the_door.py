"""The door: several streams in one transaction, races, and what is sealed on the way."""

import threading
from uuid import UUID

import pytest

from referrals.announcement import CannotTakeAnnouncement
from referrals.casework import Intake, NewForwarding, NewPerson, Receipt, Sent
from referrals.event import Event, sealed_values
from referrals.need import NeedKind
from referrals.referral.codes import CorrectionReason, Ground, Way
from referrals.referral.refusals import CannotForward, CannotTakeStep
from referrals.refusal import NotFound
from referrals.release import Given
from referrals.roles import CannotGiveRoles, Role
from tests.cast import ANNA, BEN, VHS, day, moment
from tests.workplace import Workplace


def test_the_short_form_is_one_transaction(workplace: Workplace) -> None:
    """Person, need, referral, release and forwarding, or nothing."""
    receipt = workplace.take_in()
    assert [ref.topic for ref in receipt.recorded] == [
        "person.registered",
        "need.recorded",
        "referral.opened",
        "release.given",
        "referral.forwarded",
    ]
    head = workplace.log.head()
    with pytest.raises(CannotForward):
        workplace.take_in(release=None)
    assert workplace.log.head() == head


def test_forwarding_at_the_door_needs_an_institution(workplace: Workplace) -> None:
    """Somebody has to receive it."""
    with pytest.raises(CannotForward, match="no_institution"):
        workplace.take_in(institution_id=None)


def test_a_known_person_begins_a_second_need(workplace: Workplace) -> None:
    """The person is not registered again."""
    person = workplace.take_in().stream("person.")
    receipt = workplace.take_in(person=person, need=NeedKind.EMPLOYMENT, release=None, forwarding=None)
    assert [ref.topic for ref in receipt.recorded] == ["need.recorded", "referral.opened"]
    assert workplace.referral(receipt.stream("referral.")).person_id == person


def test_the_short_form_sent_twice_registers_one_person(workplace: Workplace) -> None:
    """A double click in the corridor."""
    sent = workplace.sent()
    assert workplace.take_in(sent).recorded == workplace.take_in(sent).recorded
    assert workplace.take_in(sent).again


def test_an_announced_need_becomes_a_referral_once(workplace: Workplace) -> None:
    """And not after 14 days."""
    announced = workplace.casework.announcements.announce(workplace.sent(), kind=NeedKind.AUTHORITIES)
    stream = announced.stream("announcement.")
    assert workplace.take_in(announcement_id=stream).recorded[1].topic == "announcement.taken"
    with pytest.raises(CannotTakeAnnouncement, match="settled"):
        workplace.take_in(announcement_id=stream)
    later = workplace.casework.announcements.announce(workplace.sent(), kind=NeedKind.DEBT).stream("announcement.")
    workplace.now = moment(15)
    with pytest.raises(CannotTakeAnnouncement, match="expired"):
        workplace.take_in(announcement_id=later)


def test_a_member_is_added_with_roles_that_may_stand_together(workplace: Workplace) -> None:
    """Whoever audits does not administer."""
    with pytest.raises(CannotGiveRoles, match="conflicting_roles"):
        workplace.casework.team.add(workplace.sent(), name="Dora", team="", roles=(Role.AUDITOR, Role.ADMINISTRATOR))
    with pytest.raises(CannotGiveRoles, match="no_role"):
        workplace.casework.team.add(workplace.sent(), name="Dora", team="", roles=())
    added = workplace.casework.team.add(workplace.sent(), name="Dora", team="", roles=(Role.AUDITOR,))
    assert added.recorded[0].topic == "staff.added"


def test_an_id_of_another_stream_is_not_found(workplace: Workplace) -> None:
    """A person is no referral, whatever the address says."""
    person = workplace.take_in().stream("person.")
    with pytest.raises(NotFound, match="no_such_referral"):
        workplace.casework.referrals.accept(workplace.sent(), person, source=Way.PHONE)


def test_no_personal_value_lies_in_the_log_in_clear(workplace: Workplace) -> None:
    """Name, phone, wish and message are blobs; the log holds fingerprints."""
    workplace.take_in()
    stored = b"".join(found.stored.state for found in workplace.log.read(0, 100))
    for clear in ("Gül", "02151", "arbeiten", "Kurs", "Anna"):
        assert clear.encode() not in stored
        assert clear.encode("unicode-escape") not in stored


def test_every_sealed_value_opens_where_it_was_sealed(workplace: Workplace) -> None:
    """Aggregate and field are part of the seal."""
    workplace.take_in()
    opened = {
        f"{found.topic}.{field}": workplace.vault.reveal(value, found.originator_id, field)
        for found in workplace.log.read(0, 100)
        for field, value in sealed_values(found.event)
    }
    assert opened["person.registered.name"] == "Gül A."
    assert opened["need.recorded.wish"] == "Ich möchte Deutsch lernen und arbeiten."
    assert opened["referral.forwarded.message"] == "Gül A. fragt nach einem Kurs."


def test_a_corrected_note_opens_as_the_note(workplace: Workplace) -> None:
    """The new value is sealed for the field it corrects."""
    referral = workplace.take_in().stream("referral.")
    noted = workplace.casework.referrals.take_note(workplace.sent(), referral, text="falsch").version(referral)
    workplace.casework.corrections.correct(
        workplace.sent(),
        referral,
        step=noted,
        field="text",
        value=None,
        text="richtig",
        reason=CorrectionReason.TYPING_MISTAKE,
    )
    correction = workplace.steps(referral)[-1]
    assert workplace.vault.reveal(correction.sealed, referral, "text") == "richtig"  # type: ignore[union-attr,arg-type]


def test_a_withdrawn_release_stops_what_rests_on_it_at_once(workplace: Workplace) -> None:
    """Release and referrals in one transaction."""
    receipt = workplace.take_in()
    release, referral = receipt.stream("release."), receipt.stream("referral.")
    done = workplace.casework.persons.withdraw_release(workplace.sent(), release, given=Given.ORAL)
    assert [ref.topic for ref in done.recorded] == ["release.withdrawn", "referral.forwarding_stopped"]
    assert workplace.referral(referral).stopped == release


def test_a_forwarding_recorded_while_a_withdrawal_is_decided_is_stopped_too(workplace: Workplace) -> None:
    """It lies in the log before the withdrawal, and the page that asked for the withdrawal never saw it."""
    receipt = workplace.take_in(forwarding=None)
    release, referral = receipt.stream("release."), receipt.stream("referral.")
    recorder = workplace.log.recorder
    insert = recorder.insert_events

    def slow(events, **more):  # type: ignore[no-untyped-def]
        if events[0].topic == "release.withdrawn":
            recorder.insert_events = insert  # type: ignore[method-assign]
            workplace.casework.referrals.forward(
                workplace.sent(), referral, institution_id=VHS, ground=Ground.RELEASE, release_id=release, way=Way.PHONE
            )
        return insert(events, **more)

    recorder.insert_events = slow  # type: ignore[assignment, method-assign]
    sent = workplace.sent()
    workplace.casework.persons.withdraw_release(sent, release, given=Given.ORAL)
    assert workplace.referral(referral).stopped == release
    workplace.casework.persons.withdraw_release(sent, release, given=Given.ORAL)
    assert [event.TOPIC for event in workplace.log.events_of(referral)].count("referral.forwarding_stopped") == 1


def test_two_people_record_the_same_step_and_one_is_recorded(workplace: Workplace) -> None:
    """Eight threads, one referral: whoever is slower decides again, and the phase refuses."""
    referral = workplace.take_in().stream("referral.")
    results = _at_once(8, lambda sent: workplace.casework.referrals.accept(sent, referral, source=Way.PHONE), workplace)
    assert sum(isinstance(result, Receipt) for result in results) == 1
    assert all(isinstance(result, Receipt | CannotTakeStep) for result in results)
    assert [ref.originator_version for ref in workplace.log.events_of(referral)] == [1, 2, 3]


def test_one_command_from_many_threads_is_recorded_once(workplace: Workplace) -> None:
    """A double click that reaches two workers at the same moment."""
    referral = workplace.take_in().stream("referral.")
    sent = workplace.sent()
    results = _at_once(8, lambda _: workplace.casework.referrals.accept(sent, referral, source=Way.PHONE), workplace)
    told = [(result.recorded, result.again) for result in results if isinstance(result, Receipt)]
    recorded = workplace.log.result_of(sent.command_id)
    assert sorted(told, key=lambda each: each[1]) == [(recorded, False), *[(recorded, True)] * 7]


@pytest.mark.parametrize("shown", [True, False])
def test_a_double_click_overtakes_nobody(workplace: Workplace, shown: bool) -> None:
    """Its other half is recorded while this one reads: the answer is the other's, no conflict and no refusal."""
    referral = workplace.take_in().stream("referral.")
    expected = (referral, workplace.referral(referral).version) if shown else None
    sent = workplace.sent(expected=expected)
    log, steps = workplace.log, workplace.casework.referrals
    events_of = log.events_of
    other_half: list[Receipt] = []

    def read_late(stream: UUID) -> list[Event]:
        if not other_half:
            log.events_of = events_of  # type: ignore[method-assign]
            other_half.append(steps.accept(sent, referral, source=Way.PHONE))
        return events_of(stream)

    log.events_of = read_late  # type: ignore[assignment, method-assign]
    receipt = steps.accept(sent, referral, source=Way.PHONE)
    assert (receipt.recorded, receipt.again) == (other_half[0].recorded, True)


def test_a_withdrawal_at_the_same_moment_wins_over_a_forwarding(workplace: Workplace) -> None:
    """The release was read before it was withdrawn: the forwarding decides again, and is refused."""
    person = workplace.take_in().stream("person.")
    opened = workplace.take_in(person=person, forwarding=None)
    release, referral = opened.stream("release."), opened.stream("referral.")
    withdrawn = threading.Event()
    recorder = workplace.log.recorder
    insert = recorder.insert_events

    def slow(events, **more):  # type: ignore[no-untyped-def]
        if events[0].topic == "referral.forwarded" and not withdrawn.is_set():
            withdrawn.set()
            workplace.casework.persons.withdraw_release(workplace.sent(), release, given=Given.ORAL)
        return insert(events, **more)

    recorder.insert_events = slow  # type: ignore[assignment, method-assign]
    with pytest.raises(CannotForward, match="release_withdrawn"):
        workplace.casework.referrals.forward(
            workplace.sent(), referral, institution_id=VHS, ground=Ground.RELEASE, release_id=release, way=Way.PHONE
        )
    assert len(workplace.log.events_of(referral)) == 1


def test_a_late_entry_is_recorded_with_both_days(workplace: Workplace) -> None:
    """On Friday Anna writes down what happened on Tuesday."""
    referral = workplace.take_in().stream("referral.")
    workplace.now = moment(4)
    workplace.casework.referrals.accept(workplace.sent(occurred_on=day(1)), referral, source=Way.PHONE)
    occasion = workplace.steps(referral)[-1].occasion
    assert (occasion.occurred_on, occasion.recorded_on) == (day(1), day(4))


def test_a_caseload_is_handed_over_whole_or_not_at_all(workplace: Workplace) -> None:
    """One referral that cannot go keeps all of them."""
    one, two = (workplace.take_in().stream("referral.") for _ in range(2))
    workplace.casework.referrals.close(workplace.sent(), two, outcome="NEED_MET", decided_by="person")  # type: ignore[arg-type]
    with pytest.raises(CannotTakeStep):
        workplace.casework.referrals.hand_over(workplace.sent(), [one, two], receiver=BEN, reason="leaving")  # type: ignore[arg-type]
    assert workplace.referral(one).case_manager == ANNA


def test_a_colleague_whose_account_is_closed_receives_nothing(workplace: Workplace) -> None:
    """A disabled receiver is refused, with the reason."""
    referral = workplace.take_in().stream("referral.")
    workplace.casework.team.disable(workplace.sent(), BEN, open_cases=0)
    with pytest.raises(Exception, match="receiver_carries_no_cases"):
        workplace.casework.referrals.hand_over(workplace.sent(), [referral], receiver=BEN, reason="absence")  # type: ignore[arg-type]


def test_intake_of_an_unknown_person_or_institution_is_not_found(workplace: Workplace) -> None:
    """An id from another installation."""
    with pytest.raises(NotFound, match="no_such_person"):
        workplace.take_in(person=UUID(int=9), release=None, forwarding=None)
    with pytest.raises(NotFound, match="no_such_institution"):
        workplace.take_in(institution_id=UUID(int=9), release=None, forwarding=None)
    intake = Intake(
        person=NewPerson(name="x", language="de", quarter="elsewhere"),
        need=NeedKind.OTHER,
        case_manager=ANNA,
        forwarding=NewForwarding(way=Way.PHONE, ground=Ground.EMERGENCY),
    )
    with pytest.raises(CannotForward, match="no_institution"):
        workplace.casework.intake.take_in(workplace.sent(), intake)


def _at_once(count: int, act, workplace: Workplace) -> list[object]:  # type: ignore[no-untyped-def]
    ready = threading.Barrier(count)
    results: list[object] = []

    def run(sent: Sent) -> None:
        ready.wait()
        try:
            results.append(act(sent))
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            results.append(error)

    threads = [threading.Thread(target=run, args=(workplace.sent(actor=BEN),)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
