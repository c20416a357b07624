"""The language of a page: German stands in the code, English in the catalogues under `translations/en/`."""

import gettext as stdlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request

from referrals.occasion import LOCAL
from web.marked import N_ as N_
from web.parts import today

LANGUAGES = {"de": "Deutsch", "en": "English"}
COOKIE = "lotse_language"
CATALOGUES = Path(__file__).parent / "translations"
_DAY = {"de": "EEE, d. MMMM y", "en": "EEE, d MMMM y"}
_SHORT_DAY = {"de": "dd.MM.y", "en": "dd/MM/y"}


class Translations(stdlib.NullTranslations):
    """What the catalogues of one language say, all as one; the first file in the alphabet wins."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._said: dict[str, tuple[str, ...]] = {}
        for path in sorted((CATALOGUES / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id and message.string:
                        self._said.setdefault(_forms(message.id)[0], _forms(message.string))

    def gettext(self, message: str) -> str:
        """The sentence in this language; as it was written where the catalogues do not know it."""
        said = self._said.get(message)
        return said[0] if said else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As `gettext`, for this number of things."""
        singular, plural = said if len(said := self._said.get(msgid1, ())) == 2 else (msgid1, msgid2)
        return singular if n == 1 else plural


def _forms(written: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


@cache
def _translations(language: str) -> stdlib.NullTranslations:
    return stdlib.NullTranslations() if language == "de" else Translations(language)


def language() -> str:
    """The language of this request: cookie, else what the browser prefers, else German."""
    try:
        kept: str = g.language
    except (AttributeError, RuntimeError):  # asked for the first time, or outside of a request
        if not has_request_context():
            return "de"
        chosen = request.cookies.get(COOKIE, "")
        kept = chosen if chosen in LANGUAGES else (request.accept_languages.best_match(LANGUAGES) or "de")
        g.language = kept
    return kept


def gettext(message: str, **values: Any) -> str:
    """The sentence in the reader's language, filled in."""
    text = _translations(language()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """The sentence for this number of things; `%(n)s` holds the number."""
    text = _translations(language()).ngettext(singular, plural, n)
    return text % {"n": number(n), **values}


_ = gettext


def number(value: float) -> str:
    """4711 → 4.711 (de), 4,711 (en)."""
    return _number(value, language())


@lru_cache(maxsize=4096)
def _number(value: float, written_in: str) -> str:
    return format_decimal(value, locale=written_in)


def day(value: date) -> str:
    """Di, 3. November 2026."""
    return _day(value, language()).replace(".,", ",")


@lru_cache(maxsize=4096)
def _day(value: date, written_in: str) -> str:
    return format_date(value, _DAY[written_in], locale=written_in)


def short_day(value: date) -> str:
    """03.11.2026."""
    return _short_day(value, language())


@lru_cache(maxsize=4096)
def _short_day(value: date, written_in: str) -> str:
    return format_date(value, _SHORT_DAY[written_in], locale=written_in)


def short_days() -> Callable[[date], str]:
    """`short_day` for many rows: in which language is asked once."""
    written_in = language()
    return lambda value: _short_day(value, written_in)


def clock_time(value: time | datetime) -> str:
    """9:30 Uhr, in local time; a datetime must know its zone."""
    local = value.astimezone(LOCAL) if isinstance(value, datetime) else value
    return gettext("%(time)s Uhr", time=f"{local.hour}:{local.minute:02}")


def moment(value: datetime) -> str:
    """03.11.2026, 9:30 Uhr."""
    return f"{short_day(value.astimezone(LOCAL).date())}, {clock_time(value)}"


def relative_day(value: date, seen_from: date | None = None) -> str:
    """heute, gestern, morgen, in 3 Tagen, vor 2 Wochen."""
    days = (value - (seen_from or today())).days
    close = {-1: N_("gestern"), 0: N_("heute"), 1: N_("morgen")}
    if days in close:
        return gettext(close[days])
    return _distance(days, language())


@lru_cache(maxsize=4096)
def _distance(days: int, written_in: str) -> str:
    granularity: Literal["day", "week", "month"] = "day" if abs(days) < 14 else "week" if abs(days) < 60 else "month"
    return format_timedelta(
        timedelta(days=days), granularity=granularity, threshold=10, add_direction=True, locale=written_in
    )


def language_name(code: str) -> str:
    """The name of a language (ISO 639) in the reader's language: tr → Türkisch."""
    return str(Locale.parse(language()).languages.get(code, code))


def install(app: Flask) -> None:
    """Give the templates `_`, `{% trans %}` and the formats of day, time and number."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _translations(language()).gettext(message),
        lambda singular, plural, n: _translations(language()).ngettext(singular, plural, n),
        newstyle=True,
    )
    env.globals.update(language=language, languages=LANGUAGES, today=today)
    env.filters.update(
        day=day,
        short_day=short_day,
        clock_time=clock_time,
        moment=moment,
        relative_day=relative_day,
        number=number,
        language_name=language_name,
    )
    for code in LANGUAGES:
        _translations(code)
