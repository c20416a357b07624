"""The access log of the server: the path alone, and one line for each request, whatever is asked for."""

import runpy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from gunicorn.config import Config

CONFIGURATION = Path(__file__).parent.parent / "web" / "gunicorn.conf.py"


def line_of(path: str, query: str = "") -> str:
    """What stands in the log after a request for this path."""
    told = runpy.run_path(str(CONFIGURATION))
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": f"{path}?{query}",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    answer = SimpleNamespace(status="200 OK", headers=[], sent=12)
    logger = told["logger_class"](Config())
    named = logger.atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=3))
    return str(told["access_log_format"] % logger.atoms_wrapper_class(named))


def test_a_request_cannot_write_a_line_of_its_own() -> None:
    """Line ends and control characters in a path stay percent-encoded."""
    line = line_of("/x\n[22/Nov/2026] GET /forged 200\r\x1b[31m")
    assert "/x%0A%5B22/Nov/2026%5D%20GET%20/forged%20200%0D%1B%5B31m" in line
    assert line.isprintable()


def test_the_log_holds_the_path_and_nothing_of_the_query() -> None:
    line = line_of("/caseload", "name=Yusuf")
    assert " GET /caseload 200 12 3ms" in line
    assert "Yusuf" not in line
