"""Rarely (selten): rights that persons used, an emergency, an erasure that waits: their pages show something."""

from collections.abc import Callable

from referrals.break_glass import Emergency
from referrals.casework import Sent
from referrals.erasure_events import ErasureGround
from referrals.person_events import Fact, HoldGround, RestrictionGround
from referrals.referral.codes import Phase
from referrals.referral.state import Referral
from web.demo.people import ANNA, BEN, CEM, Colleague, Fictional
from web.demo.stage import Stage

DISPUTED = "Ich wohne nicht mehr dort. Die Nummer gehört jetzt meiner Tochter."
AT_THE_DOOR = "Sie steht im Quartiersbüro und braucht den Brief vom Jobcenter. Cem ist auf Fortbildung."


def tell(stage: Stage, persons: list[Fictional]) -> None:
    """One of each, at persons of whom nothing else is told any more."""
    referrals = [stage.referral(each) for each in stage.draft.opened]
    of = {person.id: [each for each in referrals if each.person_id == person.id] for person in persons}

    def some(carrier: Colleague, fits: Callable[[list[Referral]], bool]) -> Fictional:
        """The last of these who is whose, and whose referrals are like this; nobody twice."""
        found = next(each for each in reversed(persons) if _carried_by(carrier, of[each.id]) and fits(of[each.id]))
        del of[found.id]
        persons.remove(found)
        return found

    persons = list(persons)
    rights = stage.casework.rights
    restricted, waiting = some(CEM, _running), some(CEM, _running)
    held, gone = some(ANNA, _over), some(BEN, _over)
    disputed = some(BEN, _running)
    rights.restrict(_sent(stage, CEM, restricted, 6), restricted.id, ground=RestrictionGround.ACCURACY_CONTESTED)
    rights.dispute(_sent(stage, BEN, disputed, 5), disputed.id, field=Fact.CONTACT, note=DISPUTED)
    rights.place_hold(_sent(stage, ANNA, held, 4), held.id, ground=HoldGround.LEGAL_CLAIM, until=None)
    stage.casework.break_glass.open(
        _sent(stage, BEN, waiting, 2), waiting.id, reason=Emergency.PERSON_WAITS, text=AT_THE_DOOR
    )
    sent = _sent(stage, BEN, gone, 1)
    stage.casework.erasures.request(sent, gone.id, ground=ErasureGround.CONSENT_WITHDRAWN, open_referrals=0)


def _sent(stage: Stage, who: Colleague, person: Fictional, ago: int) -> Sent:
    told = stage.draft.events_of(person.id)
    return stage.enter(who.id, who.role, stage.ago(ago), after=told[-1].occasion.recorded_at)


def _carried_by(who: Colleague, referrals: list[Referral]) -> bool:
    return bool(referrals) and all(each.case_manager == who.id for each in referrals)


def _running(referrals: list[Referral]) -> bool:
    return any(each.phase.is_active for each in referrals)


def _over(referrals: list[Referral]) -> bool:
    return all(not each.phase.is_active for each in referrals) and any(each.phase is Phase.CLOSED for each in referrals)
