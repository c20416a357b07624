"""Where the tests write: into memory where the machine has room there, for they create a thousand databases."""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


def scratch() -> Path:
    """The folder for temporary folders."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    return Path("/tmp")


SCRATCH = scratch()
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(SCRATCH))
