"""Audit (Prüfung): is the log what was recorded, and how does somebody else find out?"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from referrals.bundle.writing import Part, write_bundle
from referrals.checkpoint import CannotSign, Checkpoints, Signed, read_note
from referrals.log.application import Log
from referrals.log.errors import NoLog, StoreFailed
from referrals.receipt import receipt as proven
from referrals.receipt import write_receipt
from referrals.rotation import rotate
from referrals.signing import NoteBroken
from referrals.verify import Kept, Verdict
from referrals.verify import verify as judge
from web.cli import opening, publishing
from web.cli.breach import breach
from web.cli.failing import sentence
from web.cli.processing import processing
from web.cli.saying import progress, remark, say, say_json
from web.settings import BadSettings

NEW_KEY = (
    "A key to sign with was made: {path}. Back it up apart from the database: without it nothing more is signed, "
    "and whoever has it can sign a forged log."
)
REPORTED = ("intact", "size", "root", "first_bad", "reason", "warnings")
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(help="Check the log (Protokoll), and let others check it.")
def audit() -> None:
    """Commands for the auditor."""


audit.add_command(processing)
audit.add_command(breach)


@audit.command(
    short_help="Say whether the log is what was recorded.",
    help="Recompute every leaf of the ledger from the stored bytes, and compare the log with the checkpoints that "
    "were signed here. Exit: 0 intact, 1 tampered, 2 cannot judge.",
)
@click.option("--json", "as_json", is_flag=True, help="Print intact, size, root, first_bad, reason, warnings as JSON.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Judge the whole log."""
    verdict = _verdict()
    if as_json:
        say_json({name: verdict.as_dict()[name] for name in REPORTED})
    elif verdict.intact:
        say(f"The log is intact: {verdict.size} events, root {verdict.root}.")
        for warning in verdict.warnings:
            remark(f"lotse: {warning}")
    else:
        _say_bad(verdict)
    ctx.exit(verdict.exit_code)


@audit.command(
    short_help="Sign size and root of the log.",
    help="Verify the log and sign its size and root (a C2SP checkpoint), once it extends every checkpoint signed "
    "before. Keep the note outside the house. Exit: 0 signed, 1 tampered, 2 not done.",
)
@click.option("--out", type=FILE, help="Write the note to this file instead of printing it.")
@click.option("--mail", "address", callback=publishing.check_address, help="Mail the note to this address.")
@click.option("--qr", type=FILE, help="Draw the note as a QR code (SVG), for the monthly report.")
@click.option("--json", "as_json", is_flag=True, help="Print origin, size, root, note and verifier as JSON.")
@click.pass_context
def checkpoint(ctx: click.Context, out: Path | None, address: str | None, qr: Path | None, as_json: bool) -> None:
    """Sign the log as it stands."""
    with opening.log() as log:
        signed = _signed(ctx, log)
    if out is not None:
        out.write_text(signed.note, encoding="utf-8", newline="\n")
    if qr is not None:
        publishing.draw(signed, qr)
    if address is not None:
        publishing.post(opening.settings(), signed, address)
        remark(f"The checkpoint over {signed.checkpoint.size} events was mailed to {address}.")
    if as_json:
        origin, size, root = signed.checkpoint
        verifier = str(Checkpoints(opening.settings().checkpoints).verifier())
        say_json({"origin": origin, "size": size, "root": root.hex(), "note": signed.note, "verifier": verifier})
    elif out is not None:
        say(f"A checkpoint over {signed.checkpoint.size} events was written to {out}.")
    else:
        click.echo(signed.note, nl=False)


