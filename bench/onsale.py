"""`python -m bench onsale`: a hot event goes on sale, in a model of several designs.

Bars, for the product's own design: 500 places sold per second where a document takes one write a
second (strict) and 900 where it takes them one after another (burst); none sold twice, none left,
and 95 % of callers answered within 5 seconds.

`--real` sells an event on the product's own code and Firestore's emulator instead, and kills one of
the processes half-way. Bars: all places sold once, none left, and the audit finds no fault.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, fields

from bench import onsale_real
from bench.onsale_model import READINGS, Assumptions, Design, Reading, Run, play
from bench.stage import stage_on
from bench.tables import Cell, conclude, table
from functions.kernel.database import crowds
from functions.offers.shards import rules as shards_rules
from local.emulators import Unavailable

LEAST_PER_SECOND: dict[Reading, float] = {"burst": 900, "strict": 500}
LONGEST_P95 = 5.0

REAL = {"places": 2_000, "callers": 5_000, "threads": 40}
"""The sizes of a sale on the product's own code; threads are those of one process."""


def designs(places: int) -> list[Design]:
    """Return the designs to compare: one document first, the product's own last."""
    own = max(1, min(shards_rules.MOST_SHARDS, places // shards_rules.PLACES_OF_A_SHARD))
    most = crowds.LARGEST
    return [
        Design(name="one document"),
        Design(name="one document, together", choice="own", together=most),
        Design(name="20 shards at random", shards=20),
        Design(name="500 shards at random", shards=500),
        Design(name="1,000 shards at random", shards=1_000),
        Design(name="2,000 shards at random", shards=2_000),
        Design(name=f"{own} shards, own", shards=own, choice="own"),
        Design(name=f"{own} shards at random, together", shards=own, together=most),
        Design(name="20 shards, own, together", shards=20, choice="own", together=most),
        Design(name=f"{own} shards, own, together", shards=own, choice="own", together=most),
    ]


def main(arguments: Sequence[str]) -> int:
    """Play or sell, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench onsale")
    for one in fields(Assumptions):
        flag = "--" + one.name.replace("_", "-")
        parser.add_argument(flag, type=type(one.default), help=one.metadata["meaning"])
    parser.add_argument("--real", action="store_true", help="the product's own code; see above")
    parser.add_argument("--processes", type=int, default=4, help="real: processes of the function")
    options = vars(parser.parse_args(arguments))
    is_real, processes = options.pop("real"), options.pop("processes")
    given = {name: value for name, value in options.items() if value is not None}
    if is_real:
        return _sell(processes=processes, **{**REAL, **given})
    return _play(Assumptions(**given))


def _play(given: Assumptions) -> int:
    """Play every design in both readings."""
    print(assumed(given), end="\n\n")
    runs = [
        play(design, reading, given) for design in designs(given.places) for reading in READINGS
    ]
    print(results(runs), end="\n\n")
    own = runs[-1].design
    sentences = [text for run in runs if run.design == own for text in missed(run)]
    return conclude(sentences, met=f"Every bar is met by {own.name}.")


def _sell(*, processes: int, places: int, callers: int, threads: int) -> int:
    """Sell one event on the product's own code."""
    try:
        with stage_on("firestore", people=0, stocks=0) as stage:
            sale = onsale_real.sell(
                stage,
                places=places,
                callers=callers,
                processes=processes,
                threads=threads,
                kill=True,
            )
    except Unavailable as unavailable:
        print(f"firestore is skipped: {unavailable}")
        return 1
    print(onsale_real.results(sale), end="\n\n")
    sold = "Every bar is met: all places are sold, each once."
    return conclude(onsale_real.missed(sale), met=sold)


def assumed(given: Assumptions) -> str:
    """Return the table of assumptions."""
    meanings = {one.name: str(one.metadata["meaning"]) for one in fields(Assumptions)}
    rows = [(meanings[name], str(value)) for name, value in asdict(given).items()]
    return table("The model assumes", ("", "value"), rows)


def results(runs: Sequence[Run]) -> str:
    """Return the table of results, one row for each design and reading."""
    rows: list[Sequence[Cell]] = [
        (
            run.design.name,
            run.reading,
            run.sold_per_second,
            run.outcomes["sold"],
            run.left,
            run.oversold,
            run.outcomes["again"],
            run.p95,
            run.reads_each,
            run.commits,
        )
        for run in runs
    ]
    header = ("", "reading", "sold/s", "sold", "left", "over", "again", "p95 s", "reads", "commits")
    return table(
        "A hot event in a model",
        header,
        rows,
        texts=2,
        caption=(
            "Sold/s: until the last place was sold. Left: places left at the end. Over: places sold"
            " twice. Again: callers asked to try again. P95: latency of all answers. Reads:"
            " documents read for each place sold, by all callers. None of these latencies is"
            " Google's own."
        ),
    )


def missed(run: Run) -> list[str]:
    """Return a sentence for each bar that a run missed."""
    name = f"{run.design.name}, {run.reading}"
    sentences = []
    if run.sold_per_second < LEAST_PER_SECOND[run.reading]:
        sentences.append(
            f"{name}: {run.sold_per_second:.0f} places per second,"
            f" the bar is {LEAST_PER_SECOND[run.reading]:.0f}"
        )
    if run.oversold or run.left:
        sentences.append(f"{name}: {run.oversold} places were sold twice, {run.left} are left")
    if run.p95 >= LONGEST_P95:
        sentences.append(f"{name}: the p95 is {run.p95:.1f} s, the bar is {LONGEST_P95:.0f} s")
    return sentences
