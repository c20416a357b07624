"""The fields of one raw HSDS object as typed values; what cannot be used is remarked and left out."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID, uuid5

from referrals.hsds.verdict import PERSONAL, Remark

Raw = Mapping[str, object]
Choice = TypeVar("Choice", bound=str)

# Fixed for ever: ids that are no UUID in the source get theirs from here.
NAMESPACE = UUID("6a0f6a3e-1f0c-5d6b-9a51-0e6f3c7a2b94")
LONGEST = 20_000

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BARE_HOST = re.compile(r"[a-z0-9äöüß-]+(\.[a-z0-9äöüß-]+)*\.[a-z]{2,}(/[^\s<>\"]*)?", re.IGNORECASE)


def identity(kind: str, raw_id: str) -> UUID:
    """The UUID of an id: itself, or derived from it for ever when it is none."""
    try:
        return UUID(raw_id)
    except ValueError:
        return uuid5(NAMESPACE, f"{kind}:{raw_id}")


def is_uuid(raw_id: str) -> bool:
    """Whether the id of the source is a UUID already."""
    try:
        UUID(raw_id)
    except ValueError:
        return False
    return True


def tidy(value: str) -> str:
    """A text without control characters, foreign line ends and outer blanks."""
    return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Fields:
    """One raw object; `remarks` collects what could not be used, under the path of this object."""

    def __init__(self, raw: Raw, remarks: list[Remark], path: str = "") -> None:
        self.raw = raw
        self.remarks = remarks
        self.path = path

    def remark(self, name: str, reason: str, value: object = None) -> None:
        """Remember that a field was left out or changed."""
        shown = None if value is None else str(value)[:60]
        self.remarks.append(Remark(self.path + name, reason, shown))

    def cleared(self) -> frozenset[str]:
        """The fields that are there and explicitly empty: null, "" or []."""
        return frozenset(name for name, value in self.raw.items() if value is None or value in ("", []))

    def text(self, name: str) -> str | None:
        """A text; numbers are taken as written."""
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, (Mapping, list)):
            self.remark(name, "not_text")
            return None
        text = tidy(str(value))
        if len(text) > LONGEST:
            self.remark(name, "too_long", text)
            text = text[:LONGEST].strip()
        return text or None

    def number(self, name: str) -> float | None:
        """A finite number, also when written as a text."""
        text = self.text(name)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or isinstance(self.raw[name], bool):
            self.remark(name, "not_a_number", text)
            return None
        return number

    def whole(self, name: str) -> int | None:
        """A whole number."""
        number = self.number(name)
        if number is not None and not number.is_integer():
            self.remark(name, "not_a_number", number)
            return None
        return None if number is None else int(number)

    def day(self, name: str) -> date | None:
        """An ISO 8601 date; of a date with a time the day."""
        text = self.text(name)
        try:
            return None if text is None else datetime.fromisoformat(text).date()
        except ValueError:
            self.remark(name, "not_a_date", text)
            return None

    def clock(self, name: str) -> time | None:
        """An ISO 8601 time of day."""
        text = self.text(name)
        try:
            return None if text is None else time.fromisoformat(text)
        except ValueError:
            self.remark(name, "not_a_time", text)
            return None

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 date and time; UTC where no zone is given."""
        text = self.text(name)
        try:
            moment = None if text is None else datetime.fromisoformat(text)
        except ValueError:
            self.remark(name, "not_a_date", text)
            return None
        return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment

    def url(self, name: str) -> str | None:
        """A web address; only http and https, because it becomes a link on a page."""
        text = self.text(name)
        if text is None:
            return None
        if _BARE_HOST.fullmatch(text):
            text = "https://" + text
        if not _WEB.fullmatch(text):
            self.remark(name, "not_a_web_address", text)
            return None
        return quote(text, safe=":/?#[]@!$&'()*+,;=%-._~")

    def email(self, name: str) -> str | None:
        """An e-mail address."""
        text = self.text(name)
        if text is not None and not _EMAIL.fullmatch(text):
            self.remark(name, "not_an_email", text)
            return None
        return text

    def choice(self, name: str, options: tuple[Choice, ...]) -> Choice | None:
        """One of the codes of a code list, in any case."""
        text = self.text(name)
        if text is None:
            return None
        for option in options:
            if option.casefold() == text.casefold():
                return option
        self.remark(name, "unknown_code", text)
        return None

    def leave_out(self, name: str) -> None:
        """Remark that a personal value is there and is not taken over."""
        if self.raw.get(name):
            self.remark(name, PERSONAL)

    def one(self, name: str) -> "Fields | None":
        """A nested object."""
        value = self.raw.get(name)
        if isinstance(value, Mapping):
            return Fields(value, self.remarks, f"{self.path}{name}.")
        return None

    def many(self, name: str) -> Iterator["Fields"]:
        """The nested objects of a list."""
        value = self.raw.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.remark(name, "not_a_list")
            return
        for position, entry in enumerate(value, start=1):
            if isinstance(entry, Mapping):
                yield Fields(entry, self.remarks, f"{self.path}{name}[{position}].")
            else:
                self.remark(f"{name}[{position}]", "not_a_list")
