"""The kinds of field a form can have; each collects what was typed, and takes it or names a problem.

One declaration serves the HTML form (fields arrive as text) and the JSON API (fields arrive typed).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, time, timedelta
from enum import Enum
from typing import Any, Protocol, cast
from uuid import UUID

from marshmallow import ValidationError, fields, missing

from web.days import written_day

Options = Mapping[str, str]
_DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff"))
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NO_YEAR = re.compile(r"\d{1,2}\.\s?\d{1,2}\.?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(?: ?Uhr)?", re.ASCII | re.IGNORECASE)


class Typed(Protocol):
    """What was typed: every value under a name, in order."""

    def getlist(self, key: str, /) -> list[Any]:
        """The values under a name; empty when it was not sent."""


class Surroundings(Protocol):
    """What a field asks of the form it stands in."""

    today: date
    options: Mapping[str, Options]


def problem(code: str, **params: Any) -> ValidationError:
    """A field's problem as a code with parameters; it becomes a sentence when it is shown."""
    return ValidationError([{"code": code, **params}])


class Field(fields.Field[Any]):
    """A field with a German label (marked by `N_`), a hint, and own words for some problems (`says`)."""

    kind = "line"
    empty_code = "required"
    empty: Any = None

    def __init__(
        self,
        label: str,
        *,
        optional: bool = False,
        hint: str = "",
        says: Mapping[str, str] | None = None,
        autocomplete: str = "off",
        hidden: bool = False,
    ) -> None:
        extra: dict[str, Any] = {"load_default": self.empty} if optional else {"required": True}
        nothing = [{"code": self.empty_code}]
        super().__init__(error_messages={"required": nothing, "null": nothing}, **extra)
        self.label, self.hint, self.says = label, hint, dict(says or {})
        self.optional, self.autocomplete, self.hidden = optional, autocomplete, hidden

    @property
    def form(self) -> "Surroundings":
        """The form this field stands in."""
        surroundings: Any = self.root
        return cast("Surroundings", surroundings)

    def collect(self, name: str, typed: Typed, day: date) -> Any:
        """The value to load from what was typed; blank counts as not given."""
        value = next(iter(typed.getlist(name)), missing)
        return missing if isinstance(value, str) and not value.strip() else value

    def names(self, name: str) -> list[str]:
        """The names under which this field is sent."""
        return [name]


def readable(value: Any) -> str:
    """Text that can be stored and shown: NFC, one kind of line end, no control characters."""
    if not isinstance(value, str):
        raise problem("not_text")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if "\ufffd" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise problem("unreadable")
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in text):
        raise problem("control_characters")
    return text


class Text(Field):
    """Text of several lines."""

    kind = "text"

    def __init__(self, label: str, *, max: int = 2000, rows: int = 4, **extra: Any) -> None:
        super().__init__(label, **extra)
        self.max, self.rows = max, rows

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return self.within(readable(value).replace("\u2028", "\n").replace("\u2029", "\n").strip())

    def within(self, text: str) -> str:
        """The text, if it is not empty and not too long."""
        if not text:
            raise problem(self.empty_code)
        if len(text) > self.max:
            raise problem("too_long", max=self.max, length=len(text))
        return text


class Line(Text):
    """Text of one line; `kind` may be "password" (kept as typed, never shown again), "email" or "tel"."""

    def __init__(self, label: str, *, max: int = 200, kind: str = "line", **extra: Any) -> None:
        super().__init__(label, max=max, **extra)
        self.kind = kind

    def collect(self, name: str, typed: Typed, day: date) -> Any:
        value = next(iter(typed.getlist(name)), missing)
        return missing if value == "" or (self.kind != "password" and not str(value).strip()) else value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = readable(value)
        if self.kind == "password":
            return self.within(text)
        if _DIRECTION_CONTROLS.search(text):
            raise problem("direction_controls")
        return self.within(" ".join(text.translate(_DIRECTION_MARKS).split()))


class Choice(Field):
    """One of several; `options` is code → German label, or is given when the form is read."""

    empty_code = "not_chosen"

    def __init__(self, label: str, options: Options | None = None, *, kind: str = "radios", **extra: Any) -> None:
        super().__init__(label, **extra)
        self.options, self.kind = options, kind

    def offered(self) -> Options:
        """Code → label; the options given when the form was read go first."""
        given: Options | None = self.form.options.get(str(self.name))
        return given if given is not None else self.options or {}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or value not in self.offered():
            raise problem("not_offered")
        return value


