"""The program (Prüfprogramm) as an auditor gets it: one file, joined from the two that are kept here."""

import re
from pathlib import Path

OWN = Path(__file__).parent
JOINT = re.compile(r"from referrals\.bundle\.proving import \(.*?\)\n", re.DOTALL)
BEFORE_THE_CODE = "from typing import Any\n"


def program() -> str:
    """The text of verify.py, standard library only."""
    proving = (OWN / "proving.py").read_text("utf-8").partition(BEFORE_THE_CODE)[2]
    joined, times = JOINT.subn(lambda _: proving.strip() + "\n", (OWN / "verify.py").read_text("utf-8"))
    assert times == 1, "verify.py imports what it proves with, once"
    return joined
