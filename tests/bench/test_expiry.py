"""The expiry benchmark counts right, and a missed bar is not passed over."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.expiry import Places, Result, finish, measure, missed

FEW = Result(
    database="sqlite",
    bookings=10_000,
    due=1000,
    workers=1,
    expired=1000,
    seconds=1.0,
    cpu=0.5,
    reads=7001,
    held_cents=0,
)
MANY = replace(FEW, bookings=100_000)
SEVERAL = replace(MANY, workers=4, reads=None)


def test_what_is_due_expires_at_seven_reads_each_by_one_worker_and_by_several(
    tmp_path: Path,
) -> None:
    results = measure("sqlite", Places("sqlite", tmp_path), (150, 200), due=110, workers=2)
    assert [one.expired for one in results] == [110] * 4
    assert {one.held_cents for one in results} == {0}
    # Two pages, the second of which is not full, and so shows the end; the job's last run twice.
    assert [one.reads for one in results] == [772, None, 772, None]
    assert missed(results) == []


def test_results_within_the_bars_pass() -> None:
    assert finish([FEW, MANY, SEVERAL]) == 0


def test_no_result_is_no_pass() -> None:
    assert finish([]) == 1


@pytest.mark.parametrize(
    "worse",
    [
        replace(SEVERAL, expired=999),
        replace(SEVERAL, expired=1001),
        replace(SEVERAL, held_cents=200),
        replace(MANY, reads=7002),
    ],
    ids=["one left", "one too many", "a place still held", "one more read"],
)
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed([FEW, worse])) == 1
    assert finish([FEW, worse]) == 1


def test_too_many_reads_are_too_many_also_when_they_are_as_many_among_few() -> None:
    worse = [replace(one, reads=7030) for one in (FEW, MANY)]
    assert len(missed(worse)) == 2
