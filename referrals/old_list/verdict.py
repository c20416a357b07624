"""Why a whole list, or one row of it, is refused; English sentences with the cure."""

from typing import Literal, Self

from msgspec import Struct

from referrals.refusal import Refusal

REFUSALS = {
    "not_found": "{name} does not exist: check the path.",
    "not_readable": "{name} cannot be read ({detail}): check its permissions and whether it is complete.",
    "empty": "{name} is empty: save the list as CSV with one row of column names and at least one row below.",
    "not_text": "{name} is no CSV table but a {detail} file: save the list as CSV and import that.",
    "unknown_encoding": "{name} is neither UTF-8 nor Windows-1252: save it as “CSV UTF-8” and import it again.",
    "too_large": "{name} is larger than {limit} MB: split it into several lists.",
    "broken_table": "{name} is no complete CSV table ({detail}): save it again as CSV.",
    "column_missing": "{name} has no column for {field}: name it {example}, or give --columns FILE.toml. "
    "Its columns are: {columns}.",
    "column_twice": "{name} has two columns for {field} ({columns}): rename one, or give --columns FILE.toml.",
    "column_not_there": "{name} has no column “{column}”, which the column file names for {field}.",
    "bad_column_file": "{name} is no column file ({detail}): see `import referrals --help` for an example.",
    "no_case_manager": "No case manager is named: give --case-manager LOGIN, or a column with the logins.",
    "unknown_case_manager": "{login} is no case manager with an open account: see `staff list`.",
}

REASONS = {
    "missing": "{field} is missing",
    "too_many_cells": "it has more cells than the list has columns; a text with a separator in it needs quotes",
    "formula": "{field} is a formula; replace it by its value",
    "control_character": "{field} holds control characters; type it again",
    "too_long": "{field} is longer than {value} characters",
    "not_a_date": "{field} “{value}” is no date (expected 3.11.2026, 03.11.26 or 2026-11-03)",
    "too_long_ago": "{field} {value} lies before the year 2000",
    "in_the_future": "{field} {value} lies in the future",
    "wrong_order": "{field} lies before {value}",
    "unknown_word": "{field} “{value}” is unknown",
    "no_institution": "it was forwarded, but names no institution",
    "unknown_institution": "the institution “{value}” is not in the directory; import it first, or give "
    "--create-institutions",
    "ambiguous_institution": "“{value}” is the name of several institutions; write the id into the list",
    "unknown_case_manager": "“{value}” is no case manager with an open account",
    "not_forwarded": "it has an appointment but no day of forwarding",
    "closed_without_outcome": "it is closed but has no outcome",
    "outcome_without_day": "it has an outcome but no day of closing",
    "outcome_needs_words": "the outcome “other” needs a note that says which",
    "no_ground": "it was forwarded on a release, but the ground says “{value}”",
    "repeats": "it says the same as row {value}; give the rows a column with their numbers if both are meant",
    "same_number": "row {value} has the same number",
    "erased": "the data of this person were erased; nothing more is written about them",
    "refused": "{value}",
}

REMARKS = {
    "same_person": "taken for the same person as row {value}, by {field}",
    "known_person": "taken for a person of an earlier import, by {field}",
    "differs_from_person": "{field} differs from row {value}; the person is kept as there, the referral as here",
    "taken_as_kept": "the appointment is taken as kept, because help was received",
    "appointment_left_out": "the appointment was left out: the list does not say whether it took place",
    "no_time": "the appointment has no time; 12:00 was put in",
    "kept_as_other": "the list does not say where the need went on; closed as OTHER with the words of the list",
    "institution_created": "the institution “{value}” was created",
}


class Remark(Struct, frozen=True):
    """Something decided while a row was imported; `reason` is a key of REMARKS."""

    reason: str
    field: str | None = None
    value: str | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of one row, by the row number that a spreadsheet shows (the column names are row 1).

    `became` is imported, known (an earlier import recorded it) or left_out for `reason`, a key of REASONS.
    `suggestion` is the nearest known word. No personal value stands in a verdict.
    """

    row: int
    became: Literal["imported", "known", "left_out"]
    reason: str | None = None
    field: str | None = None
    value: str | None = None
    suggestion: str | None = None
    remarks: tuple[Remark, ...] = ()


class CannotReadList(Refusal):
    """A list that is refused as a whole; nothing of it is imported."""

    @classmethod
    def because_of(cls, reason: str, **params: object) -> Self:
        """`reason` is a key of REFUSALS."""
        return cls(reason, **params)

    def __str__(self) -> str:
        """The sentence with the cure."""
        return REFUSALS[self.reason].format(**self.params)


class BadRow(Exception):
    """One row cannot be used; the others can."""

    def __init__(
        self, reason: str, field: str | None = None, value: object = None, suggestion: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.value = None if value is None else str(value)[:80]
        self.suggestion = suggestion

    def verdict(self, row: int) -> Verdict:
        """As the verdict of this row."""
        return Verdict(
            row=row,
            became="left_out",
            reason=self.reason,
            field=self.field,
            value=self.value,
            suggestion=self.suggestion,
        )


def sentence(verdict: Verdict) -> str:
    """The verdict as one English line."""
    if verdict.became == "left_out":
        why = REASONS[verdict.reason or "refused"].format(field=verdict.field, value=verdict.value)
        hint = f"; did you mean “{verdict.suggestion}”?" if verdict.suggestion else ""
        return f"row {verdict.row}: left out: {why}{hint or '.'}"
    what = "imported" if verdict.became == "imported" else "known from an earlier import, nothing recorded"
    remarks = [REMARKS[r.reason].format(field=r.field, value=r.value) for r in verdict.remarks]
    return "; ".join([f"row {verdict.row}: {what}", *remarks]) + "."
