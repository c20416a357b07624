"""Record of processing (Verarbeitungsverzeichnis, Art. 30 GDPR) and erasure concept (Löschkonzept), from configuration.

Both are made from `referrals/purposes.toml` and `referrals/retention.toml` alone, in German, for authorities read them.
"""

from html import escape
from typing import Any, NamedTuple

from projections import words
from referrals.occasion import Purpose
from referrals.purposes import Processing, Registry, registry
from referrals.retention import RetentionClass, Start, classes

MISSING = "noch nicht eingetragen (referrals/purposes.toml)"
STARTS = {
    Start.LAST_REFERRAL_ENDED: "Abschluss der letzten Vermittlung",
    Start.REGISTERED: "Aufnahme der Person",
    Start.THIRTIETH_BIRTHDAY: "Ende des Jahres, in dem die Person 30 wird",
    Start.LOOKED: "Tag der Einsicht",
}
STEPS = (
    "Die Löschung wird mit einem Grund beantragt: von der Person, oder weil eine Frist abgelaufen ist.",
    "Es wird geprüft, ob eine Löschsperre oder eine laufende Vermittlung entgegensteht.",
    "Eine zweite Person aus der Koordination stimmt zu oder lehnt ab.",
    "Die Wartezeit läuft (üblich: 7 Tage, LOTSE_ERASURE_WAIT_DAYS); so lange lässt sich der Antrag zurückziehen.",
    "Die Schlüssel der Person werden vernichtet. Bis hierher und nicht früher heißt es „Schlüssel vernichtet“.",
    "Die versiegelten Werte werden gelöscht; die Datenbank wird so aufgeräumt, dass keine Reste bleiben.",
    "Namensverzeichnisse und Ausgaben werden bereinigt; Institutionen mit Daten der Person werden benachrichtigt.",
    "Der Hauptschlüssel wird gewechselt: Alte Sicherungen des Schlüsselspeichers werden wertlos.",
    "Eine Bescheinigung ohne persönlichen Inhalt wird eingetragen. Erst jetzt heißt es „gelöscht“.",
)
REMAINS = (
    "Ereignisse mit Kennungen, Zeitpunkten, Codes und Fingerabdrücken; der Schlüssel zu den Werten ist vernichtet.",
    "Ein Grabstein: Für diese Person wird nichts mehr eingetragen.",
    "Nach dem Einspielen einer Sicherung werden die Löschungen seit der Sicherung wiederholt, bevor Lotse öffnet.",
)


class Row(NamedTuple):
    """A question of the law and the answers."""

    label: str
    values: tuple[str, ...]


class Section(NamedTuple):
    """One processing activity, or one retention class; `key` names it for machines."""

    key: str
    title: str
    rows: tuple[Row, ...]


