"""The page for data protection names every attack that is played here, and no other."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/data-protection.md"


def test_every_attack_stands_in_the_table() -> None:
    played = {path.name for path in HERE.glob("test_*.py")} - {Path(__file__).name}
    named = set(re.findall(r"`(test_\w+\.py)`", PAGE.read_text(encoding="utf-8")))
    assert named == played
