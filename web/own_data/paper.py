"""Paper (Ausdruck): the letter as a file of its own, for whoever answers from the command line."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.own_data import letter
from web.own_data.contents import OwnData
from web.own_data.letter import sections

TEMPLATES = Path(__file__).parent.parent / "templates"


def as_html(data: OwnData) -> str:
    """The letter with nothing beside it, to be opened in a browser and printed."""
    paper = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    template = paper.get_template("own_data/paper.html")
    return template.render(heading=letter.HEADING, opening=letter.OPENING, sections=sections(data))
