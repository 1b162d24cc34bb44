"""`python -m bench booking`: round trips and latency of a booking on each database, and a race.

Bars: at most two round trips between request and reply, and eight with all that follows by event,
by our meter and by an independent count; and the last places of a stock are all sold, and none
twice.
"""

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any

from bench.booking_tables import CALLERS, FILLING, KINDS, tables
from bench.counting import Count, counting
from bench.data import add_concert
from bench.result import IN_ALL, MOST_IN_ALL, MOST_ROUND_TRIPS, PLACES, Race, Result, missed
from bench.stage import Kind, Stage, stage_on
from bench.tables import conclude
from bench.timing import Callers, Sample
from functions.booking.store import LIVE, bookings_of_stock
from functions.kernel.database import Database, metered
from local.emulators import Unavailable

_PEOPLE = 40
_STOCKS = 64
_PER_PERSON = 8
"""Bookings of each timed kind for one person, so that none has booked every stock at the end."""

_BLOCKS = 8
_RACERS = (24, 30)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench booking")
    parser.add_argument("--bookings", type=int, default=320, help="timed calls of each kind")
    parser.add_argument("--rounds", type=int, default=5, help="races for the last places")
    parser.add_argument("--database", choices=("sqlite", "firestore"), action="append")
    options = parser.parse_args(arguments)
    results = []
    for name in options.database or ("sqlite", "firestore"):
        try:
            people = max(_PEOPLE, options.bookings // _PER_PERSON)
            with stage_on(name, people=people, stocks=_STOCKS, filling=FILLING[name]) as stage:
                result = measure(name, stage, bookings=options.bookings, rounds=options.rounds)
        except Unavailable as unavailable:
            print(f"firestore is skipped: {unavailable}\n")
            continue
        print("\n\n".join(tables(result)), end="\n\n")
        results.append(result)
    return finish(results)


def measure(name: str, stage: Stage, *, bookings: int, rounds: int) -> Result:
    """Measure everything on the database of `stage`."""
    result = Result(name)
    _warm_up(stage, calls=100)
    result.counts = count(stage)
    result.samples = time_calls(stage, bookings=bookings)
    result.parts = take_apart(stage, calls=100)
    result.races = [race(stage, callers=callers, rounds=rounds) for callers in _RACERS]
    return result


def count(stage: Stage) -> dict[str, tuple[Count, Count]]:
    """Count the database calls of one booking, by our meter and by the independent count."""
    counts: dict[str, tuple[Count, Count]] = {}
    kinds: tuple[Kind, ...] = ("use case", "whole request")
    for kind in kinds:
        with counting(stage.platform) as counted:
            (act,) = stage.acts(kind, 1)
            with metered() as meter:
                act()
        counts[kind] = (Count.of(meter), counted)
    stage.follow()
    # The first one asks who has a webhook, which an instance does once in ten seconds.
    for _ in range(2):
        with counting(stage.platform) as counted:
            (act,) = stage.acts("whole request", 1)
            with metered() as meter:
                act()
                stage.follow()
    counts[IN_ALL] = (Count.of(meter), counted)
    return counts


def time_calls(stage: Stage, *, bookings: int) -> dict[tuple[Kind, int], Sample]:
    """Time calls of every kind, in turns, so that all of them see the same load of the machine."""
    samples: dict[tuple[Kind, int], Sample] = {}
    with ExitStack() as stack:
        teams = [Callers(number) for number in CALLERS]
        for team in teams:
            stack.callback(team.close)
            team.call(stage.acts("one read, one write", 2 * team.number))
        for _ in range(_BLOCKS):
            for team in teams:
                for kind in KINDS:
                    acts = stage.acts(kind, bookings // _BLOCKS)
                    samples.setdefault((kind, team.number), Sample()).add(team.call(acts))
    return samples


def take_apart(stage: Stage, *, calls: int) -> dict[str, float]:
    """Measure the median ms that whole requests, one after the other, spend in each part."""
    spent: dict[str, list[float]] = {}
    platform = stage.platform
    database, identity = platform.database, platform.identity
    platform.use("database", Database(_Timed(database.adapter, spent)))
    platform.use("identity", _Timed(identity, spent))
    whole: list[float] = []
    for act in stage.acts("whole request", calls):
        started = time.perf_counter()
        act()
        whole.append(time.perf_counter() - started)
    platform.use("database", database)
    platform.use("identity", identity)
    names = {"verify": "token", "read": "database: read", "commit": "database: commit"}
    parts = {label: median(spent[name]) * 1000 for name, label in names.items()}
    known = [sum(times) for times in zip(*(spent[name] for name in names), strict=True)]
    rest = median(total - part for total, part in zip(whole, known, strict=True)) * 1000
    return {**parts, "the rest: routing, parsing, rules, models, answer": rest}


class _Timed:
    """A port that measures the seconds its methods take."""

    def __init__(self, port: Any, spent: dict[str, list[float]]) -> None:
        self._port = port
        self._spent = spent

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def timed(*arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return method(*arguments)
            finally:
                self._spent.setdefault(name, []).append(time.perf_counter() - started)

        return timed


def race(stage: Stage, *, callers: int, rounds: int) -> Race:
    """Let callers race for the last PLACES places of one stock after the other."""
    done = Race(callers)
    team = Callers(callers)
    try:
        # Opens the connection of every caller's thread before the first race.
        team.call(stage.acts("one read, one write", callers))
        for number in range(rounds):
            key = f"race-{callers}-{number}"
            stock_id = add_concert(stage.platform, key, quantity=PLACES)
            before = done.attempts.codes["sold"]
            done.sample.add(
                team.call(
                    [
                        stage.request(person, stock_id, attempts=done.attempts)
                        for person in stage.people[:callers]
                    ]
                )
            )
            done.sold.append(done.attempts.codes["sold"] - before)
            kept = bookings_of_stock(stage.platform.database, stock_id, status=LIVE)
            done.kept.append(sum(1 for _ in kept))
    finally:
        team.close()
    return done


def finish(results: Sequence[Result]) -> int:
    """Print how the bars were met and return the exit status."""
    if not results:
        print("No database was measured.")
        return 1
    sentences = [f"{result.name}, {text}" for result in results for text in missed(result)]
    names = " and ".join(result.name for result in results)
    return conclude(
        sentences,
        met=f"Every bar is met on {names}: {MOST_ROUND_TRIPS} round trips at most,"
        f" {MOST_IN_ALL} in all, {PLACES} of {PLACES} places sold.",
    )


def _warm_up(stage: Stage, *, calls: int) -> None:
    for kind in KINDS:
        for act in stage.acts(kind, calls):
            act()
