"""Server log (Betriebsprotokoll): one line of JSON for each thing that happened, and no value that anybody typed.

An error is told by its kind and the places in the code; its message may hold a value.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

from flask import g, has_request_context

FIELDS = ("route", "method", "status", "ms", "bytes", "incident", "kind")
"""What a line may carry beside its words: `log.info("…", extra={"route": …})`."""


class Lines(logging.Formatter):
    """One record as one line of JSON; nothing can begin a second line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time (UTC), level, who says it, what, and the request it belongs to."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if has_request_context() and (request_id := g.get("request_id")):
            line["request"] = request_id
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["kind"] = record.exc_info[0].__name__
            line["trace"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def places(trace: TracebackType | None) -> list[str]:
    """Where in the code it happened, the innermost place last."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def configuration() -> dict[str, object]:
    """For `logging.config.dictConfig`, and for gunicorn."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "web.operations.logs.Lines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"level": "INFO", "handlers": ["lines"]},
        "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False}},
    }
