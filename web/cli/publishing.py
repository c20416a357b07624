"""Publishing (Herausgeben): a checkpoint by mail and on paper, so that somebody outside keeps it."""

from pathlib import Path

import click

from referrals.checkpoint import Checkpoint, Signed
from web import mail, qr
from web.settings import Settings, is_address

SUBJECT = "Lotse: Prüfpunkt über {size} Ereignisse"
TEXT = """Dies ist der Prüfpunkt des Protokolls von Lotse: {size} Ereignisse, Wurzel {root}.

Bitte bewahren Sie die angehängte Datei auf. Mit ihr lässt sich später feststellen, ob bis zu diesem Stand
etwas verändert wurde: python3 -I verify.py ORDNER --previous {name}

{note}"""
MILLIMETRES = 0.9
"""Of one dot of the code: on paper about six centimetres in all."""


def name_of(checkpoint: Checkpoint) -> str:
    """What the file of a checkpoint is called outside."""
    return f"lotse-{checkpoint.size:09}.note"


def post(settings: Settings, signed: Signed, address: str) -> None:
    """Mail a checkpoint; it holds a number and a hash, and nothing of anybody."""
    size, root, name = signed.checkpoint.size, signed.checkpoint.root.hex(), name_of(signed.checkpoint)
    text = TEXT.format(size=size, root=root, name=name, note=signed.note)
    mail.send(settings, address, SUBJECT.format(size=size), text, {name: signed.note})


def draw(signed: Signed, path: Path) -> None:
    """The note as a QR code for the monthly report."""
    title = SUBJECT.format(size=signed.checkpoint.size)
    qr.code(signed).save(
        str(path), kind="svg", scale=MILLIMETRES, unit="mm", title=title, light="white", encoding="utf-8"
    )


def check_address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """One address, before anything is signed."""
    if value is not None and not is_address(value):
        raise click.BadParameter("give one mail address, such as pruefung@example.org.")
    return value
