"""`python -m bench rush`: 500 concurrent callers for the 100 places of one event.

Bars: exactly as many places are sold as there are; every other caller is refused because none is
left, or asked to try again; and money is conserved, by the audit of the ledger.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.data import PRICE_CENTS, Person, add_concert
from bench.instances import Answer, Instances
from bench.stage import Stage, stage_on
from bench.tables import Cell, conclude, table
from bench.timing import percentile
from functions.booking.store import LIVE, bookings_of_stock
from functions.kernel.jobs import run_job
from functions.offers.shards.service import gathered
from functions.offers.store import stocks
from functions.wallet.store import wallets
from local.emulators import Unavailable

_TOLERATED = {"sold", "sold_out", "contention"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """The outcome of one rush."""

    database: str
    instances: int
    places: int
    answers: Sequence[Answer]
    elapsed: float
    """Seconds from the first call to the last answer."""

    kept: int
    """Bookings in the database afterwards."""

    taken: int
    """Places that the stock counts as booked."""

    held_cents: int
    """Credit that all wallets hold for it."""

    faulty: int
    """Wallets that the audit found faulty."""

    codes: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", Counter(answer.code for answer in self.answers))

    def percentile_ms(self, part: float, *, sold: bool) -> float | None:
        """Return a percentile of the latency of callers who got a place, or of the others."""
        seconds = [one.seconds for one in self.answers if (one.code == "sold") is sold]
        return percentile(seconds, part) * 1000 if seconds else None

    @property
    def retries_each(self) -> float | None:
        """Units of work that had to be retried, for each place sold."""
        sold = self.codes["sold"]
        return sum(answer.lost for answer in self.answers) / sold if sold else None


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench rush")
    parser.add_argument("--callers", type=int, default=500, help="concurrent callers")
    parser.add_argument("--places", type=int, default=100, help="of the one event")
    parser.add_argument("--wallets", type=int, default=1000, help="beneficiaries, who take turns")
    parser.add_argument("--instances", type=int, nargs="+", default=[1, 4], help="processes")
    parser.add_argument("--database", choices=("sqlite", "firestore"), action="append")
    options = parser.parse_args(arguments)
    done: list[Rush] = []
    for name in options.database or ("sqlite", "firestore"):
        try:
            with stage_on(name, people=options.wallets, stocks=0) as stage:
                done += measure(
                    name,
                    stage,
                    callers=options.callers,
                    places=options.places,
                    instances=options.instances,
                )
        except Unavailable as unavailable:
            print(f"firestore is skipped: {unavailable}\n")
    if done:
        print(_table(done), end="\n\n")
    return finish(done)


def measure(
    name: str, stage: Stage, *, callers: int, places: int, instances: Sequence[int]
) -> list[Rush]:
    """Measure a rush on a new event for each number of instances, by the next of the people."""
    done = []
    for turn, number in enumerate(instances):
        first = turn * callers % len(stage.people)
        crowd = (stage.people * 2)[first : first + callers]
        done.append(rush(name, stage, f"rush-{number}", crowd, places=places, instances=number))
    return done


def rush(
    name: str, stage: Stage, key: str, crowd: Sequence[Person], *, places: int, instances: int
) -> Rush:
    """Let a crowd book one new event at once, through several instances."""
    platform = stage.platform
    stock_id = add_concert(platform, key, quantity=places)
    before = _held_cents(stage)
    with Instances(platform.settings, instances) as several:
        answers, elapsed = several.book(crowd, stock_id)
    audit = run_job(platform, "audit-ledger", platform.clock.now())
    return Rush(
        database=name,
        instances=instances,
        places=places,
        answers=answers,
        elapsed=elapsed,
        kept=sum(1 for _ in bookings_of_stock(platform.database, stock_id, status=LIVE)),
        taken=platform.database.run(lambda work: gathered(work, stocks.get(work, stock_id))).booked,
        held_cents=_held_cents(stage) - before,
        faulty=audit.counts["faulty"] + audit.counts["undecided"] + audit.counts["unfinished"],
    )


def _held_cents(stage: Stage) -> int:
    return sum(wallet.held_cents for _, wallet in wallets.stream(stage.platform.database))


def missed(done: Rush) -> list[str]:
    """Return a sentence for each bar that a rush missed."""
    sentences = []
    sold = done.codes["sold"]
    expected = min(done.places, len(done.answers))
    if not sold == done.kept == done.taken == expected:
        sentences.append(
            f"{expected} places: {sold} were confirmed, {done.kept} bookings are stored, and"
            f" the stock counts {done.taken}"
        )
    if others := done.codes.keys() - _TOLERATED:
        sentences.append(f"unexpected answers: {', '.join(sorted(others))}")
    if done.held_cents != PRICE_CENTS * done.kept or done.faulty:
        sentences.append(
            f"{done.kept} places cost {PRICE_CENTS * done.kept} cents, {done.held_cents} are held,"
            f" and the audit finds {done.faulty} faulty wallets"
        )
    return sentences


def finish(rushes: Sequence[Rush]) -> int:
    """Print how the bars were met and return the exit status."""
    if not rushes:
        print("No database was measured.")
        return 1
    sentences = [
        f"{done.database}, {done.instances} instances, {text}"
        for done in rushes
        for text in missed(done)
    ]
    met = "Every bar is met: each place is sold exactly once, and the ledger balances."
    return conclude(sentences, met=met)


def _table(rushes: Sequence[Rush]) -> str:
    rows: list[Sequence[Cell]] = [
        (
            done.database,
            done.instances,
            len(done.answers),
            done.codes["sold"],
            done.codes["sold_out"],
            done.codes["contention"],
            done.percentile_ms(0.5, sold=True),
            done.percentile_ms(0.95, sold=True),
            done.percentile_ms(0.95, sold=False),
            done.elapsed * 1000,
            done.retries_each,
        )
        for done in rushes
    ]
    header = (
        *("", "instances", "callers", "sold", "sold out", "again"),
        *("p50 ms", "p95 ms", "others' p95", "all ms", "retries"),
    )
    return table(
        "The places of one event, all callers at once",
        header,
        rows,
        caption=(
            "Whole requests, by threads of several processes, each with the app that"
            " functions-framework makes. p50 and p95: callers who got a place; others' p95: those"
            " who did not. Again: asked to try again. All ms: from the first call to the last"
            " answer. Retries: units of work that had to run again, for each place sold."
        ),
    )
