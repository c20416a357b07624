"""Saying (Sagen): results on stdout, progress and failures on stderr; a failure is one sentence with its cure."""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from projections.bookmark import ViewsMissing
from projections.rebuild import NoSuchProjection
from projections.runner import Outdated
from referrals.bundle.writing import CannotBundle
from referrals.casework import Overtaken
from referrals.checkpoint import CannotSign
from referrals.copies import CopyBroken
from referrals.event import UnknownTopic
from referrals.keys import KekUnusable
from referrals.log.errors import LogRefusal, NoLog, StoreFailed
from referrals.receipt import NoReceipt
from referrals.refusal import Refusal
from referrals.rotation import NothingToHandOver
from referrals.sealing import SealBroken
from referrals.signing import NoteBroken, SigningKeyUnusable
from referrals.store import StoreMissing
from web.access_segments import AccessLogBroken
from web.backup import CannotBackUp
from web.fitting import StoresDoNotFit
from web.mail import MailNotSent
from web.restore import CannotRestore
from web.settings import BadSettings

NOT_DONE = 2
LINES_EVERY = 0.1
"""Share of the work after which a plain line is written where there is no terminal."""

NO_STORE = (
    "In a new installation run `./lotse release`; after a loss put the backup back with `./lotse restore`; "
    "or point LOTSE_DATA or LOTSE_DATABASE_URL to the right place."
)

SENTENCES = {
    "CannotGiveRoles.no_role": "An account needs a role: give --role once or several times.",
    "CannotGiveRoles.conflicting_roles": (
        "The roles {roles} do not go together: whoever audits or administers carries no cases."
    ),
    "CannotGiveRoles.same_value": "It is so already; nothing was recorded.",
    "CannotGiveRoles.proposal_waits": "A proposal for this person waits already: it is decided first.",
    "CannotChangeStaff.same_value": "It is so already; nothing was recorded.",
    "CannotChangeStaff.cases_remain": "{count} referrals still stand on this account: hand them over first.",
    "CannotAddAccount.login_taken": "Somebody signs in with this login already: choose another one.",
    "CannotAddAccount.login_not_one_word": "A login is one word without blanks, of at most {max} characters.",
    "CannotAddAccount.has_an_account": "This person has an account already: see `staff list`.",
    "CannotSetPassword.too_short": "A password has at least {min} characters.",
    "CannotSetPassword.holds_the_login": "A password must not be made of the login.",
    "CannotSetPassword.too_easy": "This password is easily guessed: take several words.",
    "CannotErase.under_way": "An erasure of this person is under way already: see `person erase PERSON`.",
    "CannotErase.held_until": "The file must be kept until {day} ({ground}).",
    "CannotErase.held": "The file must be kept ({ground}) until somebody lifts that.",
    "CannotErase.open_referrals": "{count} referrals of this person are still open: close them first.",
    "CannotErase.own_request": "Nobody decides about their own request: a second person is needed.",
    "CannotErase.not_coordination": "A coordinator decides about an erasure.",
    "CannotErase.not_due": "The waiting time runs until {day}; nothing was erased.",
    "CannotErase.stage": "That is not possible any more: the erasure stands at '{stage}'.",
    "CannotSuspend.suspended_already": "It is suspended already; nothing was recorded.",
    "CannotSuspend.not_suspended": "It is not suspended; nothing was recorded.",
    "CannotMakeReport.nothing_recorded": "Nothing was recorded by the end of that day: there is nothing to count.",
    "CannotMakeReport.day_not_over": "{day} is not over yet: a report counts to the end of a day.",
    "CannotMakeReport.not_begun": "The period {period} has not begun yet: choose an earlier one.",
    "CannotRepeatReport.definition_changed": (
        "The report counted '{figure}' by version {then} of its definition, and this Lotse counts by version {now}: "
        "make it again with a Lotse of that time; the file that was kept still holds."
    ),
    "CannotRepeatReport.layout_changed": (
        "The report has layout {then}, and this Lotse writes layout {now}: make it again with a Lotse of that time; "
        "the file that was kept still holds."
    ),
    "CannotRepeatReport.log_ends_before": (
        "The report counted up to event {position}, and the log ends at {head}: run `./lotse audit verify`."
    ),
    "CannotRepeatReport.came_out_differently": (
        "The report would come out differently from then: the log up to event {position} is not the same any more, or "
        "it is counted differently. Run `./lotse audit verify`."
    ),
    "CannotMakeToken.beyond_the_role": "The roles of this account do not cover the scope '{scope}'.",
    "CannotMakeToken.no_purpose": "The scope '{scope}' is switched off: no purpose in purposes.toml names it.",
    "CannotMakeToken.too_many": "{max} tokens of this account are valid already: revoke one first.",
    "CannotMakeToken.account_closed": "This account is closed.",
    "NotFound.no_such_report": "There is no report under this id: see `./lotse report list`.",
    "PersonErased.keys_destroyed": "The data of this person were erased; nothing more is written about them.",
}

