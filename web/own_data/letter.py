"""Letter (Brief): the answer to an access request in plain German, as headings and lines for print.

It is German in every language of the screen: a letter of the administration, to be explained in the person's language.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from projections.sentences.pieces import day as spoken_day
from web.own_data.contents import OwnData, Referral, Step

HEADING = "Auskunft über Ihre Daten"
OPENING = (
    "Sie haben gefragt, was über Sie gespeichert ist. Hier steht alles, was in Ihrer Akte steht, wer es bekommen hat "
    "und wer es sich angesehen hat. Wenn etwas nicht stimmt: Sagen Sie es uns, dann berichtigen wir es. "
    "Sie bekommen diese Auskunft kostenlos, auf Wunsch auch als Datei."
)


class Section(NamedTuple):
    """A heading, a sentence that explains it, and its lines."""

    heading: str
    about: str
    lines: list[str]


def sections(data: OwnData) -> list[Section]:
    """The letter from top to bottom; sections with nothing to say say so."""
    return [
        Section("Ihre Angaben", "Das haben Sie uns gesagt.", list(_person(data))),
        *([_disputes(data)] if data.disputes or data.person.restricted_since else []),
        Section("Ihre Erlaubnisse", "Sie können jede Erlaubnis jederzeit zurücknehmen.", list(_allowed(data))),
        *(_referral(each, number) for number, each in enumerate(data.referrals, start=1)),
        Section("Was sonst eingetragen wurde", "", [_step(each) for each in data.around_the_person]),
        Section(
            "Wer Daten über Sie bekommen hat",
            "Nur mit Ihrer Erlaubnis oder aus dem genannten Grund.",
            [
                f"{each.institution}, am {_on(each.on)} ({each.way}). Grund: {each.ground}. "
                f"Mitgeteilt: {', '.join(each.shared) or 'nicht einzeln festgehalten'}."
                for each in data.recipients
            ]
            or ["Niemand."],
        ),
        Section(
            "Wer in Ihre Akte gesehen hat",
            "Wir nennen die Aufgabe, nicht den Namen.",
            [f"{_on(each.on)}: {each.role}, {_times(each.times)}. Zweck: {each.purpose}." for each in data.looks]
            or ["Niemand."],
        ),
        _kept(data),
        Section(
            "Wozu wir Ihre Daten brauchen",
            "Kein Computer entscheidet über Sie. Die Angaben kommen von Ihnen und von den Institutionen, mit denen wir "
            "für Sie sprechen.",
            data.purposes,
        ),
        Section("Ihre Rechte", "Sprechen Sie uns an, oder wenden Sie sich an die Aufsicht.", data.rights),
        Section("Was nicht in diesem Brief steht", "", list(_left_out(data))),
    ]


def _person(data: OwnData) -> Iterator[str]:
    p = data.person
    told = {
        "Name": p.name,
        "Telefon": p.phone,
        "E-Mail": p.email,
        "Anschrift": p.address,
        "Geburtsjahr": p.birth_year,
        "Sprache": p.language_word,
        "Quartier": p.quarter_word,
        "Fallcode": p.case_code,
        "Bei uns seit": _on(p.registered_on),
    }
    yield from (f"{label}: {value or 'nicht gespeichert'}" for label, value in told.items())
    if p.in_a_household:
        yield "Es ist vermerkt, dass Sie mit anderen in einem Haushalt leben."


def _disputes(data: OwnData) -> Section:
    p = data.person
    kept = (
        [f"Seit dem {_on(p.restricted_since)} bewahren wir Ihre Daten nur noch auf: {p.restricted_because}."]
        if p.restricted_since
        else []
    )
    said = [f"{each.fact}, seit dem {_on(each.since)}. Sie sagen: {each.note}" for each in data.disputes]
    return Section("Was Sie bestritten haben", "Dieser Hinweis steht überall dort, wo die Angabe steht.", kept + said)


def _allowed(data: OwnData) -> Iterator[str]:
    if data.person.consent_on:
        scope = ", ".join(data.person.consents_to)
        yield f"Einwilligung in den Datenschutz vom {_on(data.person.consent_on)}: {scope}."
    for each in data.releases:
        end = (
            f"zurückgenommen am {_on(each.withdrawn_on)}"
            if each.withdrawn_on
            else f"gültig bis {_on(each.valid_until)}"
        )
        yield (
            f"Schweigepflichtentbindung für {', '.join(each.institutions)} vom {_on(each.given_on)}: "
            f"{', '.join(each.covers)}; {end}."
        )
    if not data.person.consent_on and not data.releases:
        yield "Keine."


def _referral(referral: Referral, number: int) -> Section:
    where = f" – {referral.institution}" if referral.institution else ""
    about = f"Eröffnet am {_on(referral.opened_on)}, Stand: {referral.phase_word}, Fallcode {referral.case_code}."
    lines = [_step(each) for each in referral.steps]
    return Section(f"{number}. Vermittlung: {referral.need_word}{where}", about, lines)


def _step(step: Step) -> str:
    told = "".join(f" {each.label}: „{each.text}“" for each in step.values)
    back = " (später zurückgenommen)" if step.taken_back else ""
    return f"{_on(step.happened_on)}: {step.sentence}{told}{back}"


def _kept(data: OwnData) -> Section:
    kept = data.kept
    until = (
        f"Deshalb löschen wir Ihre Akte nach dem {_on(kept.until)}."
        if kept.until
        else "Der Tag der Löschung steht noch nicht fest."
    )
    holds = [f"Eine Sperre hält die Löschung auf: {each}." for each in kept.holds]
    start = f"{kept.title}: {spoken_months(kept.months)}, gezählt ab: {kept.counts_from}. Grund: {kept.ground}."
    return Section("Wie lange wir Ihre Daten aufbewahren", "", [start, until, *holds])


def spoken_months(months: int) -> str:
    """36 → 3 Jahre."""
    if months % 12:
        return f"{months} Monate"
    return "1 Jahr" if months == 12 else f"{months // 12} Jahre"


def _left_out(data: OwnData) -> Iterator[str]:
    notes = data.left_out.confided_notes
    if notes:
        many = "Eine Notiz wurde" if notes == 1 else f"{notes} Notizen wurden"
        yield (
            f"{many} einer Fachkraft anvertraut (§ 65 SGB VIII). Was darin steht, sagt Ihnen nur diese Fachkraft "
            "selbst. Fragen Sie nach ihr."
        )
    for each in data.left_out.passages:
        many = "Ein Satz" if each.sentences == 1 else f"{each.sentences} Sätze"
        yield f"{many} vom {_on(each.on)} ({each.label}), mit […] gekennzeichnet. Grund: {each.reason_words}."
    yield "Die Namen unserer Mitarbeitenden."
    yield "Angaben über andere Menschen, zum Beispiel mit wem Sie zusammenleben."


def _on(day: date) -> str:
    return spoken_day(day, "de").text


def _times(times: int) -> str:
    return "einmal" if times == 1 else f"{times}-mal"
