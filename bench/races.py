"""`python -m bench races`: callers meet on the same documents; each kind of race ends right."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.stage import quiet
from bench.tables import Cell, table
from local.emulators import Unavailable, environment, running
from tests.support.races.kinds import KINDS
from tests.support.races.race import Race
from tests.support.races.runners import Threads, processes
from tests.support.races.trial import Tally, on_firestore, on_sqlite, trial

Run = Callable[[Race, int], Tally]


def main(arguments: Sequence[str]) -> int:
    """Run the races, print the table, and return 0 only if every round ended right."""
    parser = argparse.ArgumentParser("python -m bench races")
    parser.add_argument("--rounds", type=int, default=100, help="rounds of each kind on SQLite")
    parser.add_argument("--emulated", type=int, help="rounds on Firestore's emulator; a tenth")
    parser.add_argument("kinds", nargs="*", help="only kinds whose name contains this")
    options = parser.parse_args(arguments)
    emulated = max(1, options.rounds // 10) if options.emulated is None else options.emulated
    chosen = [
        kind
        for kind in KINDS
        if not options.kinds or any(part in kind.name for part in options.kinds)
    ]
    rows: list[tuple[Cell, ...]] = []
    wrong: list[str] = []
    with _runs(has_emulator=emulated > 0) as runs:
        shares = (-(-options.rounds // 2), options.rounds // 2, emulated)
        for kind in chosen:
            started = time.perf_counter()
            with quiet():
                tallies = [
                    run(kind, share) for run, share in zip(runs, shares, strict=False) if share
                ]
            found = [f"{kind.name}: {line}" for tally in tallies for line in tally.wrong]
            counts = [tally.rounds for tally in tallies] + [0] * (3 - len(tallies))
            rows.append((kind.name, *counts, len(found), time.perf_counter() - started))
            wrong += found
    print(_table(rows))
    for line in wrong:
        print(f"WRONG  {line}")
    return 1 if wrong else 0


@contextmanager
def _runs(*, has_emulator: bool) -> Iterator[list[Run]]:
    """Provide the runs by threads, by processes and, where it is there, on the emulator."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-races-")))
        threads, several = Threads(), stack.enter_context(processes())
        runs: list[Run] = [
            lambda kind, n: trial(kind, n, opened=on_sqlite(folder / "threads"), runner=threads),
            lambda kind, n: trial(kind, n, opened=on_sqlite(folder / "processes"), runner=several),
        ]
        if has_emulator:
            try:
                host = stack.enter_context(running("firestore"))
            except Unavailable as unavailable:
                print(f"not on Firestore's emulator: {unavailable}")
            else:
                stack.enter_context(environment(FIRESTORE_EMULATOR_HOST=host))
                opened = on_firestore(folder / "firestore", host)
                runs.append(lambda kind, n: trial(kind, n, opened=opened, runner=threads))
        yield runs


def _table(rows: list[tuple[Cell, ...]]) -> str:
    sums = [sum(int(row[column] or 0) for row in rows) for column in range(1, 5)]
    seconds = sum(float(row[5] or 0) for row in rows)
    return table(
        "rounds in which callers start at the same time on the same documents",
        ("kind", "threads", "processes", "emulator", "wrong ends", "s"),
        [*rows, (), (f"{len(rows)} kinds", *sums, seconds)],
        caption=(
            "Threads and processes race on SQLite, threads on Firestore's emulator. After each"
            " round its own facts are checked in exact cents, places and winners; after each 25 the"
            " ledger, the stocks and the claims are audited."
        ),
    )
