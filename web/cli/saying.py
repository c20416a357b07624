"""Saying (Sagen): results on stdout, progress on stderr; commands are read when they are called."""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from projections.runner import Outdated

NOT_DONE = 2
LINES_EVERY = 0.1
"""Share of the work after which a plain line is written where there is no terminal."""


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
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            from web.cli.failing import FORESEEN, sentence

            if not isinstance(error, FORESEEN):
                raise
            raise NotDone(sentence(error)) from error


def say(text: str) -> None:
    """A line of the result."""
    click.echo(text)


def remark(text: str) -> None:
    """A line beside the result, on stderr."""
    click.echo(text, err=True)


def remark_what_is_outdated(outdated: "Iterable[Outdated]") -> None:
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
    from web.cli.bar import bar

    with bar(what, unit) as tell:
        yield tell


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
