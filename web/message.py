"""The message (Mitteilung): exactly what an institution will see, composed from the released fields and nothing else.

told = Told(name="Gül A.", phone="02151 000000", language="Türkisch", need="Sprache/Integrationskurs")
shared = passed_on(release.covers, told)                 # for `shared` of the forwarding
text = compose(shared, told, sender=Sender("Anna Yıldız", phone="02151 000200"))     # for `message` of the forwarding

Institutions read German, whatever the language of the worker's pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from referrals.person_events import Fact
from referrals.referral.codes import Ground
from referrals.release import Covers

_OPENING = {
    Ground.RELEASE: "wir vermitteln Ihnen eine ratsuchende Person. "
    "Sie hat uns für die folgenden Angaben von der Schweigepflicht entbunden.",
    Ground.STATUTORY_DUTY: "wir geben Ihnen die folgenden Angaben weiter, weil wir gesetzlich dazu verpflichtet sind.",
    Ground.EMERGENCY: "wir geben Ihnen die folgenden Angaben wegen einer Notlage weiter.",
    Ground.PERSON_PASSES_IT_ON: "eine ratsuchende Person wendet sich an Sie und gibt ihre Angaben selbst weiter.",
}
_FACTS = {
    "Name": Fact.NAME,
    "Telefon": Fact.CONTACT,
    "E-Mail": Fact.CONTACT,
    "Anschrift": Fact.CONTACT,
    "Sprache": Fact.LANGUAGE,
    "Anliegen": Fact.NEED,
    "Geburtsjahr": Fact.BIRTH_YEAR,
}
_DISPUTED = " (von der Person bestritten)"


@dataclass(frozen=True)
class Told:
    """What the person told us, in words; empty where she did not, and never shown in a traceback."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    need: str = field(default="", repr=False)
    wish: str = field(default="", repr=False)
    birth_year: str = field(default="", repr=False)
    disputed: frozenset[Fact] = frozenset()

    def lines(self, covered: Covers) -> list[tuple[str, str]]:
        """(label, text) of what one ticked box lets through; appointments and progress come later by themselves.

        What the person disputes leaves us only with that note (§ 84(2) SGB X).
        """
        known = {
            Covers.CONTACT: [
                ("Name", self.name),
                ("Telefon", self.phone),
                ("E-Mail", self.email),
                ("Anschrift", self.address),
                ("Sprache", self.language),
            ],
            Covers.NEED: [("Anliegen", self.need)],
            Covers.WISH: [("Wunsch in eigenen Worten", self.wish)],
            Covers.BIRTH_YEAR: [("Geburtsjahr", self.birth_year)],
        }
        return [
            (label + _DISPUTED if _FACTS.get(label) in self.disputed else label, text)
            for label, text in known.get(covered, [])
            if text
        ]


@dataclass(frozen=True)
class Sender:
    """Who asks, and how the institution reaches them at work; empty where it is not known."""

    name: str
    phone: str = ""
    email: str = ""


def passed_on(covers: Iterable[Covers | str], told: Told) -> tuple[str, ...]:
    """Which of the released fields say something now, in one fixed order."""
    released = {Covers(each) for each in covers}
    return tuple(each.value for each in Covers if each in released and told.lines(each))


def compose(shared: Iterable[Covers | str], told: Told, *, sender: Sender, ground: Ground = Ground.RELEASE) -> str:
    """The text that leaves us: what is shared, and who asks."""
    chosen = {Covers(each) for each in shared}
    lines = [line for each in Covers if each in chosen for line in told.lines(each)]
    written = [f"{label}: {_indented(text)}" for label, text in lines] or ["(Es werden keine Angaben weitergegeben.)"]
    body = "\n".join(written)
    reached = "".join(
        f"\n{way}: {known}" for way, known in (("Telefon", sender.phone), ("E-Mail", sender.email)) if known
    )
    asked = f"Bitte antworten Sie {sender.name} (Fallmanagement).{reached}"
    return f"Guten Tag,\n\n{_OPENING[ground]}\n\n{body}\n\n{asked}"


def _indented(text: str) -> str:
    """A text of several lines cannot look like a field of its own."""
    return "\n    ".join(text.splitlines())
