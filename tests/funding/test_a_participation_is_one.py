"""A participation in the ESF Plus: one per person, complete or not, with results up to four weeks after leaving."""

import json
from uuid import UUID

import pytest

from referrals.event import Event, encode, sealed_values
from referrals.participation import Answers, CannotRecordParticipation, Missing, Participation, fold, id_of
from referrals.participation_events import (
    Disability,
    Employment,
    Housing,
    LeavingResult,
    Migration,
    ParticipationEntered,
    Sex,
)
from referrals.person_events import RestrictionGround
from referrals.refusal import WrongOrderOfTime
from referrals.release import Given
from referrals.rights import ProcessingRestricted
from referrals.sealing import Group
from tests.casework.given import person
from tests.casework.participation_cases import ASKED, BACK, FOLLOW_UP, LEAVE, VOID, consenting_participant, entered
from tests.cast import day, moment
from tests.workplace import Workplace

EVERYTHING = tuple(Missing)[:8]


def stands(w: Workplace, participation: UUID) -> Participation:
    """Where a participation stands."""
    found = fold(w.log.events_of(participation))  # type: ignore[arg-type]
    assert found is not None
    return found


def opened(w: Workplace, event: Event) -> dict[str, str]:
    """The sealed values of an event, in clear."""
    return {name: w.vault.reveal(sealed, event.originator_id, name) for name, sealed in sealed_values(event)}


def test_what_is_asked_is_sealed_in_a_group_of_its_own(workplace: Workplace) -> None:
    """The log shows that something was asked, and nothing of what was answered."""
    participation = entered(workplace)
    event = workplace.log.events_of(participation)[0]
    assert isinstance(event, ParticipationEntered)
    assert {sealed.group for _, sealed in sealed_values(event)} == {Group.FUNDING}
    told = opened(workplace, event)
    assert told["employment"] == "unemployed"
    assert told["age_group"] == "30_54"
    assert told["code"].startswith("TN-")
    assert event.sex is None


def test_who_comes_back_takes_part_once(workplace: Workplace) -> None:
    """One participation: the day of entry and the pseudonym stay, what was noted on leaving counts no more."""
    participation = entered(workplace)
    first = stands(workplace, participation)
    LEAVE(workplace, workplace.sent(), participation)
    workplace.now = moment(9)
    workplace.casework.participations.reenter(workplace.sent(), participation)
    back = stands(workplace, participation)
    assert (back.entered_on, back.code, back.entries) == (first.entered_on, first.code, 2)
    assert (back.left_on, back.results) == (None, None)
    with pytest.raises(CannotRecordParticipation, match="takes_part"):
        workplace.casework.participations.enter(workplace.sent(), back.person_id, ASKED)


def test_who_left_enters_again_and_does_not_begin_a_second_one(workplace: Workplace) -> None:
    participation = entered(workplace)
    LEAVE(workplace, workplace.sent(), participation)
    with pytest.raises(CannotRecordParticipation, match="has_left"):
        workplace.casework.participations.enter(workplace.sent(), stands(workplace, participation).person_id, ASKED)


def test_after_a_mistake_it_begins_anew_under_another_pseudonym(workplace: Workplace) -> None:
    participation = entered(workplace)
    person_id, code = stands(workplace, participation).person_id, stands(workplace, participation).code
    VOID(workplace, workplace.sent(), participation)
    assert stands(workplace, participation).missing(day(1)) == ()
    workplace.casework.participations.enter(workplace.sent(), person_id, Answers(sex=Sex.FEMALE))
    anew = stands(workplace, participation)
    assert not anew.void
    assert set(anew.answers) == {"sex"}
    assert anew.code != code


def test_what_is_lacking_is_known_without_opening_anything(workplace: Workplace) -> None:
    """Until it is answered; "no answer" is an answer."""
    known = person(workplace)
    participations = workplace.casework.participations
    participations.enter(workplace.sent(), known, Answers())
    participation = id_of(known)
    assert stands(workplace, participation).missing(day(0)) == EVERYTHING
    no_answer = Answers(employment=Employment.NO_ANSWER, migration=Migration.NO_ANSWER)
    participations.note(workplace.sent(), participation, no_answer)
    assert Missing.EMPLOYMENT not in stands(workplace, participation).missing(day(0))
    participations.leave(workplace.sent(), participation)
    assert stands(workplace, participation).missing(day(0))[-2:] == (Missing.RESULTS, Missing.FOLLOW_UP)
    FOLLOW_UP(workplace, workplace.sent(), participation)
    assert {Missing.RESULTS, Missing.FOLLOW_UP}.isdisjoint(stands(workplace, participation).missing(day(0)))


