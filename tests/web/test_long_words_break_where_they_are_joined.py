"""A long compound is split at its joint where the line is short, and reads the same everywhere else."""

from markupsafe import Markup

from tests.client import PageClient
from web.soft_breaks import soft_breaks


def test_a_long_compound_has_a_soft_hyphen_at_its_joint() -> None:
    assert soft_breaks("Schweigepflichtentbindung eintragen") == "Schweigepflicht\u00adentbindung eintragen"
    assert soft_breaks("Weitergabe, Volkshochschule, Jugendamt") == "Weitergabe, Volkshoch\u00adschule, Jugendamt"
    assert soft_breaks(Markup("<bdi>Barrierefreiheit</bdi>")) == Markup("<bdi>Barriere\u00adfreiheit</bdi>")


def test_the_heading_may_break_and_the_title_does_not(nobody: PageClient) -> None:
    page = nobody.get("/accessibility")
    assert "Barriere\u00adfreiheit" in "".join(next(page.tree.iter("h1")).itertext())
    assert "\u00ad" not in str(page.tree.find("head/title").text)
