"""A trial: many rounds of a race on new platforms, and the audit of each."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from functions.kernel.database import OUTBOX
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock
from tests.support.platforms import platform_on
from tests.support.races.race import Race, Stage
from tests.support.races.runners import PATIENT, Runner

BATCH = 25
"""How many rounds share a platform: its audit and its queries grow with what is there."""

_LIVE = ("confirmed", "used", "reimbursed")


@dataclass
class Tally:
    """The rounds of one kind, and what was wrong with some."""

    race: str
    rounds: int = 0
    wrong: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


Open = Callable[[str], AbstractContextManager[Platform]]
"""Opens a new platform by a name that no other has."""


def on_sqlite(folder: Path) -> Open:
    """Return what opens platforms on the embedded database, below a folder."""
    return lambda name: platform_on("sqlite", folder / name, HandClock())


def on_firestore(folder: Path, host: str) -> Open:
    """Return what opens platforms on Firestore's emulator."""
    return lambda name: platform_on("firestore", folder / name, HandClock(), host=host)


def trial(race: Race, rounds: int, *, opened: Open, runner: Runner) -> Tally:
    """Run so many rounds of a race; return what came of them."""
    tally = Tally(race.name)
    for start in range(0, rounds, BATCH):
        with opened(f"{race.name.replace(' ', '-')}-{start}") as platform:
            platform.database.policy = PATIENT
            stage = Stage(platform)
            for number in range(min(BATCH, rounds - start)):
                stage.number = number
                _run(race, stage, runner, tally)
            tally.wrong += faults(platform, has_wallets=race.has_wallets)
    return tally


def _run(race: Race, stage: Stage, runner: Runner, tally: Tally) -> None:
    prepared = race.prepare(stage)
    got = runner.run(stage.platform, prepared.acts)
    stage.platform.relay.sweep()
    tally.rounds += 1
    tally.outcomes.update(got)
    try:
        prepared.check(got)
    except AssertionError as wrong:
        tally.wrong.append(f"round {stage.number}: {got}: {wrong}")


def faults(platform: Platform, *, has_wallets: bool = True) -> Iterator[str]:
    """Yield what does not fit together: the ledger, places, claims, the outbox and notices."""
    for audit in ("audit-reimbursement", *(("audit-ledger",) if has_wallets else ())):
        report = given.run(platform, audit)
        if report.counts["faulty"] or report.failed:
            yield f"{audit}: {report.counts}"
    if waiting := given.documents(platform, OUTBOX):
        yield f"outbox: {sorted(waiting)}"
    bookings = given.documents(platform, "bookings")
    live = {name: one for name, one in bookings.items() if one["status"] in _LIVE}
    taken = Counter[str]()
    for one in live.values():
        taken[one["stock_id"]] += one["quantity"]
    for stock_id, stock in given.documents(platform, "stocks").items():
        # The shards of a stock are counted by the audit.
        if not stock["shards"] and stock["booked"] != taken[stock_id]:
            yield f"stock {stock_id}: {stock['booked']} booked, {taken[stock_id]} bookings"
