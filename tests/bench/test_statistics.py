"""The statistics benchmark counts right, and a missed bar is not passed over."""

from dataclasses import replace

import pytest

from bench.statistics import Result, measure, missed

FEW = [
    Result(earlier=0, bookings=600, step=step, seconds=1.0, cpu=1.0, reads=1000, writes=600)
    for step in ("mark", "count", "publish")
]
MANY = [replace(one, earlier=6000) for one in FEW]


def test_a_month_reads_the_same_behind_many_people() -> None:
    results = measure(300)
    assert [one.step for one in results] == ["mark", "count", "publish"] * 2
    assert [one for one in missed(results) if "reads" in one] == []
    assert results[0].reads == results[0].writes == 300


def test_results_within_the_bars_pass() -> None:
    assert missed([*FEW, *MANY]) == []


@pytest.mark.parametrize("worse", [replace(MANY[1], reads=1100), replace(MANY[1], cpu=1.4)])
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed([*FEW, MANY[0], worse, MANY[2]])) == 1
