"""The load counts what was answered as expected, and ends loudly at the first answer that was not."""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from bench.load import Browser, Plan, WrongAnswer, ask, main, percentile


class House(BaseHTTPRequestHandler):
    """Takes steps whose version follows the last one, and shows one page."""

    protocol_version = "HTTP/1.1"
    versions: dict[str, int]
    commands: set[str]

    def do_GET(self) -> None:
        self.answer(200 if self.path == "/caseload" else 500)

    def do_POST(self) -> None:
        typed = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        referral, version = self.path.split("/")[2], int(typed["expected_version"][0])
        if self.versions[referral] != version or typed["command_id"][0] in self.commands:
            self.answer(409)
            return
        self.versions[referral] = version + 1
        self.commands.add(typed["command_id"][0])
        self.answer(303)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"said")

    def log_message(self, *_: object) -> None:
        """Not a word."""


@contextmanager
def house(versions: dict[str, int]) -> Iterator[int]:
    """The port of a house with these referrals."""
    handler = type("ThisHouse", (House,), {"versions": versions, "commands": set()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def steps(*referrals: tuple[str, int]) -> Browser:
    """Somebody who sends steps of these referrals."""
    return Browser("/referrals/{referral}/follow-up", {}, list(referrals), {"note": "so"})


def test_every_step_goes_on_from_the_version_before() -> None:
    """Each under a command id of its own, and the versions come back for the next round."""
    with house({"a": 3, "b": 7}) as port:
        answered = ask(Plan(port, 0.2, [steps(("a", 3)), steps(("b", 7))]))
    [[(_, a)], [(_, b)]] = answered.steps
    assert answered.count == (a - 3) + (b - 7)
    assert min(a - 3, b - 7) > 0
    assert 0 < answered.p50 <= answered.p95


def test_a_step_that_is_refused_ends_the_measuring() -> None:
    with house({"a": 4}) as port, pytest.raises(WrongAnswer, match="follow-up was answered with 409: said"):
        ask(Plan(port, 5, [steps(("a", 3))]))


def test_a_page_that_fails_ends_the_measuring() -> None:
    """Also when another browser gets its answers."""
    with house({}) as port, pytest.raises(WrongAnswer, match="/broken was answered with 500"):
        ask(Plan(port, 0.2, [Browser("/caseload"), Browser("/broken")]))


def test_the_program_says_by_its_status_that_an_answer_was_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    sink = io.StringIO()
    with house({}) as port:
        plan = {"port": port, "seconds": 0.1, "browsers": [{"path": "/broken"}]}
        assert main(io.StringIO(json.dumps(plan)), sink) == 1
        assert sink.getvalue() == ""
        assert "WrongAnswer: GET /broken was answered with 500" in capsys.readouterr().err
        plan["browsers"] = [{"path": "/caseload"}]
        assert main(io.StringIO(json.dumps(plan)), sink) == 0
    assert json.loads(sink.getvalue())["count"] > 0


def test_the_95th_of_a_hundred() -> None:
    assert percentile([each / 1000 for each in range(100)], 0.95) == pytest.approx(95)
    assert percentile([0.002], 0.95) == pytest.approx(2)
