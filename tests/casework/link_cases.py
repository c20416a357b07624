"""Every command on the link of an institution, four ways."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from referrals.casework import NewForwarding
from referrals.link import NewLink, Urgency
from referrals.referral.codes import Company, DeclineReason, Way
from tests.casework.given import Act, Case
from tests.cast import VHS, day, moment
from tests.workplace import Workplace

BY_LINK = NewForwarding(way=Way.LINK, shared=("contact",), message="Gül A. fragt nach einem Kurs.", link=NewLink())
A_TIME: dict[str, Any] = {"starts_at": moment(3), "place": "Raum 3", "language": "tr", "company": Company.ALONE}


def asked_by_link(w: Workplace) -> UUID:
    return w.take_in(forwarding=BY_LINK).stream("link.")


def forwarded_by_link(w: Workplace) -> UUID:
    return w.take_in(forwarding=NewForwarding(way=Way.LINK, shared=("contact",), message="Gül A.")).stream("referral.")


def forwarded_by_phone(w: Workplace) -> UUID:
    return w.take_in().stream("referral.")


def accepted_by_link(w: Workplace) -> UUID:
    link = asked_by_link(w)
    w.casework.links.accept(w.sent(actor=VHS), link, notice=1)
    return link


def run_out(w: Workplace) -> UUID:
    link = asked_by_link(w)
    w.now += timedelta(days=15)
    return link


def of(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.links, name)(sent, subject, **arguments)


LINK_CASES: dict[str, Case] = {
    "links.make": Case(
        forwarded_by_link,
        of("make", urgency=Urgency.SOON),
        ("link.made",),
        of("make", urgency=Urgency.SOON),
        "CannotMakeLink.another_way",
        forwarded_by_phone,
    ),
    "links.note_mail": Case(
        asked_by_link, of("note_mail"), ("link.mailed",), of("note_mail"), "CannotUseLink.closed", run_out
    ),
    "links.tell_code": Case(
        asked_by_link, of("tell_code"), ("link.code_told",), of("tell_code"), "CannotUseLink.closed", run_out
    ),
    "links.withdraw": Case(
        asked_by_link, of("withdraw"), ("link.closed",), of("withdraw"), "CannotUseLink.closed", accepted_by_link
    ),
    "links.accept": Case(
        asked_by_link,
        of("accept", notice=1, note="Montag geht es los."),
        ("referral.accepted", "link.notice_confirmed", "link.answered"),
        of("accept", notice=1),
        "CannotUseLink.closed",
        accepted_by_link,
        by=VHS,
    ),
    "links.waitlist": Case(
        asked_by_link,
        of("waitlist", review_on=day(30)),
        ("referral.waitlisted", "link.answered"),
        of("waitlist", review_on=day(0)),
        "CannotSetDay.not_ahead",
        by=VHS,
    ),
    "links.decline": Case(
        asked_by_link,
        of("decline", reason=DeclineReason.NO_CAPACITY, note="Im Herbst wieder."),
        ("referral.declined", "link.answered"),
        of("decline", reason=DeclineReason.NO_CAPACITY),
        "CannotUseLink.closed",
        run_out,
        VHS,
    ),
    "links.propose_appointment": Case(
        accepted_by_link,
        of("propose_appointment", **A_TIME),
        ("appointment.proposed",),
        of("propose_appointment", **A_TIME),
        "CannotUseLink.closed",
        asked_by_link,
        VHS,
    ),
}
