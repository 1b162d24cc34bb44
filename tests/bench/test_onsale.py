"""The model of a hot event sells every place once, and its bars can be missed."""

from dataclasses import replace

import pytest

from bench import onsale_real
from bench.onsale import assumed, designs, main, missed, results
from bench.onsale_model import READINGS, Assumptions, Design, Reading, Run, play
from bench.onsale_real import Call, Sale

SMALL = Assumptions(places=600, callers=1_200, calls_per_second=300, instances=4, retries=100)

GOOD = Run(
    design=Design(name="own"),
    reading="burst",
    ended=1.0,
    seconds=[0.1],
    outcomes=Run(design=Design(name=""), reading="burst").outcomes,
)
GOOD.outcomes["sold"] = 1_000


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("design", designs(600)[1:], ids=lambda design: design.name)
def test_every_design_sells_each_place_once(design: Design, reading: Reading) -> None:
    run = play(design, reading, SMALL)
    assert run.oversold == 0
    assert run.outcomes["sold"] + run.left == 600
    assert sum(run.outcomes.values()) == len(run.seconds) == 1_200


def test_one_document_takes_one_write_a_second_where_the_reading_is_strict() -> None:
    few = replace(SMALL, places=10, callers=10, instances=1)
    burst = play(Design(name=""), "burst", few)
    strict = play(Design(name=""), "strict", few)
    assert (burst.commits, strict.commits) == (10, 10)
    assert burst.ended < 1
    assert 9 < strict.ended < 10


def test_bookings_of_one_instance_commit_together() -> None:
    few = replace(SMALL, places=100, callers=100, calls_per_second=10_000, instances=1)
    run = play(Design(name="", choice="own", together=50), "strict", few)
    assert run.outcomes == {"sold": 100}
    assert run.commits <= 4


def test_a_booking_lost_too_often_is_asked_to_try_again() -> None:
    run = play(Design(name=""), "burst", replace(SMALL, retries=0))
    assert run.outcomes["again"] > 0
    assert run.left > 0


def test_the_same_seed_gives_the_same_run() -> None:
    design = designs(600)[-1]
    first, second = (play(design, "burst", SMALL) for _ in range(2))
    assert first.seconds == second.seconds
    assert play(design, "burst", replace(SMALL, seed=2)).seconds != first.seconds


def test_run_within_the_bars_misses_none() -> None:
    assert missed(GOOD) == []


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, ended=2.0),
        replace(GOOD, reading="strict", ended=3.0),
        replace(GOOD, left=1),
        replace(GOOD, oversold=1),
        replace(GOOD, seconds=[5.0]),
    ],
    ids=["slow burst", "slow strict", "left", "sold twice", "late"],
)
def test_worse_run_misses_a_bar(worse: Run) -> None:
    assert len(missed(worse)) == 1


def test_tables_show_each_assumption_and_each_run() -> None:
    assert "10000" in assumed(Assumptions())
    assert "own" in results([GOOD])


def test_slow_sale_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--places", "400", "--callers", "500", "--calls-per-second", "50"]) == 1
    assert "MISSED" in capsys.readouterr().out


SALE = Sale(
    places=2,
    processes=2,
    killed=1,
    calls=[Call(0, "sold", 0.1), Call(1, "sold", 0.1), Call(2, "sold_out", 0.1)],
    elapsed=1.0,
    booked=2,
    left=0,
    faulty=0,
)


def test_sale_within_the_bars_misses_none() -> None:
    assert onsale_real.missed(SALE) == []
    assert "1 killed" in onsale_real.results(SALE)


@pytest.mark.parametrize(
    "worse",
    [
        replace(SALE, booked=3),
        replace(SALE, left=1),
        replace(SALE, calls=SALE.calls[1:]),
        replace(SALE, calls=[*SALE.calls, Call(3, "internal_error", 0.1)]),
        replace(SALE, faulty=1),
    ],
    ids=["sold twice", "left", "an answer lost", "a fault", "the audit"],
)
def test_worse_sale_misses_a_bar(worse: Sale) -> None:
    assert len(onsale_real.missed(worse)) == 1
