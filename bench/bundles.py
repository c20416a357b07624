"""Bundles (Prüfbündel): what an auditor takes home of a town, written once in a run by `python -m bench.bundles`."""

import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.child import run
from bench.here import Here
from referrals.bundle.writing import Part, write_bundle
from referrals.checkpoint import Checkpoints
from referrals.log.application import Log
from web.settings import Settings


class Written(NamedTuple):
    """Where the bundle lies, how many events it holds, and in how much time, with how much CPU and memory."""

    folder: Path
    events: int
    seconds: float
    cpu: float
    mib: float


def bundle(here: Here, referrals: int) -> Written:
    """The bundle of a town under the checkpoint that was signed when the town was made.

    `./lotse audit bundle` verifies the whole log before it signs a new one; that was done then.
    """
    return here.once(f"bundle of {referrals}", lambda: _written(here, referrals))


def _written(here: Here, referrals: int) -> Written:
    town, folder = here.town(referrals), here.new_folder()
    here.say.line(f"writing the bundle of {referrals:,} referrals")
    ended = run([sys.executable, "-m", "bench.bundles", str(town.folder), str(folder)], folder.parent)
    told = json.loads(ended.said.splitlines()[-1])
    return Written(folder, told["events"], told["seconds"], told["cpu"], ended.mib)


def main(data: str, folder: str) -> None:
    """Write it, and say how long that took."""
    settings = Settings.from_environ({"LOTSE_DATA": data})
    kept = Checkpoints(settings.checkpoints)
    signed = kept.newest()
    assert signed is not None, "a town is signed when it is made"
    with closing(Log.open(settings.store_url("events"))) as log:
        begun, cpu = time.perf_counter(), time.process_time()
        written = write_bundle(log.recorder, signed, kept, Path(folder), Part())
        seconds = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}
        print(json.dumps({"events": written.events, **seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
