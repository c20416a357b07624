"""A list of a whole Land goes out as one stream: what is held in memory does not grow with its length."""

import gc
from uuid import UUID

import pytest
from sqlalchemy import insert

from projections import caseload
from projections.caseload import Entry
from referrals.need import NeedKind
from referrals.referral.clock import Task
from referrals.referral.codes import Party, Phase
from tests.cast import ANNA, VHS, day
from tests.real_house import Premises
from web.pages.exports.blueprint import CHUNK

ROWS = 120_000


def fill(premises: Premises) -> None:
    """As many active referrals of Anna's as a Land has."""
    row = {
        "position": 1,
        "state": b"",
        "version": 1,
        "need_id": UUID(int=1),
        "case_manager": ANNA,
        "phase": Phase.FORWARDED,
        "need": NeedKind.LANGUAGE,
        "quarter": "stephanplatz",
        "language": "tr",
        "institution_id": VHS,
        "opened_on": day(0),
        "task": Task.AWAIT_ANSWER,
        "owner": Party.INSTITUTION,
        "due_on": day(10),
        "missed": False,
        "stopped": False,
        "void_requested": False,
        "attempt": 1,
    }
    with premises.house.views.writing() as connection:
        for start in range(0, ROWS, 10_000):
            many = [
                {**row, "id": UUID(int=number << 64), "person_id": UUID(int=number)}
                for number in range(start, start + 10_000)
            ]
            connection.execute(insert(caseload.referrals), many)


def entries_held() -> int:
    """How many rows of the list are alive in this process."""
    return sum(type(each) is Entry for each in gc.get_objects())


@pytest.mark.parametrize("ending", ["jsonl"])
def test_a_list_of_120_000_rows_is_held_a_chunk_at_a_time(premises: Premises, ending: str) -> None:
    """Every row arrives, and never more than two chunks of them are alive."""
    premises.browser("emil").get("/team/referrals")
    fill(premises)
    answer = premises.browser("emil").http.get(f"/team/referrals.{ending}")
    lines, most, longest = 0, 0, 0
    for number, written in enumerate(answer.response):
        text = written if isinstance(written, str) else written.decode()
        lines += text.count("\n")
        longest = max(longest, len(text))
        if number % 40 == 0:
            most = max(most, entries_held())
    answer.close()
    assert lines == ROWS + 1
    assert 0 < most <= 2 * CHUNK
    assert longest < CHUNK * 1_000
