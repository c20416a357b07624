"""What the log's factories refuse to build, on either database: it keeps events, and nothing else."""

from typing import Any, NoReturn


class EventsOnly:
    """Goes before the library's factory."""

    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        """Refused: snapshots would be written in clear."""
        raise NotImplementedError(f"The log keeps events only, no {purpose} recorder.")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> NoReturn:
        """Refused: bookmarks lie with the views."""
        raise NotImplementedError("The log keeps events only; bookmarks lie with the views.")

    def process_recorder(self) -> NoReturn:
        """Refused: bookmarks lie with the views."""
        raise NotImplementedError("The log keeps events only; bookmarks lie with the views.")