class Document(NamedTuple):
    """A document of this installation."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def record(known: Registry | None = None) -> Document:
    """The record of processing activities."""
    found = known or registry()
    controller = found.controller
    general = (
        Row("Verantwortlich", (controller.name or MISSING,)),
        Row("Erreichbar unter", (controller.contact or MISSING,)),
        Row("Datenschutzbeauftragte:r", (controller.officer or MISSING,)),
        Row("Drittländer", (controller.third_countries,)),
        Row("Technische und organisatorische Maßnahmen", tuple(found.measures.values())),
    )
    activities = [_activity(purpose, found.purposes[purpose]) for purpose in Purpose]
    return Document(
        "Verzeichnis der Verarbeitungstätigkeiten",
        "Nach Art. 30 Abs. 1 DSGVO, erzeugt aus der Konfiguration, die auch die Befehle von Lotse beschränkt.",
        (Section("general", "Allgemeines", general), *activities),
    )


def erasure_concept(known: Registry | None = None) -> Document:
    """The erasure concept: what is erased when and how, and what remains."""
    purposes = (known or registry()).purposes
    others = tuple(f"{each.name}: {each.kept}" for each in purposes.values())
    return Document(
        "Löschkonzept",
        "Was wann und wie gelöscht wird (Art. 5 Abs. 1 Buchst. e, Art. 17 DSGVO; § 84 SGB X), erzeugt aus der "
        "Konfiguration. Die Fristen legt die oder der Datenschutzbeauftragte fest.",
        (
            *(_class(each, purposes) for each in classes()),
            Section("beside", "Was daneben gilt", (Row("Aufbewahrt", others),)),
            Section("steps", "Wie gelöscht wird", (Row("Schritte", STEPS), Row("Was bleibt", REMAINS))),
        ),
    )


def as_dict(document: Document) -> dict[str, Any]:
    """For machines."""
    sections = {
        each.key: {"title": each.title, **{row.label: list(row.values) for row in each.rows}}
        for each in document.sections
    }
    return {"title": document.title, "lead": document.lead, "sections": sections}


def as_markdown(document: Document, origin: str) -> str:
    """For docs/."""
    lines = [f"# {document.title}", "", f"<!-- {origin} -->", "", document.lead]
    for section in document.sections:
        lines += ["", f"## {section.title}"]
        for row in section.rows:
            if len(row.values) == 1:
                lines += ["", f"**{row.label}:** {row.values[0]}"]
            else:
                lines += ["", f"**{row.label}:**", "", *(f"- {value}" for value in row.values)]
    return "\n".join(lines) + "\n"


def as_html(*documents: Document) -> str:
    """A file that stands for itself, to print and to hand over."""
    title = escape(" und ".join(each.title for each in documents))
    body = "\n".join([f"<h1>{title}</h1>", *(_html(each) for each in documents)])
    return (
        '<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        "<style>body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
        "dt{font-weight:bold;margin-top:.75rem}dd{margin:0 0 0 1rem}h2{margin-top:2rem}</style>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _activity(purpose: Purpose, known: Processing) -> Section:
    periods = {each.code: each for each in classes()}
    kept = tuple(f"{periods[code].title}: {in_words(periods[code])}" for code in known.retention)
    groups = ", ".join(words.word(group) for group in known.groups)
    sealed = (f"Versiegelt ({groups}): {', '.join(known.sealed.values())}",) if known.sealed else ()
    codes = (f"Als Code oder Tag: {', '.join(known.codes.values())}",) if known.codes else ()
    scopes = (Row("Schnittstelle (Bereiche)", (", ".join(known.scopes),)),) if known.scopes else ()
    rows = (
        Row("Zweck", (known.aim,)),
        Row("Rechtsgrundlagen", known.legal_basis),
        Row("Betroffene", known.persons),
        Row("Daten", sealed + codes),
        Row("Empfänger", known.recipients),
        *scopes,
        Row("Aufbewahrung", (*kept, known.kept)),
    )
    return Section(purpose.value, known.name, rows)


def _class(known: RetentionClass, purposes: dict[Purpose, Processing]) -> Section:
    rows = (
        Row("Frist", (in_words(known),)),
        Row("Grundlage", (known.ground,)),
        Row("Zweck", tuple(each.name for each in purposes.values() if known.code in each.retention)),
    )
    return Section(known.code, known.title, rows)


def in_words(known: RetentionClass) -> str:
    """36 months → „3 Jahre ab …“."""
    years, months = divmod(known.months, 12)
    length = f"{known.months} Monate" if months or years < 2 else f"{years} Jahre"
    return f"{length}, gezählt ab: {STARTS[known.start]}"


def _html(document: Document) -> str:
    parts = [f"<h2>{escape(document.title)}</h2>", f"<p>{escape(document.lead)}</p>"]
    for section in document.sections:
        parts.append(f"<h3>{escape(section.title)}</h3>\n<dl>")
        for row in section.rows:
            parts.append(f"<dt>{escape(row.label)}</dt>")
            parts += [f"<dd>{escape(value)}</dd>" for value in row.values]
        parts.append("</dl>")
    return "\n".join(parts)
