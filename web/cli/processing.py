"""Audit (Prüfung): the record of processing and the erasure concept, made from the configuration."""

from pathlib import Path

import click

from web import processing as documents
from web.cli.saying import say, say_json

ORIGIN = "Made by `./lotse audit processing{option}`; change referrals/purposes.toml and retention.toml instead."


@click.command(
    short_help="Print the record of processing (Art. 30 GDPR).",
    help="Print the record of processing activities (Verarbeitungsverzeichnis, Art. 30 GDPR) as Markdown, or the "
    "erasure concept (Löschkonzept). Both are made from the configuration; no installation is needed.",
)
@click.option("--erasure", is_flag=True, help="Print the erasure concept instead.")
@click.option("--json", "as_json", is_flag=True, help="Print both as JSON.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write both to this HTML file.")
def processing(erasure: bool, as_json: bool, html: Path | None) -> None:
    """What is processed for what, on which ground and how long."""
    record, concept = documents.record(), documents.erasure_concept()
    if html is not None:
        html.write_text(documents.as_html(record, concept), encoding="utf-8")
        say(f"Record of processing and erasure concept were written to {html}.")
    elif as_json:
        say_json({"processing": documents.as_dict(record), "erasure": documents.as_dict(concept)})
    else:
        origin = ORIGIN.format(option=" --erasure" if erasure else "")
        click.echo(documents.as_markdown(concept if erasure else record, origin), nl=False)
