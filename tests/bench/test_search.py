"""The search benchmark finds what is there, and a missed bar is not passed over."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.search import MOST_READS, Result, finish, measure, missed

GOOD = Result(
    query="dense city, 2 km",
    is_near=True,
    offers=1000,
    hits=40,
    recall=1.0,
    in_order=1.0,
    seconds=[0.01, 0.02],
    reads=[60, MOST_READS],
    trips=[4, 5],
    reads_with_far=[60, MOST_READS],
)


def test_all_is_well_in_the_programme_that_is_measured(tmp_path: Path) -> None:
    results = measure(tmp_path, 150, rounds=2)
    assert missed(results) == []
    assert len(results) == 9
    assert sum(result.hits for result in results) > 10
    assert finish([GOOD]) == 0


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, recall=0.99),
        replace(GOOD, in_order=0.99),
        replace(GOOD, reads=[60, MOST_READS + 1], reads_with_far=[60, MOST_READS + 1]),
        replace(GOOD, reads_with_far=[61, MOST_READS]),
    ],
    ids=["something missed", "out of order", "too much read", "more read for what is far"],
)
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed([GOOD, worse])) == 1
    assert finish([GOOD, worse]) == 1
