"""Surroundings (Umgebung): where the processes of the bench run, and what they find in their environment."""

import os
from collections.abc import Mapping
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


class DidNotStart(Exception):
    """A process ended, or gave no answer, before it could be measured."""


def surroundings(given: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process: ours, without what concerns another Lotse."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "BENCH_"))}
    for name in ("PROMETHEUS_MULTIPROC_DIR", "PYTHONDONTWRITEBYTECODE"):  # a second start finds the code compiled
        inherited.pop(name, None)
    return inherited | {"PYTHONPATH": str(HOME)} | dict(given)
