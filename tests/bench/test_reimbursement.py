"""The reimbursement benchmark counts right, and a missed bar is not passed over."""

from dataclasses import replace

import pytest

from bench.reimbursement import Result, finish, measure, missed

FEW = Result(
    bookings=10_000,
    venues=100,
    step="price",
    number=10_000,
    seconds=2.0,
    cpu=2.0,
    reads=10_900,
    writes=20_300,
    grown_mb=2.0,
    open_cents=0,
)
MANY = replace(
    FEW, bookings=100_000, venues=1000, number=100_000, seconds=20.0, cpu=20.0, reads=109_000
)


def test_each_step_prices_all_and_reads_the_same_among_many() -> None:
    results = measure((200, 400))
    assert [one.step for one in results] == [
        prefix + step
        for prefix in ("", "more: ")
        for step in ("receivable", "price", "batch", "write")
    ] * 4
    assert all(one.open_cents == 0 for one in results if one.step.endswith("price"))
    assert {one.reads_each for one in results if one.step.endswith("receivable")} == {6.0}
    assert max(one.reads_each for one in results if one.step == "price") < 1.15
    # Each booking in a batch is a line, its receivable, and an entry.
    assert all(3 <= one.writes / one.number < 3.2 for one in results if "batch" in one.step)


def test_results_within_the_bars_pass() -> None:
    assert finish([FEW, MANY]) == 0


@pytest.mark.parametrize(
    "worse",
    [
        replace(MANY, open_cents=1),
        replace(MANY, reads=111_000),
        replace(MANY, cpu=27.0),
        replace(MANY, grown_mb=12.5),
    ],
    ids=["one without a price", "more reads", "slower", "more memory"],
)
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed([FEW, worse])) == 1
    assert finish([FEW, worse]) == 1
