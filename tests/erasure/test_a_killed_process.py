"""The process that erases is killed for good, in the middle of its writing; the next one finishes."""

import signal
import subprocess
import sys

import pytest

from referrals.erasure_events import Stage
from tests.browser.live import ROOT, surroundings
from tests.erasure.conftest import approved, closed, erasure, judged
from tests.real_house import Premises
from web.forgetting import carry_out

DIES = """
import os, signal
from datetime import datetime
import referrals.keys, referrals.log.{database}
from web.forgetting import carry_out
from web.house import RealHouse
from web.settings import Settings

def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

place, name = {place}, {name!r}
setattr(place, name, dies)
carry_out(RealHouse(Settings.from_environ(os.environ), now=lambda: datetime.fromisoformat({moment!r})))
"""


@pytest.mark.parametrize(
    ("place", "name"),
    [("referrals.keys", "put_in_place"), ("referrals.log.{database}.Recorder", "compact_blobs")],
    ids=["turning", "deleting"],
)
def test_the_next_process_finishes(both_premises: Premises, place: str, name: str) -> None:
    """Killed between the stores: the keys are wrapped anew and the file is not, or the values are gone."""
    premises = both_premises
    url = premises.house.settings.database_url
    database = "postgres" if url else "sqlite"
    subject = approved(premises, closed(premises).stream("person."), 0)
    staying = premises.take_in(name="Olena K.").stream("person.")
    program = DIES.format(
        database=database, place=place.format(database=database), name=name, moment=str(premises.moment)
    )
    killed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=surroundings(premises.house.settings.data, url),
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert erasure(premises, subject).stage is Stage.KEYS_DESTROYED
    assert judged(premises).intact
    assert premises.house.vault.reveal_many(
        [(premises.house.log.events_of(staying)[0].name, staying, "name")]  # type: ignore[attr-defined]
    ) == ["Olena K."]
    assert carry_out(premises.house).certified == [subject]
    assert judged(premises).intact
