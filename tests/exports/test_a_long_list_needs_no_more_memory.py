"""A list of a whole city goes out as one stream: what is held in memory does not grow with its length."""

import gc

from sqlalchemy import text

from projections import caseload
from projections.long_list import Line
from tests.cast import ANNA, VHS, day
from tests.real_house import Premises
from web.pages.exports.blueprint import CHUNK

ROWS = 40_000
FILL = f"""
INSERT INTO {caseload.referrals.name} (
    id, position, state, version, person_id, need_id, case_manager, phase, need, quarter, language, institution_id,
    opened_on, task, owner, due_on, missed, stopped, void_requested, attempt
)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ROWS})
SELECT
    printf('%032x', n), 1, x'', 1, printf('%032x', n % 90000), printf('%032x', n), '{ANNA.hex}', 'forwarded',
    'language', 'stephanplatz', 'tr', '{VHS.hex}', '{day(0)}', 'await_answer', 'institution', '{day(10)}', 0, 0, 0, 1
FROM numbers
"""
"""As many active referrals of Anna's as a city has."""


def entries_held() -> int:
    """How many rows of the list are alive in this process."""
    return sum(type(each) is Line for each in gc.get_objects())


def test_a_long_list_is_held_a_few_chunks_at_a_time(premises: Premises) -> None:
    """Every row arrives, and never more than four chunks of eighty are alive."""
    emil = premises.browser("emil")
    emil.get("/team")
    with premises.house.views.writing() as connection:
        connection.execute(text(FILL))
    answer = emil.http.get("/team/referrals.jsonl")
    lines, most, longest = 0, 0, 0
    for number, written in enumerate(answer.response):
        lines += written.count(b"\n" if isinstance(written, bytes) else "\n")
        longest = max(longest, len(written))
        if number % 60 == 2:
            most = max(most, entries_held())
    answer.close()
    assert lines == ROWS + 1
    assert 0 < most <= 4 * CHUNK
    assert longest < CHUNK * 1_000
