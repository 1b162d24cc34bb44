"""The booking benchmark counts right, and a missed bar is not passed over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.booking import count, finish, race
from bench.counting import Count
from bench.result import IN_ALL, MOST_IN_ALL, PLACES, Race, Result, missed
from bench.stage import Stage, open_stage

GOOD = Count(2, 5, 9, 1)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage("sqlite", tmp_path, people=3, stocks=2) as opened:
        yield opened


def result(*, meter: Count = GOOD, independent: Count = GOOD, sold: int = PLACES) -> Result:
    races = [Race(callers=30, sold=[PLACES, sold], kept=[PLACES, sold])]
    return Result("sqlite", counts={"whole request": (meter, independent)}, races=races)


def test_a_booking_takes_two_round_trips_by_either_count(stage: Stage) -> None:
    counts = count(stage)
    assert set(counts) == {"use case", "whole request", IN_ALL}
    for kind, (meter, independent) in counts.items():
        assert meter == independent
        assert independent.round_trips == (MOST_IN_ALL if kind == IN_ALL else 2)
        assert independent.documents_written > 0


def test_as_many_are_sold_as_are_kept(stage: Stage) -> None:
    done = race(stage, callers=3, rounds=1)
    assert done.sold == done.kept == [3]


def test_a_result_within_the_bars_passes() -> None:
    assert finish([result()]) == 0


def test_no_result_is_no_pass() -> None:
    assert finish([]) == 1


@pytest.mark.parametrize(
    "worse",
    [
        result(meter=replace(GOOD, round_trips=3), independent=replace(GOOD, round_trips=3)),
        result(independent=replace(GOOD, documents_read=6)),
        result(sold=PLACES + 1),
        result(sold=PLACES - 1),
    ],
    ids=["a third round trip", "a meter that is wrong", "a place sold twice", "a place left"],
)
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed(worse)) == 1
    assert finish([result(), worse]) == 1