@audit.command(
    short_help="Write what an auditor takes home.",
    help="Write the auditor's bundle to the folder DIR: events, a new checkpoint, proofs, and verify.py, which needs "
    "nothing but Python. Exit: 0 written, 1 tampered, 2 not done.",
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--since", type=FILE, help="Only the events behind this earlier checkpoint.")
@click.option("--referral", type=click.UUID, help="Only this referral, each step with a proof.")
@click.option("--json", "as_json", is_flag=True, help="Print folder, events, size and root as JSON.")
@click.pass_context
def bundle(ctx: click.Context, folder: Path, since: Path | None, referral: UUID | None, as_json: bool) -> None:
    """Write what an auditor takes home."""
    if since is not None and referral is not None:
        raise click.UsageError("Give --since or --referral, not both.")
    kept = Checkpoints(opening.settings().checkpoints)
    before = None
    if since is not None:
        if not kept.verifiers():
            raise NoteBroken(f"Nothing was signed here yet, so {since} is no checkpoint of this log.")
        before = read_note(since, *kept.verifiers())
    with opening.log() as log:
        now = _signed(ctx, log, [before.checkpoint.kept] if before else [])
        with progress("Writing", "events") as tell:
            part = Part(before, referral)
            written = write_bundle(log.recorder, now, kept, folder.absolute(), part, tell)
    size, root = now.checkpoint.size, now.checkpoint.root.hex()
    if as_json:
        say_json({"folder": str(written.folder), "events": written.events, "size": size, "root": root})
    else:
        say(f"{written.events} of {size} events lie in {written.folder}. Check: python3 -I {folder}/verify.py {folder}")


@audit.command(
    short_help="Write a receipt for one event.",
    help="Write a receipt (Quittung) for the event at POSITION to FILE: the event, its proof and a new checkpoint. "
    "`python3 -I verify.py FILE` checks it. Exit: 0 written, 1 tampered, 2 not done.",
)
@click.argument("position", type=click.IntRange(min=1))
@click.argument("file", type=FILE)
@click.pass_context
def receipt(ctx: click.Context, position: int, file: Path) -> None:
    """One event for somebody outside."""
    kept = Checkpoints(opening.settings().checkpoints)
    with opening.log() as log:
        told = proven(log.recorder, position, _signed(ctx, log), kept)
    write_receipt(file, told)
    say(f"The receipt for event {position} lies in {file}. Check: python3 -I verify.py {file}")


@audit.command(
    "rotate-key",
    short_help="Let a new key sign from now on.",
    help="Make a new key that signs from now on; the old one signs the hand-over and is gone. What it signed still "
    "counts. After a break, call it again. Exit: 0 done, 1 tampered, 2 not done.",
)
@click.pass_context
def rotate_key(ctx: click.Context) -> None:
    """Hand over to a new key."""
    settings = opening.settings()
    with opening.log() as log:
        try:
            told = rotate(Checkpoints(settings.checkpoints), log, settings.signing_key_file, datetime.now(UTC))
        except CannotSign as refused:
            _say_bad(refused.verdict)
            ctx.exit(refused.verdict.exit_code)
    say(f"The key {told.verifier.id.hex()} signs now; {told.previous.id.hex()} signed the hand-over and is gone.")
    say(f"Back up {settings.signing_key_file} apart from the database, and give this to whoever keeps a checkpoint:")
    click.echo(told.signed.note, nl=False)


def _signed(ctx: click.Context, log: Log, kept: Iterable[Kept] = ()) -> Signed:
    """A checkpoint over the log as it stands; leaves with the verdict's exit status where there is none."""
    settings = opening.settings()
    key_file = settings.signing_key_file
    known = key_file.exists()
    try:
        with progress("Verifying", "events") as tell:
            signed = Checkpoints(settings.checkpoints).sign(log.recorder, key_file, kept=kept, progress=tell)
    except CannotSign as refused:
        _say_bad(refused.verdict)
        ctx.exit(refused.verdict.exit_code)
    if not known:
        remark(NEW_KEY.format(path=key_file))
    return signed


def _say_bad(verdict: Verdict) -> None:
    where = "" if verdict.first_bad is None else f" First bad position: {verdict.first_bad}."
    told = "The log was TAMPERED with" if verdict.intact is False else "lotse: the log cannot be judged"
    (say if verdict.intact is False else remark)(f"{told}: {verdict.reason}{where}")


def _verdict() -> Verdict:
    """The verdict; a log that cannot be opened cannot be judged."""
    try:
        kept = Checkpoints(opening.settings().checkpoints).kept()
        with opening.log() as log, progress("Verifying", "events") as tell:
            return judge(log.recorder, kept=kept, progress=tell)
    except (BadSettings, NoLog, StoreFailed, NoteBroken) as error:
        return Verdict(intact=None, reason=sentence(error))
