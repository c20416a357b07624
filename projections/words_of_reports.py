"""The German and the English name of a period, by its code: 2026-11, 2026-Q4, 2026, project or its days."""

from babel import Locale


def period(code: str, language: str = "de") -> str:
    """A period, as it stands in a sentence after „über“."""
    english = language == "en"
    if code == "project" or ".." in code:
        return "the whole project" if english else "die ganze Projektlaufzeit"
    year, _, part = code.partition("-")
    if part.startswith("Q"):
        return f"quarter {part[1:]} of {year}" if english else f"das {part[1:]}. Quartal {year}"
    if part.isdigit():
        return f"{Locale(language).months['stand-alone']['wide'][int(part)]} {year}"
    return f"the year {year}" if english else f"das Jahr {year}"