class Several(Choice):
    """Any number of several; an empty choice is refused unless optional."""

    empty = ()

    def __init__(self, label: str, options: Options | None = None, **extra: Any) -> None:
        super().__init__(label, options, **{"kind": "checkboxes", **extra})

    def collect(self, name: str, typed: Typed, day: date) -> Any:
        return [value for value in typed.getlist(name) if value != ""] or missing

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        chosen = value if isinstance(value, list | tuple) else [value]
        offered = self.offered()
        if not all(isinstance(code, str) and code in offered for code in chosen):
            raise problem("not_offered")
        if not chosen and not self.optional:
            raise problem(self.empty_code)
        return tuple(dict.fromkeys(chosen))


class Flag(Field):
    """Yes or no as one checkbox; `must` when the form cannot go on without it."""

    kind = "checkbox"
    empty = False
    empty_code = "not_confirmed"

    def __init__(self, label: str, *, must: bool = False, **extra: Any) -> None:
        super().__init__(label, **{"optional": not must, **extra})
        self.must = must

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool | str):
            raise problem("not_offered")
        is_set = value if isinstance(value, bool) else value in ("1", "on", "true", "yes")
        if self.must and not is_set:
            raise problem(self.empty_code)
        return is_set


class Number(Field):
    """A whole number."""

    kind = "number"

    def __init__(self, label: str, *, min: int = 0, max: int = 999_999_999, **extra: Any) -> None:
        super().__init__(label, **extra)
        self.min, self.max = min, max

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        written = re.fullmatch(r"-?\d{1,12}", str(value).strip(), re.ASCII)
        if isinstance(value, bool) or written is None:
            raise problem("not_a_number")
        if not self.min <= (number := int(written[0])) <= self.max:
            raise problem("number_out_of_range", min=self.min, max=self.max)
        return number


class Id(Field):
    """An id (UUID)."""

    kind = "hidden"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        try:
            return UUID(str(value).strip())
        except ValueError:
            raise problem("not_an_id") from None


class ClockTime(Field):
    """A time of day: 9:30, 09.30, 930, 9, 9 Uhr."""

    kind = "time"
    empty_code = "no_time"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:
        if not isinstance(value, str) or not (match := _CLOCK.fullmatch(value.strip())):
            raise problem("no_time")
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 23 or minute > 59:
            raise problem("impossible_time")
        return time(hour, minute)


class Day(Field):
    """A day: 3.11.2026, 3.11., 03.11.26 or 2026-11-03; as `choice` the radios "Heute / Gestern / anderer Tag"."""

    kind = "day"
    empty_code = "no_day"

    def __init__(
        self, label: str, *, choice: bool = False, future: bool = False, past: bool = True, **extra: Any
    ) -> None:
        super().__init__(label, **extra)
        self.future, self.past = future, past
        self.kind = "day_choice" if choice else "day"

    def collect(self, name: str, typed: Typed, day: date) -> Any:
        value = super().collect(name, typed, day)
        if value == "other":
            return super().collect(f"{name}_other", typed, day)
        near = {"today": day, "yesterday": day - timedelta(days=1)}
        return near[value].isoformat() if isinstance(value, str) and value in near else value

    def names(self, name: str) -> list[str]:
        return [name, f"{name}_other"] if self.kind == "day_choice" else [name]

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day = self.written(value if isinstance(value, str) else "", self.form.today)
        if day > self.form.today and not self.future:
            raise problem("in_the_future", day=day.isoformat())
        if day < self.form.today and not self.past:
            raise problem("in_the_past", day=day.isoformat())
        return day

    def written(self, text: str, today: date) -> date:
        """The day that was written, or its problem; without a year the nearest one that can be meant."""
        try:
            day = written_day(text, today, past=self.past, future=self.future)
        except ValueError:
            raise problem("impossible_day", text=text.strip()) from None
        if day is None:
            raise problem("no_day")
        if not 1900 <= day.year <= 2100:
            raise problem("impossible_day", text=text.strip())
        return day

    def completed(self, name: str, typed: Typed, today: date) -> dict[str, str]:
        """What is shown again in place of a day that was written without its year."""
        found = {}
        for key in self.names(name):
            text = str(next(iter(typed.getlist(key)), ""))
            if _NO_YEAR.fullmatch(text.strip()):
                with suppress(ValidationError):
                    day = self.written(text, today)
                    found[key] = f"{day.day}.{day.month}.{day.year}"
        return found


def labelled(codes: Iterable[Enum | str], label: Callable[[Any], str]) -> dict[str, str]:
    """Options out of codes and a function that names them."""
    return {str(code.value if isinstance(code, Enum) else code): label(code) for code in codes}
