"""What seldom happens, put into the demo, so that the walk finds its pages: erasures, emergencies, audits."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from referrals.casework import NewPerson, Sent
from referrals.erasure_events import ErasureGround
from referrals.person_events import RestrictionGround
from referrals.referral.codes import Outcome
from referrals.referral.state import Referral
from referrals.report import Subject
from referrals.staff import Role
from web import reporting
from web.access_log import Access
from web.demo.people import ANNA, BEN, CEM, DORA, EMIL, FRIDA, Colleague
from web.forgetting import carry_out
from web.house import RealHouse

Starts = dict[str, tuple[str, ...]]


def seldom(house: RealHouse, referrals: Sequence[Referral]) -> Starts:
    """Let it happen; where each of them has to begin to see it."""
    annas = next(each for each in referrals if each.case_manager == ANNA.id and each.phase.is_active)
    others = [each.person_id for each in referrals if each.case_manager == CEM.id]
    restricted, private, *_ = dict.fromkeys(each for each in others if each != annas.person_id)
    casework = house.casework
    casework.rights.restrict(sent(CEM), restricted, ground=RestrictionGround.ACCURACY_CONTESTED)
    casework.closed_groups.close(sent(EMIL), private, staff=(CEM.id,), carriers=(CEM.id,))
    casework.team.change_roles(sent(FRIDA), BEN.id, roles=(Role.AUDITOR,))
    asked, forgotten, known, due = forget_somebody(house)
    emergency = casework.break_glass.open(
        sent(BEN), others[-1], reason=Emergency.PERSON_WAITS, text="Steht vor der Tür."
    ).stream("break_glass.")
    audit_file = open_for_audit(house, annas.person_id)
    look_outside(house, others[-1])
    report = reporting.make(house, sent(EMIL), Subject(period="project")).report.id
    gathering = next(iter(house.log.told("gathering.held"))).originator_id
    house.catch_up()
    closed = next(each for each in referrals if each.case_manager == ANNA.id and each.outcome is Outcome.NEED_MET)
    return {
        "anna": (
            f"/referrals/{closed.id}/reopening",
            f"/persons/{asked}",
            f"/persons/{asked}/erasure/cancellation",
            f"/persons/{forgotten}",
            f"/persons/{known}/erasure",
            f"/erasures/{due}/certificate",
        ),
        "ben": (f"/persons/{others[-1]}/opened", f"/persons/{restricted}/break-glass", "/break-glass"),
        "dora": (
            "/audit",
            f"/audit/referrals/{annas.id}/replay",
            f"/audit/persons/{annas.person_id}/replay",
            f"/audit/gatherings/{gathering}/replay",
            f"/audit/reviews/emergency/{emergency}",
            f"/audit/files/{restricted}",
            f"/persons/{annas.person_id}/opened",
            "/caseload",
        ),
        "emil": (
            f"/team/audit-files/{audit_file}/review",
            "/team/erasures",
            "/team/retention",
            "/figures?compare=previous",
            f"/figures/reports/{report}",
        ),
        "frida": ("/audit/integrity",),
    }


def forget_somebody(house: RealHouse) -> tuple[UUID, UUID, UUID, UUID]:
    """Who wants to be forgotten, who is, who is not, and the erasure of the second."""
    asked, forgotten, known = newcomer(house), newcomer(house), newcomer(house)
    ask_for_erasure(house, asked)
    due = ask_for_erasure(house, forgotten)
    house.casework.erasures.approve(sent(EMIL), due, open_referrals=0, wait_days=0)
    house.catch_up()
    carry_out(house)
    return asked, forgotten, known, due


def open_for_audit(house: RealHouse, person_id: UUID) -> UUID:
    """Dora may read one file; the request for it."""
    house.casework.audits.begin(sent(DORA))
    files = house.casework.audit_files
    text = "Beschwerde beim Quartiersbüro."
    asked = files.request(sent(DORA), person_id, reason=AuditReason.COMPLAINT, text=text).stream("audit_file.")
    files.grant(sent(EMIL), asked)
    return asked


def newcomer(house: RealHouse) -> UUID:
    """Somebody of Anna's without a referral."""
    person = NewPerson(name="Ilse Selten", language="de", quarter="alt_inrath", phone="02151 000099")
    return house.casework.persons.register(sent(ANNA), person, case_manager=ANNA.id).stream("person.")


def look_outside(house: RealHouse, person_id: UUID) -> None:
    """Ben looks at somebody he does not carry."""
    look = Access(house.now(), BEN.id, BEN.role, "person", "case_management", uuid4(), person_id, outside=True)
    house.access_log.record(look)


def ask_for_erasure(house: RealHouse, person_id: UUID) -> UUID:
    """She wants to be forgotten."""
    ground = ErasureGround.CONSENT_WITHDRAWN
    return house.casework.erasures.request(sent(ANNA), person_id, ground=ground, open_referrals=0).stream("erasure.")


def sent(who: Colleague) -> Sent:
    """A command of one of the demo's people."""
    return Sent(command_id=uuid4(), actor=who.id, role=who.role)
