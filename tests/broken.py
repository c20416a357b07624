"""A projection that cannot take in what is recorded meanwhile, so that it parks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, projection: Any) -> Iterator[None]:
    """The fold of a projection raises, for whatever is recorded meanwhile."""

    def choke(*_told: Any) -> Any:
        raise KeyError("Gül Needle")

    with monkeypatch.context() as breaking:
        breaking.setitem(projection.parts[0].__dict__, "fold", choke)
        breaking.setitem(projection.parts[0].__dict__, "refold", choke)
        yield
