"""Telling (Erzählen): entries of a timeline as sentences, with every name and sealed text looked up in one go."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Flask
from markupsafe import Markup, escape

from projections import directory
from projections.sentences import KnownNames, OpenField, Piece, Sentence, ids_in, sentence
from projections.timeline import Entry
from referrals.event import Event
from web import desk
from web.language import language
from web.parts import staff


class Text(NamedTuple):
    """A sealed text below a sentence; where it stays with its author, `kept_by` names them and `words` is empty."""

    label: str
    words: str
    kept_by: str = ""


class Told(NamedTuple):
    """An entry of a timeline, its sentence, and what was written to it."""

    entry: Entry
    sentence: Sentence
    texts: tuple[Text, ...] = ()


def install(app: Flask) -> None:
    """Let templates write a sentence: `{{ each.sentence | told }}`."""
    app.jinja_env.filters["told"] = written


def written(sentence: Sentence) -> Markup:
    """For a page: names kept apart from the writing direction around them, days and times readable by machines."""
    return Markup("".join(map(_written, sentence.pieces)))  # noqa: S704  # each escaped


def names_in(events: Sequence[Event]) -> KnownNames:
    """Every name that the sentences of these events need."""
    ids = ids_in(events)
    return KnownNames(
        staff_names=desk.staff_names(ids.staff),
        institution_names=desk.institution_names(ids.institutions),
        offer_names=directory.offer_names(desk.views(), ids.institutions),
    )


def sentences(entries: Sequence[Entry]) -> list[Told]:
    """The entries as sentences; nothing sealed is opened."""
    names = names_in([event for entry in entries for event in (entry.event, *entry.corrected_by)])
    return [Told(entry, sentence(entry.event, names, language(), told=entry.told)) for entry in entries]


def whole(entries: Sequence[Entry], *, on_paper: bool = False) -> list[Told]:
    """The entries as sentences with their texts opened; a confided one only for its author, and never on paper.

    § 65 SGB VIII: whoever takes over the case takes over the paper file, too.
    """
    told = sentences(entries)
    fields = [field for each in told for field in each.sentence.sealed]
    mine = [field for field in fields if field.may_be_opened_by(staff().staff_id) and not (on_paper and field.confided)]
    opened = desk.open_values([(field.sealed, field.originator_id, field.field) for field in mine])
    words = {id(field): text for field, text in zip(mine, opened, strict=True)}
    authors = desk.staff_names({field.author for field in fields if id(field) not in words})

    def text(field: OpenField) -> Text:
        if id(field) in words:
            return Text(field.label, words[id(field)])
        return Text(field.label, "", authors.get(field.author) or "–")

    return [each._replace(texts=tuple(text(field) for field in each.sentence.sealed)) for each in told]


def _written(piece: Piece) -> Markup:
    words = escape(piece.text)
    if piece.kind == "name":
        return Markup(f"<bdi>{words}</bdi>")  # noqa: S704  # escaped
    if piece.kind == "time":
        return Markup(f'<time datetime="{escape(piece.iso)}">{words}</time>')  # noqa: S704  # escaped
    return words
