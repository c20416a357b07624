"""A row that is measured again takes the place of what it was; the others stand as they were."""

from bench.goals import Detail, Row, at_least, at_most


def test_a_row_reads_back_as_it_was_written() -> None:
    """With its bounds, its tables and its notes."""
    goals = [at_least(3, "Django", 4.5, note="c=8"), at_most(100, "p95", None, "ms")]
    row = Row(1, "POST one step", goals, [Detail("Peers", ["peer", "/s"], [["Lotse", "12"]])], ["so"])
    told = row.as_json()
    assert Row.from_json(told) == row
    assert told["reached"] is False
    assert [goal["goal"] for goal in told["goals"]] == ["≥ 3 × Django", "≤ 100 ms p95"]
