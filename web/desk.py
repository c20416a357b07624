"""The desk (Schreibtisch): what a page of this request may read, in whose name it acts, and the record of looking."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from flask import abort, current_app, g
from msgspec.structs import replace
from sqlalchemy import Connection

from projections import carried, caseload, closed_files, directory, oversight, persons, releases
from projections import staff as members
from projections.runner import Freshness
from referrals.break_glass import BreakGlass
from referrals.casework import Casework, Sent
from referrals.event import NOBODY
from referrals.occasion import Channel, Occasion, Purpose
from referrals.person import Person
from referrals.referral.state import Referral
from referrals.release import Release
from referrals.sealing import Sealed
from referrals.staff import Member
from web.access_log import Access
from web.erased import said_of
from web.forms import Form, effective_command_id
from web.house import RealHouse
from web.language import _
from web.looking import Keys
from web.parts import AUDITOR, CASE_MANAGER, COORDINATOR, Worker, now, staff, the_house, today

Found = TypeVar("Found")
Files = Iterable[tuple[UUID | None, UUID | None]]
"""The person and the referral of each."""


def house() -> RealHouse:
    """The house of this process."""
    found = the_house()
    assert isinstance(found, RealHouse)
    return found


def casework() -> Casework:
    """The one door for changes."""
    return house().casework


def views() -> Connection:
    """One unchanging view of the projections for this request, brought up to date before it is opened."""
    if "views" not in g:
        g.freshness = house().catch_up()
        g.views_context = house().views.reading()
        g.views = g.views_context.__enter__()
    connection: Connection = g.views
    return connection


def freshness() -> Freshness:
    """As of which event this page answers."""
    views()
    fresh: Freshness = g.freshness
    return fresh


def look_again() -> None:
    """Let go of the view: what was recorded meanwhile shows in the next one."""
    context = g.pop("views_context", None)
    for kept in ("views", "covered", "emergencies", "keys", "closed", "persons", "places", "colleagues", "referrals"):
        g.pop(kept, None)
    if context is not None:
        context.__exit__(None, None, None)


def referral(referral_id: UUID) -> Referral:
    """A referral as it stands, or the page for what does not exist; asked for once in a request."""
    known: dict[UUID, Referral | None] = g.setdefault("referrals", {})
    if referral_id not in known:
        known[referral_id] = caseload.get(views(), referral_id)
    return _or_404(known[referral_id])


def person(person_id: UUID) -> Person:
    """A person as she stands, or the page for what does not exist."""
    return _or_404(persons_of([person_id]).get(person_id))


def persons_of(person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The persons under these ids; whoever stands on the page already is not asked for again."""
    return _asked_once("persons", person_ids, partial(persons.of_ids, views()))


def forget_persons() -> None:
    """Let go of whom this request has asked for: a long list is not kept whole in memory."""
    g.pop("persons", None)


def release(release_id: UUID) -> Release:
    """A release as it stands, or the page for what does not exist."""
    return _or_404(releases.get(views(), release_id))


def member(staff_id: UUID) -> Member:
    """A member of staff, or the page for what does not exist."""
    return _or_404(members.get(views(), staff_id))


def covered() -> list[UUID]:
    """The absent colleagues for whom the worker stands in today."""
    if "covered" not in g:
        g.covered = members.covered_by(views(), staff().staff_id, today()) if staff().has(CASE_MANAGER) else []
    ids: list[UUID] = g.covered
    return ids


def carried_by_us() -> set[UUID]:
    """Whose cases the worker carries today: their own, and those of the colleagues they cover."""
    return {staff().staff_id, *covered()}


def carries_one_of(case_managers: Set[UUID]) -> bool:
    """Whether the worker is one of these, or stands in for one of them today."""
    return staff().staff_id in case_managers or not case_managers.isdisjoint(covered())


def emergencies() -> Mapping[UUID, BreakGlass]:
    """The emergency accesses that the worker has open now, by person."""
    if "emergencies" not in g:
        worker = staff()
        broken = oversight.in_force(views(), worker.staff_id, now()) if worker.has(CASE_MANAGER, COORDINATOR) else []
        g.emergencies = {each.person_id: each for each in broken if not is_closed_to_us(each.person_id)}
    found: dict[UUID, BreakGlass] = g.emergencies
    return found


def keys() -> Keys:
    """What opens files to the worker now, beside what they carry."""
    if "keys" not in g:
        worker = staff()
        granted = oversight.open_for(views(), worker.staff_id, now()) if worker.has(AUDITOR) else []
        g.keys = Keys(worker, frozenset(covered()), emergencies(), {each.person_id: each for each in granted})
    held: Keys = g.keys
    return held


def closed_to_us() -> frozenset[UUID]:
    """The closed files (geschlossene Akten) whose group the worker does not belong to."""
    if "closed" not in g:
        groups = closed_files.groups(views())
        g.closed = frozenset(each for each, group in groups.items() if staff().staff_id not in group)
    closed: frozenset[UUID] = g.closed
    return closed


def is_closed_to_us(person_id: UUID) -> bool:
    """Whether only others see this file."""
    return person_id in closed_to_us()


def opened_for_audit(person_id: UUID) -> bool:
    """Whether the worker, an auditor, has this person's file open: granted by a second person, for 60 minutes."""
    return person_id in keys().audit_files


