"""Load (Last): requests on loopback from a process of its own, `python -m bench.load` with a plan on its input.

Each thread is one browser that keeps its connection. It asks for a page again and again, or sends the form of a step
to its own referrals in turn, each time with a new command id and the version that the step before has left. The first
answer that is not the expected one ends it all: a rate with errors in it is no rate.
"""

import json
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import TextIO
from urllib.parse import urlencode
from uuid import uuid4

import msgspec

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 60.0
SHOWN = 300


class Browser(msgspec.Struct):
    """What one thread does: `steps` are (referral, version), asked in turn; without them `path` is a page to read."""

    path: str
    headers: dict[str, str] = {}
    steps: list[tuple[str, int]] = []
    form: dict[str, str] = {}


class Plan(msgspec.Struct):
    """Where, for how long, and by whom."""

    port: int
    seconds: float
    browsers: list[Browser]


class Answered(msgspec.Struct):
    """What came back: how many, in how many seconds, within which milliseconds, and the versions as they stand now."""

    count: int
    seconds: float
    p50: float
    p95: float
    steps: list[list[tuple[str, int]]]


class WrongAnswer(Exception):
    """An answer with another status than the one that a success has."""

    @classmethod
    def because_of(cls, method: str, path: str, status: int, body: bytes) -> "WrongAnswer":
        said = body.decode("utf-8", "replace")[:SHOWN]
        return cls(f"{method} {path} was answered with {status}: {said}")


class Asking:
    """One thread: its connection, and how long each answer took."""

    def __init__(self, port: int, browser: Browser, until: float) -> None:
        self.browser = browser
        self.until = until
        self.took: list[float] = []
        self.failure: Exception | None = None
        self.steps = list(browser.steps)
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def run(self) -> None:
        """Ask until the time is over or an answer is wrong."""
        try:
            turn = 0
            while time.perf_counter() < self.until:
                begun = time.perf_counter()
                if self.steps:
                    self._send(turn % len(self.steps))
                else:
                    self._request("GET", self.browser.path, None, self.browser.headers, 200)
                self.took.append(time.perf_counter() - begun)
                turn += 1
        except (WrongAnswer, OSError, HTTPException) as error:
            self.failure = error
        finally:
            self._connection.close()

    def _send(self, turn: int) -> None:
        referral, version = self.steps[turn]
        fields = {**self.browser.form, "command_id": str(uuid4()), "expected_version": str(version)}
        path = self.browser.path.format(referral=referral)
        self._request("POST", path, urlencode(fields), {**FORM, **self.browser.headers}, 303)
        self.steps[turn] = referral, version + 1

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str], expected: int) -> None:
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        said = response.read()
        if response.status != expected:
            raise WrongAnswer.because_of(method, path, response.status, said)


def ask(plan: Plan) -> Answered:
    """Carry out a plan; raises what the first thread that failed has met."""
    begun = time.perf_counter()
    asking = [Asking(plan.port, browser, begun + plan.seconds) for browser in plan.browsers]
    threads = [threading.Thread(target=each.run) for each in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    for each in asking:
        if each.failure is not None:
            raise each.failure
    took = sorted(took for each in asking for took in each.took)
    if not took:
        raise WrongAnswer("Nothing was answered in the time there was.")
    return Answered(len(took), seconds, percentile(took, 0.5), percentile(took, 0.95), [each.steps for each in asking])


def percentile(ordered: list[float], share: float) -> float:
    """The value, in milliseconds, that this share of the ordered seconds does not exceed."""
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(source: TextIO, sink: TextIO) -> int:
    """A plan comes in as JSON, what was answered goes out as JSON; 1 when an answer was wrong."""
    plan = msgspec.convert(json.load(source), Plan)
    try:
        answered = ask(plan)
    except (WrongAnswer, OSError, HTTPException) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    json.dump(msgspec.to_builtins(answered), sink)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin, sys.stdout))
