"""Every command four ways: it happens, it is refused, it is sent twice, somebody was faster."""

import pytest

from referrals.casework import NewPerson, Overtaken
from referrals.refusal import Refusal
from tests.casework.access_cases import ACCESS_CASES
from tests.casework.audit_cases import AUDIT_CASES
from tests.casework.erasure_cases import ERASURE_CASES
from tests.casework.gathering_cases import GATHERING_CASES
from tests.casework.link_cases import LINK_CASES
from tests.casework.other_cases import OTHER_CASES
from tests.casework.participation_cases import PARTICIPATION_CASES
from tests.casework.referral_cases import REFERRAL_CASES
from tests.casework.rights_cases import RIGHTS_CASES
from tests.cast import ANNA
from tests.workplace import Workplace

CASES = REFERRAL_CASES | OTHER_CASES | RIGHTS_CASES | AUDIT_CASES | ERASURE_CASES | ACCESS_CASES | LINK_CASES
CASES |= GATHERING_CASES | PARTICIPATION_CASES
BEGINNING = {
    "intake.take_in",
    "persons.register",
    "announcements.announce",
    "team.add",
    "audits.begin",
    "checkpoints.hand_over",
    "gatherings.hold",
    "participations.hand_over",
    "reports.make",
}
"""Commands that begin a stream: nobody can be faster; they stand in test_the_door.py."""

every = pytest.mark.parametrize("name", CASES)


@every
def test_it_happens(workplace: Workplace, name: str) -> None:
    """The events are recorded, in one transaction, with the occasion of the command."""
    case = CASES[name]
    subject = case.before(workplace)
    sent = workplace.sent(actor=case.by)
    receipt = case.act(workplace, sent, subject)
    assert tuple(ref.topic for ref in receipt.recorded) == case.records
    assert not receipt.again
    for found in workplace.log.at([ref.position for ref in receipt.recorded]):
        assert found.event.occasion.command_id == sent.command_id
        assert found.event.occasion.actor == case.by


@every
def test_it_is_refused_and_nothing_is_recorded(workplace: Workplace, name: str) -> None:
    """The rule that stands against it has a code, for the sentence on the page."""
    case = CASES[name]
    subject = (case.before_refusal or case.before)(workplace)
    head = workplace.log.head()
    with pytest.raises(Refusal) as refused:
        case.refused(workplace, workplace.sent(actor=case.by), subject)
    assert refused.value.code == case.refused_as
    assert workplace.log.head() == head


@every
def test_sent_twice_it_is_recorded_once(workplace: Workplace, name: str) -> None:
    """The second time gives the first result back."""
    case = CASES[name]
    subject = case.before(workplace)
    sent = workplace.sent(actor=case.by)
    first = case.act(workplace, sent, subject)
    head = workplace.log.head()
    again = case.act(workplace, sent, subject)
    assert again.again
    assert again.recorded == first.recorded
    assert workplace.log.head() == head


@every
def test_whoever_was_slower_is_told(workplace: Workplace, name: str) -> None:
    """The page was made at an older version: nothing is recorded, and both versions are named."""
    case = CASES[name]
    subject = case.before(workplace)
    version = workplace.log.events_of(subject)[-1].originator_version
    head = workplace.log.head()
    with pytest.raises(Overtaken) as told:
        case.act(workplace, workplace.sent(actor=case.by, expected=(subject, version - 1)), subject)
    assert (told.value.originator_id, told.value.expected, told.value.found) == (subject, version - 1, version)
    assert workplace.log.head() == head


def test_no_command_is_left_out(workplace: Workplace) -> None:
    """Every public method of the door stands in this file or begins a stream."""
    found = {
        f"{room}.{name}"
        for room, commands in vars(workplace.casework).items()
        for name in vars(type(commands))
        if not name.startswith("_")
    }
    assert found == set(CASES) | BEGINNING


def test_a_new_person_is_registered_and_a_new_person_is_a_new_person(workplace: Workplace) -> None:
    """Two women of one name stay two women."""
    new = NewPerson(name="Gül A.", language="tr", quarter="stephanplatz")
    first = workplace.casework.persons.register(workplace.sent(), new, case_manager=ANNA)
    second = workplace.casework.persons.register(workplace.sent(), new, case_manager=ANNA)
    assert first.stream("person.") != second.stream("person.")