def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of persons, opened in one go; „gelöscht“ who was erased, „Geschlossene Akte“ who is not for us.

    Whose data may only be kept reads „eingeschränkt“, except where her file is open (Art. 18 GDPR).
    """
    wanted = frozenset(person_ids)
    found = persons_of(wanted)
    closed = {each for each in closed_to_us() & wanted if not opened_for_audit(each)}
    shown = [known for known in found.values() if known.id not in closed]
    opened = open_values([(known.name, known.id, "name") for known in shown])
    names = {known.id: name for known, name in zip(shown, opened, strict=True)}
    kept = {known.id for known in shown if known.restricted and known.id != g.get("open_file")}
    return {each: _("eingeschränkt") if each in kept else names.get(each) or _("Geschlossene Akte") for each in found}


def restricted_among(person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of them whose data may only be kept (Art. 18 GDPR)."""
    return frozenset(known.id for known in persons_of(person_ids).values() if known.restricted)


def staff_names(staff_ids: Iterable[UUID] | None = None) -> dict[UUID, str]:
    """The names of staff; all of them when none are named, and nobody who stands on the page already is asked again."""
    if staff_ids is None:
        return _named(members.everybody(views()))
    asked = set(staff_ids)
    if asked == {staff().staff_id}:
        return {staff().staff_id: staff().name}
    return _asked_once("colleagues", asked, lambda ids: _named(members.of_ids(views(), ids).values()))


def _named(known: Collection[Member]) -> dict[UUID, str]:
    opened = open_values((each.name, each.id, "name") for each in known) if known else ()
    return {each.id: name for each, name in zip(known, opened, strict=True)}


def institution_names(institution_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of institutions; one that stands on the page already is not asked for again."""
    return _asked_once("places", filter(None, institution_ids), partial(directory.names, views()))


def open_values(references: Iterable[tuple[Sealed | None, UUID, str]]) -> list[str]:
    """Open sealed values: (sealed, aggregate, field). Nothing sealed reads empty; see `web.erased` for erased ones."""
    listed = list(references)
    wanted = [(sealed, stream, field) for sealed, stream, field in listed if sealed is not None]
    opened = list(zip((sealed.person for sealed, *_ in wanted), house().vault.reveal_many(wanted), strict=True))
    said = said_of(views(), {owner for owner, text in opened if not text})
    texts = iter([text or said[owner] for owner, text in opened])
    return ["" if sealed is None else next(texts) for sealed, *_ in listed]


def looked(
    view: str, *, person_id: UUID | None = None, referral_id: UUID | None = None, purpose: str | None = None
) -> None:
    """Record that the worker opens a file; raises `CannotLogAccess`, and then the page is not shown.

    `purpose` is one of `access_log.PURPOSES` where it is not the work on the case.
    """
    looked_at(view, [(person_id, referral_id)], purpose=purpose)
    if person_id is not None:
        g.open_file = person_id


def looked_at(view: str, files: Files, *, purpose: str | None = None, ours: Collection[UUID] = ()) -> None:
    """Record that the worker opens several files on one page; who carries those that are `ours` is not asked."""
    listed, held, worker = list(files), keys(), staff()
    asked = {person_id for person_id, _referral in listed if person_id is not None} - set(ours)
    carriers = dict.fromkeys(ours, frozenset({worker.staff_id})) | carried.carriers_of(views(), asked)
    look = partial(Access, at=now(), staff_id=worker.staff_id, role=acting_role(worker), view=view, correlation=uuid4())
    looks = []
    for person_id, referral_id in listed:
        why = held.why(person_id or NOBODY, carriers.get(person_id or NOBODY, ()), purpose)
        outside = why.outside and person_id is not None
        seen = look(
            purpose=why.purpose, person_id=person_id, referral_id=referral_id, outside=outside, ground=why.ground
        )
        looks.append(seen)
    house().access_log.record(*looks)


def sent(form: Form, *, stream: UUID | None = None, occurred_on: date | None = None) -> Sent:
    """The command a form gives: the same id for a double click, the version of the page it was made from."""
    expected = form.values.get("expected_version")
    return Sent(
        command_id=effective_command_id(current_app.config["SECRET_KEY"], form),
        actor=staff().staff_id,
        role=acting_role(staff()),
        channel=Channel.API if "token" in g else Channel.WORKER,
        occurred_on=occurred_on or form.values.get("day"),
        expected=(stream, expected) if stream is not None and expected is not None else None,
    )


def part_of(command: Sent, number: int) -> Sent:
    """The command for one part of what a form asks for; each part is recorded once, like the whole."""
    if number == 0:
        return command
    part = uuid5(command.command_id, str(number))
    return replace(command, command_id=part, correlation_id=command.command_id, expected=None)


def occasion(day: date | None = None) -> Occasion:
    """The circumstances of a step of the worker's now, to ask beforehand whether it would hold."""
    return Occasion(
        actor=staff().staff_id,
        role=acting_role(staff()),
        command_id=uuid4(),
        correlation_id=uuid4(),
        channel=Channel.WORKER,
        purpose=Purpose.CASE_MANAGEMENT,
        occurred_on=day or today(),
        recorded_at=now(),
    )


def acting_role(worker: Worker) -> str:
    """The role in which the worker acts: a case manager's where it is held, for it is the one that carries files."""
    return CASE_MANAGER if worker.has(CASE_MANAGER) else min(worker.roles)


def _asked_once(kept: str, ids: Iterable[UUID], ask: Callable[[list[UUID]], Mapping[UUID, Found]]) -> dict[UUID, Found]:
    """What stands under these ids, of which only those are asked for that this request has not seen yet."""
    known: dict[UUID, Found] = g.setdefault(kept, {})
    wanted = list(dict.fromkeys(ids))
    known.update(ask([each for each in wanted if each not in known]))
    return {each: known[each] for each in wanted if each in known}


def _or_404(found: Found | None) -> Found:
    if found is None:
        abort(404)
    return found
