"""`python -m bench reimbursement`: the cost of a receivable, its price and its payment, among more.

Each size is also put in a batch, and written out: payment file, accounting, statements as CSV.

Bars: each booking of the same number of venues, and of one venue alone, is read as often among ten
times as many; takes at most 1.3 times as long; and memory grows by at most 10 MB more. After all
of them, more bookings cost what the first ones did: the history is not read again.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.processes import peak_mb, resident_mb
from bench.reimbursement_data import add_accounts, add_used, add_venues, events, used_at
from bench.stage import quiet
from bench.tables import conclude, ratio, table
from functions.kernel.calendar_days import PARIS, day_start, local_day
from functions.kernel.config import Settings
from functions.kernel.database import metered
from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform, use_platform
from functions.reimbursement.accounting.rules import rows_of
from functions.reimbursement.accounting.texts import accounting_csv
from functions.reimbursement.audit.service import balances
from functions.reimbursement.batches import service as batches_service
from functions.reimbursement.batches.rules import DUE_AFTER
from functions.reimbursement.batches.store import batches
from functions.reimbursement.folds.rules import PRICING_GRACE
from functions.reimbursement.payment_files.service import payment_file
from functions.reimbursement.payouts.store import stream_payouts
from functions.reimbursement.receivables.service import follow_event
from functions.reimbursement.rules.data import load_scale
from functions.reimbursement.sepa.models import Debtor
from functions.reimbursement.settlements.store import statements, stream_lines
from functions.reimbursement.statements.rules import booking_line, facts_of
from functions.reimbursement.statements.texts import statements_csv
from main import load_all
from tests.support.bank_values import IBAN

MOST = 1.3
"""How many times as long a booking may take among ten times as many."""

MOST_GROWTH_MB = 10
"""By how many MB more the memory may grow during a step over ten times as many."""

EACH_VENUE = 100
MORE, MORE_EACH = 1000, 10
"""How many bookings come after all others, at least, and at each venue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The cost of one step for a number of bookings."""

    bookings: int
    venues: int
    step: str
    number: int
    """How many bookings the step was for."""
    seconds: float
    cpu: float
    reads: int
    writes: int
    grown_mb: float
    """Memory that the process gained at the peak of the step; not known outside Linux."""
    open_cents: int
    """Captured credit without a price afterwards."""

    @property
    def reads_each(self) -> float:
        """Documents read for each booking."""
        return self.reads / self.number


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench reimbursement")
    parser.add_argument("--bookings", type=int, nargs=2, default=(10_000, 100_000))
    options = parser.parse_args(arguments)
    results = measure(options.bookings)
    print(_table(results), end="\n\n")
    return finish(results)


def measure(sizes: Sequence[int]) -> list[Result]:
    """Measure each size with a hundred bookings a venue, and with all at one venue."""
    shapes = [(size, max(1, size // EACH_VENUE)) for size in sizes] + [(size, 1) for size in sizes]
    # Each in a process of its own, so that the peak of memory is its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        return [result for found in pool.map(_measured, shapes) for result in found]


def _measured(shape: tuple[int, int]) -> list[Result]:
    bookings, of_venues = shape
    load_all()
    with (
        tempfile.TemporaryDirectory(prefix="bench-reimbursement-") as folder,
        quiet(),
        closing(Platform(Settings(data=Path(folder), relay="trigger"), is_durable=False)) as one,
    ):
        use_platform(one)
        adapter = one.database.adapter
        add_venues(adapter, of_venues)
        add_accounts(adapter, one.encryption, of_venues)
        results = []
        for name, numbers in (
            ("", range(bookings)),
            ("more: ", range(bookings, bookings + max(MORE, MORE_EACH * of_venues))),
        ):
            add_used(adapter, numbers, of_venues=of_venues)
            steps: Mapping[str, Callable[[], None]] = {
                "receivable": partial(_follow, one, numbers, of_venues),
                "price": partial(_price, one, numbers),
                "batch": partial(_batch, one, numbers),
                "write": partial(_write, one),
            }
            results += [
                _timed(one, name + step, shape, len(numbers), run) for step, run in steps.items()
            ]
        use_platform(None)
    return results


def _follow(platform: Platform, numbers: range, of_venues: int) -> None:
    scale, database = load_scale("fr"), platform.database
    for event in events(numbers, of_venues=of_venues):
        database.run(partial(follow_event, event=event, scale=scale, now=event.at))


def _price(platform: Platform, numbers: range) -> None:
    at = used_at(numbers.stop) + PRICING_GRACE
    # A run leaves a long fold to the next one after a minute.
    while run_job(platform, "price-receivables", at).counts["folds"]:
        pass


def _batch(platform: Platform, numbers: range) -> None:
    """Take everything into the batch of the day after the last use."""
    at = _cutoff(numbers) + DUE_AFTER
    database = platform.database
    database.run(partial(batches_service.begin, cutoff_at=_cutoff(numbers), by=None, now=at))
    for name in ("prepare-batches", "prepare-payouts", "prepare-batches"):
        run_job(platform, name, at)


def _cutoff(numbers: range) -> datetime:
    # What comes later has a batch of its own.
    days = timedelta(days=2 if numbers.start else 1)
    return day_start(local_day(used_at(numbers.stop), PARIS) + days, PARIS)


def _write(platform: Platform) -> None:
    """Write out the payment file of the last batch, its accounting, and each statement as CSV."""
    database = platform.database
    latest = max((one for _, one in batches.stream(database)), key=lambda one: one.number)
    payouts = stream_payouts(database, latest.id)
    rows = (
        row
        for payout in payouts
        for row in rows_of(payout, stream_lines(database, payout.settlement_id))
    )
    _read_through(accounting_csv(rows))
    for payout in stream_payouts(database, latest.id):
        if payout.statement_id is None:
            continue
        stored = database.run(partial(statements.get, document_id=payout.statement_id))
        facts = facts_of(stored)
        lines = stream_lines(database, payout.settlement_id)
        _read_through(statements_csv(map(partial(booking_line, facts=facts, stored=stored), lines)))
    debtor = Debtor(name="Passe", iban=IBAN)
    payment_file(database, platform.encryption, lambda: debtor, latest.id, now=latest.created_at)


def _read_through(pieces: Iterable[str]) -> None:
    for _ in pieces:
        pass


def _timed(
    platform: Platform, step: str, shape: tuple[int, int], number: int, run: Callable[[], None]
) -> Result:
    before = _reset_peak()
    cpu, started = time.process_time(), time.perf_counter()
    with metered() as meter:
        run()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    grown = peak_mb() - before
    left = sum(balance.open_cents for balance in balances(platform.database).values())
    return Result(
        bookings=shape[0],
        venues=shape[1],
        step=step,
        number=number,
        seconds=seconds,
        cpu=cpu,
        reads=meter.documents_read,
        writes=meter.documents_written,
        grown_mb=grown,
        open_cents=left,
    )


def _reset_peak() -> float:
    """Start the peak of this process's memory again; return the memory it has, in MB."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return resident_mb()


