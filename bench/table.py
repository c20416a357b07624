"""Table (Tabelle): the rows as one table, for a terminal, as Markdown, and between two marks of a page."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.table import Table

from bench.goals import Detail, Row

BEGIN, END = "<!-- measured: `make bench` writes what stands between these marks -->", "<!-- /measured -->"
HEAD = ("#", "work", "goal", "measured", "reached")


def lines(rows: Sequence[Row]) -> Iterator[tuple[str, str, str, str, str]]:
    """A line for each goal; the number and the work stand in the first line of a row."""
    for row in rows:
        for place, goal in enumerate(row.goals):
            first = (str(row.number), row.work) if place == 0 else ("", "")
            found = f"{goal.found} ({goal.note})" if goal.note else goal.found
            yield (*first, goal.asked, found, goal.verdict)


def for_terminal(rows: Sequence[Row]) -> Table:
    """The table of goals, reached or not in colour."""
    table = Table(title="What was wanted, what was measured")
    for title in HEAD:
        table.add_column(title)
    for *cells, reached in lines(rows):
        table.add_row(*cells, reached, style="" if reached == "yes" else "bold")
    return table


def as_markdown(rows: Sequence[Row], about: str) -> str:
    """The table of goals, and behind it what was measured of each peer."""
    parts = [about, _table(HEAD, list(lines(rows)))]
    for row in rows:
        parts += [_detail(detail) for detail in row.details]
    notes = [f"- Row {row.number}: {note}" for row in rows for note in row.notes]
    if notes:
        parts.append("\n".join(notes))
    return "\n\n".join(parts) + "\n"


def written_into(page: Path, markdown: str) -> None:
    """Put the tables between the marks of a page; what stands around them stays."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{page.name} has no place for the table: it needs the lines {BEGIN} and {END}.")
    page.write_text(f"{before}{BEGIN}\n\n{markdown}\n{END}{after}", "utf-8", newline="\n")


def _detail(detail: Detail) -> str:
    return f"{detail.title}:\n\n{_table(detail.head, detail.lines)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    body = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in body)