FORESEEN = (
    BadSettings,
    StoreMissing,
    StoresDoNotFit,
    AccessLogBroken,
    KekUnusable,
    ViewsMissing,
    NoSuchProjection,
    UnknownTopic,
    LogRefusal,
    StoreFailed,
    Refusal,
    Overtaken,
    SealBroken,
    SigningKeyUnusable,
    NoteBroken,
    CannotBundle,
    CannotSign,
    NothingToHandOver,
    NoReceipt,
    MailNotSent,
    CopyBroken,
    CannotBackUp,
    CannotRestore,
    DBAPIError,
    OSError,
)


class NotDone(click.ClickException):
    """What was asked for was not done; the message is a sentence with the cure."""

    exit_code = NOT_DONE

    def show(self, file: IO[Any] | None = None) -> None:
        """On stderr, under our name."""
        click.echo(f"lotse: {self.format_message()}", file=file, err=file is None)


class Commands(click.Group):
    """Commands whose foreseeable failures are sentences, not tracebacks; a module is read when its command is called.

    `commands_at` names where each stands: module:variable.
    """

    def __init__(self, *given: Any, commands_at: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the alphabet."""
        return sorted(self._at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in self._at:
            return None
        module, _, name = self._at[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a failure becomes `NotDone`."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # `lotse … | head`: the reader has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(NOT_DONE) from None
        except click.Abort:
            raise NotDone("stopped; what was recorded before stays.") from None
        except FORESEEN as error:
            raise NotDone(sentence(error)) from error


def sentence(error: Exception) -> str:
    """A foreseeable failure in one sentence with its cure."""
    match error:
        case NoLog():
            return f"{error} {NO_STORE}"
        case StoreMissing():
            return f"{str(error).partition(' Run ')[0]} {NO_STORE}"
        case Refusal() if error.code in SENTENCES:
            return SENTENCES[error.code].format(**{key: _listed(value) for key, value in error.params.items()})
        case Refusal() if type(error).__str__ is not Refusal.__str__ and str(error) != error.code:
            return str(error)
        case Refusal():
            return f"This was refused ({error.code}); nothing was recorded."
        case Overtaken():
            return "Somebody changed it at the same moment; call the command again."
        case DBAPIError() | StoreFailed():
            return _of_database(error)
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}{error.strerror or error}; check path, permissions and free space."
        case _:
            return str(error)


def _of_database(error: Exception) -> str:
    detail = str(getattr(error, "orig", None) or error.__cause__ or error).strip()
    first = detail.splitlines()[0].strip() if detail else type(error).__name__
    if "UndefinedTable" in type(getattr(error, "orig", None)).__name__ or "no such table" in first:
        return f"The tables are not there ({first}). {NO_STORE}"
    if isinstance(error, OperationalError | StoreFailed) and not isinstance(error, ProgrammingError):
        return f"The database does not answer ({first}): check that it runs and that LOTSE_DATABASE_URL is right."
    return f"The database refused ({first}): check that it is Lotse's own and complete."


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def say(text: str) -> None:
    """A line of the result."""
    click.echo(text)


def remark(text: str) -> None:
    """A line beside the result, on stderr."""
    click.echo(text, err=True)


def remark_what_is_outdated(outdated: Iterable[Outdated]) -> None:
    """Name what needs a rebuild, and the command for it."""
    for each in outdated:
        remark(f"{each}; `./lotse projections rebuild {each.name}`, or `projections run`, builds it from the log.")


def say_json(value: object) -> None:
    """The result for a script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under a header, in columns."""
    lines = [header, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


@contextmanager
def progress(what: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Tells how far long work is: a bar on a terminal, a plain line every tenth elsewhere."""
    if not sys.stderr.isatty():
        yield _plain_lines(what, unit)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit), _Rate())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Rate(TextColumn):
    """How much of it a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """The rate of the last seconds."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def _plain_lines(what: str, unit: str) -> Callable[[int, int], None]:
    told = 0.0
    begun: tuple[int, float] | None = None  # before the first call

    def tell(done: int, total: int) -> None:
        nonlocal told, begun
        begun = begun or (done, time.monotonic())
        share = done / total if total else 1.0
        if share >= told + LINES_EVERY or (share >= 1.0 > told):
            told = share
            remark(f"{what}: {done} of {total} {unit}{_pace(begun, done, total)}")

    return tell


def _pace(begun: tuple[int, float], done: int, total: int) -> str:
    """Rate and time left, once something was done since the beginning."""
    first, at = begun
    if done <= first or (passed := time.monotonic() - at) <= 0:
        return ""
    rate = (done - first) / passed
    return f", {rate:,.0f} a second, {(total - done) / rate:,.0f} s left"
