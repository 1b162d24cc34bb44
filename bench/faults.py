"""`python -m bench faults`: each call of each command fails once; nothing is lost or doubled."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
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
    parser.add_argument("commands", nargs="*", help="only commands whose name contains this")
    options = parser.parse_args(arguments)
    tallies = []
    with tempfile.TemporaryDirectory(prefix="bench-faults-") as folder, quiet():
        world = World(Path(folder))
        laboratory = Laboratory(world)
        for command in laboratory.commands():
            if not options.commands or any(part in command.name for part in options.commands):
                tallies.append(laboratory.try_out(command, every=options.every))
        world.close()
    print(_table(tallies))
    broken = [f"{tally.command}: {line}" for tally in tallies for line in tally.broken]
    for line in broken:
        print(f"BROKEN  {line}")
    return 1 if broken else 0


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
            " last one first, and the ledger is audited."
        ),
    )


def _row(name: str, calls: int, verdicts: Counter[Verdict]) -> tuple[Cell, ...]:
    return (name, calls, verdicts.total(), *(verdicts[verdict] for verdict in SHOWN))
