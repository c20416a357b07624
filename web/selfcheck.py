"""Self-check (Selbstprüfung): the installation looks at itself, says what it found, and the log remembers that."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from projections import erasures, notices, oversight
from projections.bookmark import ViewsMissing
from referrals import evidence
from referrals.access_review import review_by
from referrals.access_segment import kept_from
from referrals.checkpoint import NEWEST, Checkpoints
from referrals.evidence import Finding, Result
from referrals.keys import KekUnusable
from referrals.keys import keys as key_rows
from referrals.log.application import Log
from referrals.log.errors import LogRefusal, StoreFailed
from referrals.log.recorder import LogRecorder
from referrals.notices import overdue_before
from referrals.occasion import LOCAL
from referrals.signing import NoteBroken, SigningKeyUnusable
from referrals.store import StoreMissing
from referrals.verify import Progress, verify
from web import backup, fitting, restore, retaining, unreviewed
from web.access_segments import AccessLogBroken, AccessSegments
from web.fitting import StoresDoNotFit
from web.house import RealHouse
from web.settings import LOCAL_HOSTS, BadSettings, Settings

PAGE = 500
BEHIND_AT_MOST = timedelta(hours=1)
CHECKPOINT_AT_MOST = timedelta(days=2)
BACKUP_AT_MOST = timedelta(days=2)
DAILY_WORK_AT_MOST = timedelta(days=3)

CANNOT_OPEN = (
    *(StoreMissing, StoresDoNotFit, ViewsMissing, KekUnusable, BadSettings),
    *(LogRefusal, StoreFailed, DBAPIError, AccessLogBroken),
)


class Found(NamedTuple):
    """One thing that is not as it should be, with what an administrator needs to know; never a name."""

    finding: Finding
    detail: str


class Outcome(NamedTuple):
    """What came of it; `size` is the number of events that were judged."""

    result: Result
    size: int
    found: list[Found]

    @property
    def exit_code(self) -> int:
        """0 fine, 1 something found, 2 not everything could be checked."""
        return {Result.FINE: 0, Result.FINDINGS: 1, Result.UNJUDGED: 2}[self.result]


UNJUDGED = (Finding.LOG_UNJUDGED, Finding.STORES_DO_NOT_FIT)


def look(settings: Settings, now: datetime, progress: Progress | None = None) -> Outcome:
    """Check everything, and record the outcome where the log can be written."""
    found = [*_of_files(settings, now)]
    size = 0
    try:
        with closing(Log.open(settings.store_url("events"))) as log:
            size, faults = _of_log(settings, log.recorder, progress)
            found += [*faults, *_of_checkpoints(settings, log.recorder, now), *_of_house(settings, now)]
            outcome = Outcome(_result(found), size, found)
            codes = dict.fromkeys(each.finding for each in found)
            evidence.checked(log, now, result=outcome.result, size=size, findings=codes)
            return outcome
    except (LogRefusal, StoreFailed) as error:
        found.append(Found(Finding.LOG_UNJUDGED, str(error)))
        return Outcome(_result(found), size, found)


def _result(found: list[Found]) -> Result:
    if any(each.finding in UNJUDGED for each in found):
        tampered = any(each.finding is Finding.LOG_TAMPERED for each in found)
        return Result.FINDINGS if tampered else Result.UNJUDGED
    return Result.FINDINGS if found else Result.FINE


def _of_log(settings: Settings, recorder: LogRecorder, progress: Progress | None) -> tuple[int, list[Found]]:
    """Every leaf, and every checkpoint that was signed here."""
    try:
        verdict = verify(recorder, kept=Checkpoints(settings.checkpoints).kept(), progress=progress)
    except NoteBroken as error:
        return 0, [Found(Finding.LOG_UNJUDGED, str(error))]
    if verdict.intact:
        return verdict.size, []
    finding = Finding.LOG_TAMPERED if verdict.intact is False else Finding.LOG_UNJUDGED
    return verdict.size, [Found(finding, verdict.reason or "")]


def _of_house(settings: Settings, now: datetime) -> Iterator[Found]:
    """Views, keys, and what is due; a house that does not open cannot be judged."""
    try:
        with closing(RealHouse(settings, now=lambda: now)) as house:
            house.check()
            for check in (_of_views, _of_keys, _of_dues, _of_notices, _of_retention, _of_accesses):
                yield from check(house, now)
    except CANNOT_OPEN as error:
        yield Found(Finding.STORES_DO_NOT_FIT, str(error))


def _of_views(house: RealHouse, now: datetime) -> Iterator[Found]:
    slow = [each for each in house.runner.status(now) if each.lag_seconds > BEHIND_AT_MOST.total_seconds()]
    if slow:
        worst = max(slow, key=lambda each: each.lag_events)
        yield Found(Finding.VIEWS_BEHIND, f"{worst.name} is {worst.lag_events} events behind.")


def _of_keys(house: RealHouse, _now: datetime) -> Iterator[Found]:
    """Sealed values first, keys then, tombstones last: work that goes on meanwhile is not taken for a fault."""
    sealed = set(_sealed(house.log.recorder))
    with house.stores["keys"].reading() as connection:
        held = {(row.person, row.key_group) for row in connection.execute(select(key_rows))}
    erased = house.keys.erased()
    if without := {person for person, group in sealed - held if person not in erased}:
        yield Found(Finding.PERSON_WITHOUT_KEY, f"{len(without)} have sealed values that no key opens.")
    living = {person for person, _ in held}
    if again := living & erased:
        yield Found(Finding.ERASED_WITH_KEY, f"{len(again)} were erased and have a key.")
    strangers = [each for each in living - {person for person, _ in sealed} if not house.log.events_of(each)]
    if strangers:
        yield Found(Finding.KEY_WITHOUT_PERSON, f"{len(strangers)} keys belong to nobody in the log.")


def _sealed(recorder: LogRecorder) -> Iterator[tuple[UUID, str]]:
    after = b""
    while page := recorder.sealed_ids(after, PAGE):
        for blob in recorder.select_sealed(page):
            yield blob.person, str(blob.group)
        after = page[-1]


def _of_dues(house: RealHouse, now: datetime) -> Iterator[Found]:
    today = now.astimezone(LOCAL).date()
    with house.views.reading() as connection:
        late = [each for each in erasures.due(connection, today) if (each.due_on or today) < today]
        waiting = [
            *(each.review_by for each in oversight.emergencies(connection)),
            *(each.review_by for each in oversight.audit_files(connection)),
            *(review_by(each.day) for each in unreviewed.looks(house.access_log, connection)),
        ]
    if late:
        yield Found(
            Finding.ERASURE_OVERDUE, f"{len(late)}; the oldest was due on {min(each.due_on or today for each in late)}."
        )
    if overdue := [day for day in waiting if day < today]:
        yield Found(Finding.REVIEW_OVERDUE, f"{len(overdue)}; the oldest was due on {min(overdue)}.")


def _of_notices(house: RealHouse, now: datetime) -> Iterator[Found]:
    """Institutions that should have been told by now what changed (Art. 19 GDPR)."""
    limit = overdue_before(now.astimezone(LOCAL).date())
    with house.views.reading() as connection:
        late = notices.count_open(connection, before=limit)
    if late:
        yield Found(Finding.NOTICE_OVERDUE, f"{late} wait since before {limit}: see /team/notices.")


def _of_retention(house: RealHouse, now: datetime) -> Iterator[Found]:
    """What somebody should have requested for erasure, or dropped, some days ago; see `web/daily.py`."""
    day = now.astimezone(LOCAL).date() - DAILY_WORK_AT_MOST
    if not retaining.standing(house).suspended:
        due = [each for each in retaining.due(house, day, 0) if each.stage is None and not each.due.holds]
        if due:
            yield Found(Finding.RETENTION_OVERDUE, f"{len(due)} files are due, and nobody has requested their erasure.")
    with house.views.reading() as connection:
        needed = unreviewed.days(house.access_log, connection)
    kept = AccessSegments(house.log, house.casework, house.stores["access"]).known().kept
    if old := [each.day for each in kept if each.day < kept_from(day) and each.day not in needed]:
        yield Found(Finding.RETENTION_OVERDUE, f"The looks of {len(old)} days are still there, the first of {old[0]}.")


def _of_accesses(house: RealHouse, _now: datetime) -> Iterator[Found]:
    """Every closed day of the access log against its root in the ledger."""
    judged = AccessSegments(house.log, house.casework, house.stores["access"]).verify()
    if judged.findings:
        first = judged.findings[0]
        detail = f"{len(judged.findings)} of {judged.days} days; {first.day}: {first.reason}"
        yield Found(Finding.ACCESS_LOG_CHANGED, detail)


def _of_files(settings: Settings, now: datetime) -> Iterator[Found]:
    """What lies beside the stores: permissions, settings, and the last backup."""
    for path in fitting.open_to_others(settings):
        yield Found(Finding.OPEN_TO_OTHERS, f"{path}: run `chmod 600 {path}`.")
    if not settings.tls and not set(settings.trusted_hosts) <= set(LOCAL_HOSTS):
        yield Found(Finding.NOT_ENCRYPTED, "LOTSE_TLS is off, and others than this machine are served.")
    try:
        last = backup.last(settings)
    except (ValueError, OSError) as error:
        yield Found(Finding.BACKUP_OLD, f"{settings.data / backup.LAST} cannot be read: {error}")
        return
    for part in (backup.EVENTS, backup.KEYS):
        if part not in last:
            yield Found(Finding.BACKUP_OLD, f"There is no backup of the {part}: see docs/backup.md.")
            continue
        made, folder = datetime.fromisoformat(last[part]["made_at"]), Path(last[part]["folder"])
        if now - made > BACKUP_AT_MOST:
            yield Found(Finding.BACKUP_OLD, f"The last one of the {part} is of {made:%Y-%m-%d %H:%M} (UTC).")
        elif folder.is_dir():
            yield from _of_backup(folder, part)


def _of_backup(folder: Path, part: str) -> Iterator[Found]:
    try:
        restore.check_part(folder, part)
    except (restore.CannotRestore, OSError) as error:
        yield Found(Finding.BACKUP_BROKEN, str(error))


def _of_checkpoints(settings: Settings, recorder: LogRecorder, now: datetime) -> Iterator[Found]:
    """How old the last one is that left the house, and whether the next one can be signed."""
    checkpoints = Checkpoints(settings.checkpoints)
    try:
        if checkpoints.verifiers():
            checkpoints.signer(settings.signing_key_file)
    except (SigningKeyUnusable, NoteBroken, OSError) as error:
        yield Found(Finding.SIGNING_KEY_UNUSABLE, str(error))
    if not recorder.leaf_count():
        return
    handed_out = [path for path in settings.checkpoints.glob("*.note") if path.name != NEWEST]
    if not handed_out:
        yield Found(Finding.CHECKPOINT_OLD, "None ever left the house: run `./lotse audit checkpoint` daily.")
        return
    at = max(datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in handed_out)
    if now - at > CHECKPOINT_AT_MOST:
        yield Found(
            Finding.CHECKPOINT_OLD, f"The last one left on {at:%Y-%m-%d}: run `./lotse audit checkpoint` daily."
        )