def _pairs(results: Sequence[Result]) -> list[tuple[Result, Result]]:
    """Return each result of few bookings with the one of many."""
    smallest = min(result.bookings for result in results)
    few = [result for result in results if result.bookings == smallest]
    many = [result for result in results if result.bookings != smallest]
    return list(zip(few, many, strict=True))


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each bar that the results missed."""
    sentences = []
    for few, many in _pairs(results):
        what = f"{many.step}, {many.bookings:,} bookings of {many.venues:,} venues"
        for one in (few, many):
            if one.step.endswith("price") and one.open_cents:
                sentences.append(f"{what}: {one.open_cents} cents have no price")
        if many.reads_each > few.reads_each * 1.01:
            sentences.append(
                f"{what}: {many.reads_each:.3f} reads each, the bar is {few.reads_each:.3f}"
            )
        if many.cpu / many.number > few.cpu / few.number * MOST:
            sentences.append(
                f"{what}: {ratio(many.cpu / many.number, few.cpu / few.number)} the time,"
                f" the bar is {MOST}"
            )
        if many.grown_mb > few.grown_mb + MOST_GROWTH_MB:
            sentences.append(
                f"{what}: memory grows by {many.grown_mb:.0f} MB instead of {few.grown_mb:.0f}"
            )
    return sentences


def finish(results: Sequence[Result]) -> int:
    """Print how the bars were met and return the exit status."""
    met = "Every bar is met: a booking costs the same among many as among few."
    return conclude(missed(results), met=met)


def _table(results: Sequence[Result]) -> str:
    rows = [
        (
            f"{one.step}",
            f"{one.bookings:,}",
            f"{one.venues:,}",
            one.number / one.seconds,
            f"{one.reads_each:.3f}",
            f"{one.writes / one.number:.3f}",
            one.seconds / one.number * 1000,
            one.cpu / one.number * 1000,
            one.grown_mb,
        )
        for one in results
    ]
    header = (
        *("sqlite", "bookings", "venues", "per second", "read each", "written", "ms each"),
        *("CPU ms", "grown MB"),
    )
    return table(
        "Receivables that follow their bookings, their prices, batches, and what is written out",
        header,
        rows,
        caption=(
            f"More: {MORE:,} bookings, or {MORE_EACH} a venue, that come after all others were"
            " priced. Read and written: documents for each booking. Grown: memory that the process"
            " gained at the peak of the step."
        ),
    )
