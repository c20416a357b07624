"""The program (Prüfprogramm) as an auditor gets it: one file, joined from those that are kept here."""

import re
from pathlib import Path

OWN = Path(__file__).parent
JOINT = re.compile(r"from referrals\.bundle\.(\w+) import (?:\(.*?\)|[^\n]*)\n", re.DOTALL)
BEFORE_THE_CODE = "from __future__ import annotations\n"


def program() -> str:
    """The text of verify.py, standard library only."""
    return JOINT.sub(lambda joint: _part(joint[1]), (OWN / "verify.py").read_text("utf-8"))


def _part(name: str) -> str:
    """The code of one of the files, without what it takes from the others."""
    code = (OWN / f"{name}.py").read_text("utf-8").partition(BEFORE_THE_CODE)[2]
    return JOINT.sub("", code).strip() + "\n\n\n"