def test_after_four_weeks_nobody_is_asked_to_follow_up(workplace: Workplace) -> None:
    """On the 28th day still, on the 29th no more."""
    participation = entered(workplace)
    LEAVE(workplace, workplace.sent(), participation)
    left = stands(workplace, participation)
    assert Missing.FOLLOW_UP in left.missing(day(28))
    assert Missing.FOLLOW_UP not in left.missing(day(29))
    workplace.now = moment(40)
    participations = workplace.casework.participations
    results = (LeavingResult.QUALIFICATION, LeavingResult.IN_EMPLOYMENT)
    with pytest.raises(CannotRecordParticipation, match="four_weeks_over"):
        participations.follow_up(workplace.sent(occurred_on=day(29)), participation, results=results)
    participations.follow_up(workplace.sent(occurred_on=day(28)), participation, results=results)
    event = workplace.log.events_of(participation)[-1]
    assert opened(workplace, event) == {"results": "qualification,in_employment"}


@pytest.mark.parametrize("alone", [LeavingResult.NOTHING, LeavingResult.NO_ANSWER])
def test_something_and_nothing_is_refused(workplace: Workplace, alone: LeavingResult) -> None:
    participation = entered(workplace)
    with pytest.raises(CannotRecordParticipation, match="contradiction"):
        workplace.casework.participations.leave(
            workplace.sent(), participation, results=(LeavingResult.QUALIFICATION, alone)
        )


@pytest.mark.parametrize(
    ("said", "unsaid"),
    [
        (Answers(migration=Migration.FOREIGN_BACKGROUND), Answers(migration=Migration.NO_ANSWER)),
        (Answers(disability=Disability.NOT_DISABLED), Answers(disability=Disability.NO_ANSWER)),
    ],
    ids=["origin", "disability"],
)
def test_what_is_sensitive_is_noted_with_consent_alone(workplace: Workplace, said: Answers, unsaid: Answers) -> None:
    """Art. 9 GDPR, whatever is told; that somebody does not want to say can always be noted."""
    participations = workplace.casework.participations
    with pytest.raises(CannotRecordParticipation, match="no_consent"):
        participations.enter(workplace.sent(), person(workplace), said)
    participation = consenting_participant(workplace)
    participations.note(workplace.sent(), participation, said)
    workplace.casework.persons.withdraw_consent(
        workplace.sent(), stands(workplace, participation).person_id, given=Given.ORAL
    )
    with pytest.raises(CannotRecordParticipation, match="no_consent"):
        participations.note(workplace.sent(), participation, said)
    participations.note(workplace.sent(), participation, unsaid)


def test_housing_needs_no_consent_and_is_sealed_like_everything_else(workplace: Workplace) -> None:
    """Where somebody lives is no special category; the log says only that it was asked."""
    participations, known = workplace.casework.participations, person(workplace)
    participation = participations.enter(workplace.sent(), known, Answers(housing=Housing.EXCLUDED)).stream(
        "participation."
    )
    event = workplace.log.events_of(participation)[0]
    assert opened(workplace, event)["housing"] == "housing_excluded"
    assert b"housing_excluded" not in encode(event)
    assert Missing.HOUSING not in stands(workplace, participation).missing(day(0))


def test_what_was_entered_before_there_were_these_questions_reads_as_not_asked_yet(workplace: Workplace) -> None:
    """Its bytes stay what they were: the new fields are not in them."""
    participation = entered(workplace)
    event = workplace.log.events_of(participation)[0]
    assert not {"disability", "housing"} & set(json.loads(encode(event)))
    assert {Missing.DISABILITY, Missing.HOUSING} <= set(stands(workplace, participation).missing(day(0)))


def test_nobody_leaves_before_they_came(workplace: Workplace) -> None:
    """Nor comes back before they left."""
    participation = entered(workplace)
    participations = workplace.casework.participations
    with pytest.raises(WrongOrderOfTime):
        participations.leave(workplace.sent(occurred_on=day(-1)), participation)
    workplace.now = moment(5)
    LEAVE(workplace, workplace.sent(), participation)
    with pytest.raises(WrongOrderOfTime):
        participations.reenter(workplace.sent(occurred_on=day(4)), participation)


def test_a_leaving_that_was_none_is_taken_back(workplace: Workplace) -> None:
    participation = entered(workplace)
    LEAVE(workplace, workplace.sent(), participation)
    BACK(workplace, workplace.sent(), participation)
    back = stands(workplace, participation)
    assert (back.left_on, back.entries) == (None, 1)


def test_where_data_is_only_kept_nothing_is_asked(workplace: Workplace) -> None:
    """Art. 18 GDPR."""
    participation = entered(workplace)
    known = stands(workplace, participation).person_id
    workplace.casework.rights.restrict(workplace.sent(), known, ground=RestrictionGround.OBJECTION_PENDING)
    with pytest.raises(ProcessingRestricted):
        LEAVE(workplace, workplace.sent(), participation)


def test_the_list_that_left_the_house_is_remembered(workplace: Workplace) -> None:
    """An empty one does not leave it."""
    participation = entered(workplace)
    participations = workplace.casework.participations
    sent = workplace.sent()
    receipt = participations.hand_over(sent, participations=[participation])
    assert [ref.topic for ref in receipt.recorded] == ["funder_list.handed_over"]
    assert participations.hand_over(sent, participations=[participation]).again
    with pytest.raises(CannotRecordParticipation, match="nothing_said"):
        participations.hand_over(workplace.sent(), participations=[])
