"""The benchmark of a rush counts right, and a missed bar is not passed over."""

from dataclasses import replace

import pytest

from bench.data import PRICE_CENTS
from bench.instances import Answer
from bench.rush import Rush, finish, measure, missed
from bench.stage import stage_on

SOLD = Answer("sold", 0.5, attempts=2, lost=1)
REFUSED = Answer("sold_out", 0.6, attempts=1, lost=0)
AGAIN = Answer("contention", 12.0, attempts=9, lost=9)
GOOD = Rush(
    database="sqlite",
    instances=1,
    places=2,
    answers=[SOLD, SOLD, REFUSED, AGAIN],
    elapsed=12.0,
    kept=2,
    taken=2,
    held_cents=2 * PRICE_CENTS,
    faulty=0,
)


def test_a_small_rush_is_met_by_one_instance_and_by_two() -> None:
    with stage_on("sqlite", people=12, stocks=0) as stage:
        done = measure("sqlite", stage, callers=6, places=4, instances=(1, 2))
    assert [one.instances for one in done] == [1, 2]
    for one in done:
        assert one.codes == {"sold": 4, "sold_out": 2}
        assert (one.kept, one.taken, one.held_cents) == (4, 4, 4 * PRICE_CENTS)
        assert missed(one) == []


def test_retries_are_counted_for_each_place_sold() -> None:
    assert GOOD.retries_each == 11 / 2
    assert replace(GOOD, answers=[AGAIN]).retries_each is None


def test_latency_is_that_of_those_who_were_sold_a_place_or_of_the_others() -> None:
    assert GOOD.percentile_ms(0.95, sold=True) == 500
    assert GOOD.percentile_ms(0.95, sold=False) == 12_000
    assert replace(GOOD, answers=[SOLD]).percentile_ms(0.95, sold=False) is None


def test_a_rush_within_the_bars_passes() -> None:
    assert finish([GOOD]) == 0


def test_no_rush_is_no_pass() -> None:
    assert finish([]) == 1


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, answers=[SOLD] * 3),
        replace(GOOD, answers=[SOLD, REFUSED, REFUSED]),
        replace(GOOD, taken=3),
        replace(GOOD, kept=1, held_cents=PRICE_CENTS),
        replace(GOOD, answers=[SOLD, SOLD, Answer("internal_error", 1.0, 1, 0)]),
        replace(GOOD, held_cents=3 * PRICE_CENTS),
        replace(GOOD, faulty=1),
    ],
    ids=[
        *("a place sold twice", "a place left", "a wrong count", "a booking lost", "a fault"),
        *("a cent too many", "a wallet at fault"),
    ],
)
def test_a_worse_rush_misses_a_bar(worse: Rush) -> None:
    assert len(missed(worse)) == 1
    assert finish([GOOD, worse]) == 1
