"""The feedback benchmark counts right, and a missed bar is not passed over."""

from dataclasses import replace

import pytest

from bench.feedback import Result, measure, missed

FEW = [
    Result(act=act, before=10, reads=3, writes=3, trips=2, ms=1) for act in ("report", "reaction")
]
MANY = [replace(one, before=100) for one in FEW]


def test_feedback_costs_the_same_behind_ten_times_as_many_people() -> None:
    results = measure(20)
    assert [one.act for one in results] == ["report", "reaction", "word", "too much"] * 2
    assert missed(results) == []
    refused = results[-1]
    assert (refused.reads, refused.writes) == (1, 0)


def test_results_within_the_bars_pass() -> None:
    assert missed([*FEW, *MANY]) == []


@pytest.mark.parametrize(
    "worse", [replace(MANY[1], reads=4), replace(MANY[1], writes=4), replace(MANY[1], trips=3)]
)
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed([*FEW, MANY[0], worse])) == 1
