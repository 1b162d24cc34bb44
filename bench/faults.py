"""`python -m bench faults`: each call of each command fails once; nothing is lost or doubled."""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from bench.stage import quiet
from bench.tables import Cell, table
from tests.support.faults import Laboratory, Tally, Verdict
from tests.support.world import World

SHOWN: tuple[Verdict, ...] = ("lost", "doubled", "stuck")


def main(arguments: Sequence[str]) -> int:
    """Run the faults, print the table, and return 0 only if everything held."""
    parser = argparse.ArgumentParser("python -m bench faults")
    parser.add_argument("--every", type=int, default=1, help="fail every so many calls")
    parser.add_argument(
        "--most", type=int, default=100, help="calls of a command that fail at most, spread evenly"
    )
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="worlds side by side"
    )
    parser.add_argument("commands", nargs="*", help="only commands whose name contains this")
    options = parser.parse_args(arguments)
    names = _names(options.commands)
    if not names:
        parser.error("no command has such a name")
    tallies: dict[str, Tally] = {}
    # A forked process would share the connections of this one.
    context = get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="bench-faults-") as folder,
        context.Pool(options.processes) as processes,
    ):
        try_out = partial(_try_out, folder, options.every, options.most)
        for tally in processes.imap_unordered(try_out, names):
            tallies[tally.command] = tally
            shown = ", ".join(f"{number} {kind}" for kind, number in tally.verdicts.items())
            progress = f"{len(tallies)}/{len(names)}  {tally.command}: {shown}"
            print(progress, file=sys.stderr, flush=True)
    in_order = [tallies[name] for name in names]
    print(_table(in_order))
    broken = [f"{tally.command}: {line}" for tally in in_order for line in tally.broken]
    for line in broken:
        print(f"BROKEN  {line}")
    return 1 if broken else 0


def _names(parts: Sequence[str]) -> list[str]:
    """Return the names of the commands that contain one of `parts`; of all without any."""
    with tempfile.TemporaryDirectory(prefix="bench-faults-") as folder:
        names = [command.name for command in _laboratory(folder).commands()]
    return [name for name in names if not parts or any(part in name for part in parts)]


@cache
def _laboratory(folder: str) -> Laboratory:
    """Return the laboratory of this process, with a world of its own inside a folder."""
    with quiet():
        return Laboratory(World(Path(tempfile.mkdtemp(dir=folder))))


def _try_out(folder: str, every: int, most: int, name: str) -> Tally:
    laboratory = _laboratory(folder)
    (command,) = (found for found in laboratory.commands() if found.name == name)
    with quiet():
        return laboratory.try_out(command, every=every, most=most)


def _table(tallies: list[Tally]) -> str:
    rows: list[tuple[Cell, ...]] = [_row(t.command, t.calls, t.verdicts) for t in tallies]
    total: Counter[Verdict] = Counter()
    for tally in tallies:
        total += tally.verdicts
    rows += [(), _row("all", sum(tally.calls for tally in tallies), total)]
    return table(
        "one fault a run: a call fails before or after its effect, or the process dies after it",
        ("command", "calls", "runs", *SHOWN),
        rows,
        caption=(
            "Then the caller repeats the command, the sweep runs, every event comes once more, the"
            " last one first, and the ledger is audited. A job that takes the months of years in"
            " turn repeats itself: of many calls, as many fail as --most says."
        ),
    )


def _row(name: str, calls: int, verdicts: Counter[Verdict]) -> tuple[Cell, ...]:
    return (name, calls, verdicts.total(), *(verdicts[verdict] for verdict in SHOWN))
