"""Reading (Lesen): the rows of a list as referrals, or the reason why a row cannot be one; nothing is recorded."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.old_list import columns, days, table
from referrals.old_list.columns import ColumnFile
from referrals.old_list.verdict import BadRow, CannotReadList, Remark
from referrals.old_list.words import NOTHING, Words
from referrals.referral.codes import Ground, Outcome, Party, Way

LONGEST = {"note": 4_000}
LONGEST_CELL = 200
FORMULA_STARTS = ("=", "+", "@", "-", "\t", "\r")
DAYS = ("opened", "forwarded", "appointment", "closed")
NOON = time(12, 0)
# Control characters, the marks that turn the direction of what follows, halves of characters, private use.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]")

DECIDED_BY = {
    Outcome.NOT_ELIGIBLE: Party.INSTITUTION,
    Outcome.NO_CAPACITY: Party.INSTITUTION,
    Outcome.OFFER_ENDED: Party.INSTITUTION,
    Outcome.NO_LONGER_WANTED: Party.PERSON,
    Outcome.RELEASE_WITHDRAWN: Party.PERSON,
    Outcome.MOVED_AWAY: Party.PERSON,
}
"""Who decided, where the list does not say; the case manager otherwise."""

HELPED = frozenset({Outcome.NEED_MET, Outcome.PARTLY_MET})


class Meeting(Struct, frozen=True, kw_only=True):
    """The appointment of a row; `result` is kept, missed, cancelled, or None while nobody knows."""

    on: date
    starts_at: datetime
    result: str | None


class OldReferral(Struct, frozen=True, kw_only=True):
    """One row, understood; what the list does not say is None."""

    row: int
    number: str | None
    person: str
    by: str  # whether `person` is a pseudonym or a name
    name: str  # the pseudonym where the list has no name
    quarter: str
    language: str
    need: NeedKind
    institution: str | None
    opened: date
    forwarded: date | None
    ground: Ground
    ground_words: str | None
    way: Way
    meeting: Meeting | None
    closed: date | None
    outcome: Outcome | None
    decided_by: Party
    note: str | None
    case_manager: str | None
    remarks: tuple[Remark, ...] = ()


class OldList(Struct, frozen=True):
    """A list whose columns are understood; its rows are read one by one."""

    name: str
    places: dict[str, int]
    width: int
    rows: list[tuple[int, list[str]]]
    words: Words
    defaults: Mapping[str, str]

    def read(self, today: date) -> Iterator[OldReferral | tuple[int, BadRow]]:
        """Every row, understood or with the reason why not."""
        for number, cells in self.rows:
            try:
                yield self._row(number, cells, today)
            except BadRow as reason:
                yield number, reason

    def _row(self, number: int, cells: list[str], today: date) -> OldReferral:
        if any(cell.strip() for cell in cells[self.width :]):
            raise BadRow("too_many_cells")
        said = {field: value for field, place in self.places.items() if (value := _cell(field, cells, place))}
        told = {**{name: value for name, value in self.defaults.items() if value}, **said}
        remarks: list[Remark] = []
        dates = _dates(told, today)
        ground = Ground(self._code(told, "ground") or Ground.RELEASE)
        closing = self._closing(told, remarks)
        _check_whole(told, dates, closing[0])
        meeting = self._meeting(told, dates, closing[0], today, remarks)
        by = "name" if ("name" in told and "pseudonym" not in told) or "pseudonym" not in self.places else "pseudonym"
        return OldReferral(
            row=number,
            number=told.get("number"),
            person=_needed(told, by),
            by=by,
            name=told.get("name") or told[by],
            quarter=self._needed_code(told, "quarter"),
            language=self._needed_code(told, "language"),
            need=NeedKind(self._needed_code(told, "need")),
            institution=told.get("institution"),
            opened=dates["opened"],
            forwarded=dates.get("forwarded"),
            ground=ground,
            ground_words=said.get("ground"),
            way=Way(self._code(told, "way") or Way.PHONE),
            meeting=meeting,
            closed=dates.get("closed"),
            outcome=closing[0],
            decided_by=closing[1],
            note=closing[2],
            case_manager=told.get("case_manager"),
            remarks=tuple(remarks),
        )

    def _closing(self, told: Mapping[str, str], remarks: list[Remark]) -> tuple[Outcome | None, Party, str | None]:
        """Outcome, who decided, and the words that belong to it."""
        code = self._code(told, "outcome")
        outcome = Outcome(code) if code else None
        note = told.get("note")
        if outcome is Outcome.REFERRED_ON:
            # Referring on names the next attempt, which no list does: OTHER, with the words of the list.
            remarks.append(Remark("kept_as_other", "outcome"))
            outcome, note = Outcome.OTHER, " – ".join(filter(None, (told["outcome"], note)))
        if outcome is Outcome.OTHER and note is None:
            raise BadRow("outcome_needs_words", "note")
        decided_by = self._code(told, "decided_by")
        party = Party(decided_by) if decided_by else DECIDED_BY.get(outcome or Outcome.OTHER, Party.CASE_MANAGER)
        return outcome, party, note

    def _meeting(
        self,
        told: Mapping[str, str],
        dates: Mapping[str, date],
        outcome: Outcome | None,
        today: date,
        remarks: list[Remark],
    ) -> Meeting | None:
        """The appointment; what became of it is never invented for an open referral."""
        if "appointment" not in told:
            return None
        on, clock = days.moment("appointment", told["appointment"])
        result = self._code(told, "appointment_result") or None
        if on > today and result in ("kept", "missed"):
            raise BadRow("in_the_future", "appointment", days.written(on))
        if result is None and "closed" in dates:
            if outcome not in HELPED or on > today:
                remarks.append(Remark("appointment_left_out", "appointment"))
                return None
            remarks.append(Remark("taken_as_kept", "appointment"))
            result = "kept"
        if clock is None and on >= today:
            remarks.append(Remark("no_time", "appointment"))
        return Meeting(on=on, starts_at=datetime.combine(on, clock or NOON, LOCAL), result=result)

    def _code(self, told: Mapping[str, str], field: str) -> str:
        return self.words.code(field, told[field]) if field in told else ""

    def _needed_code(self, told: Mapping[str, str], field: str) -> str:
        return self.words.code(field, _needed(told, field))


def read(path: Path, file: ColumnFile | None = None, defaults: Mapping[str, str] | None = None) -> OldList:
    """Open a list; `defaults` go before those of the column file. Raises CannotReadList."""
    file = file or ColumnFile()
    found = table.read(path, encoding=file.encoding, delimiter=file.delimiter)
    filled = {**file.defaults, **(defaults or {})}
    words = Words(file.words)
    for field in file.words:
        if wrong := words.wrong_codes(field):
            detail = f"{', '.join(wrong)} is no code of {field}"
            raise CannotReadList.because_of("bad_column_file", name="the column file", detail=detail)
    places = columns.places(found.name, found.header, file.columns, filled)
    return OldList(found.name, places, len(found.header), found.rows, words, filled)


def _cell(field: str, cells: list[str], place: int) -> str | None:
    """What a cell says; None when it says nothing. Raises BadRow without the words of the cell."""
    raw = cells[place] if place < len(cells) else ""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\xa0", " ")).strip(" ")
    if text.casefold() in NOTHING:
        return None
    if text.startswith(FORMULA_STARTS):
        raise BadRow("formula", field)
    if CONTROL.search(text.replace("\n", " ") if field == "note" else text):
        raise BadRow("control_character", field)
    longest = LONGEST.get(field, LONGEST_CELL)
    if len(text) > longest:
        raise BadRow("too_long", field, longest)
    return text


def _needed(told: Mapping[str, str], field: str) -> str:
    if field not in told:
        raise BadRow("missing", field)
    return told[field]


def _dates(told: Mapping[str, str], today: date) -> dict[str, date]:
    """The days of a row; the order opened, forwarded, appointment, closed holds."""
    _needed(told, "opened")
    found = {field: days.day(field, told[field]) for field in DAYS if field in told}
    for field, on in found.items():
        if field != "appointment" and on > today:
            raise BadRow("in_the_future", field, days.written(on))
    present = [field for field in DAYS if field in found]
    for earlier, later in pairwise(present):
        if found[later] < found[earlier]:
            raise BadRow("wrong_order", later, earlier)
    return found


def _check_whole(told: Mapping[str, str], dates: Mapping[str, date], outcome: Outcome | None) -> None:
    if "forwarded" in dates and "institution" not in told:
        raise BadRow("no_institution", "institution")
    if "appointment" in dates and "forwarded" not in dates:
        raise BadRow("not_forwarded", "forwarded")
    if "closed" in dates and outcome is None:
        raise BadRow("closed_without_outcome", "outcome")
    if outcome is not None and "closed" not in dates:
        raise BadRow("outcome_without_day", "closed")
