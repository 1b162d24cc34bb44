"""`python -m bench audit`: the cost of auditing a wallet, among few and among many.

Bars: with ten times as many wallets, each takes at most 1.3 times as long, and the pass at most 1.1
times the memory; and every document is read once, apart from one answer that ends each collection
and the progress that is stored after each page.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.audit_data import BOOKINGS, COLLECTIONS, DOCUMENTS, ENTRIES, NOW, add_wallets
from bench.processes import peak_mb, resident_mb
from bench.tables import conclude, ratio, table
from functions.booking.audit.service import PAGE, walk
from functions.kernel.config import Settings
from functions.kernel.database import metered
from functions.kernel.platform import Platform

MOST = 1.3
"""How many times as long a wallet may take among ten times as many."""

MOST_MEMORY = 1.1
"""How many times the memory a pass may take over ten times as many wallets."""

_SIZES = (1000, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The cost of one pass over a whole ledger, and of reading the same documents once."""

    wallets: int
    documents_read: int
    seconds: float
    reading_seconds: float
    peak_mb: float
    grown_mb: float
    """Memory that the process gained by the pass."""

    @property
    def ms_each(self) -> float:
        """The time for each wallet, in ms."""
        return self.seconds / self.wallets * 1000


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench audit")
    parser.add_argument("--wallets", type=int, nargs=2, default=_SIZES, metavar=("FEW", "MANY"))
    parser.add_argument("--rounds", type=int, default=5, help="passes over each ledger")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-audit-") as folder:
        results = measure(Path(folder), options.wallets, rounds=options.rounds)
    print(_table(results), end="\n\n")
    return finish(results)


def measure(folder: Path, sizes: Sequence[int], *, rounds: int) -> list[Result]:
    """Audit a ledger of each size, in turns; return the fastest pass over each."""
    folders = [folder / str(size) for size in sizes]
    for at, size in zip(folders, sizes, strict=True):
        with closing(Platform(Settings(data=at))) as platform:
            add_wallets(platform.database.adapter, size)
    # Each pass is the first of its process, so that the peak of memory is its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        walks = [list(pool.map(audit, folders)) for _ in range(rounds)]
    of_each = zip(*walks, strict=True)
    return [min(results, key=lambda result: result.seconds) for results in of_each]


def audit(folder: Path) -> Result:
    """Measure a pass over the ledger in a folder, and reading its documents."""
    with closing(Platform(Settings(data=folder))) as platform:
        database = platform.database
        before = resident_mb()
        with metered() as meter:
            started = time.perf_counter()
            walked, is_done = walk(database, now=NOW, may_go_on=lambda: True)
            seconds = time.perf_counter() - started
        assert is_done
        assert (walked.faulty, walked.undecided) == (0, 0)
        peak = peak_mb()
        started = time.perf_counter()
        for collection in COLLECTIONS:
            for _ in collection.stream(database, page=PAGE):
                pass
        reading_seconds = time.perf_counter() - started
    return Result(
        wallets=walked.wallets,
        documents_read=meter.documents_read,
        seconds=seconds,
        reading_seconds=reading_seconds,
        peak_mb=peak,
        grown_mb=peak - before,
    )


def expected_reads(wallets: int, *, page: int = PAGE) -> int:
    """Return how many documents a pass has to read when nothing is faulty."""
    each = (1, ENTRIES, BOOKINGS, BOOKINGS)
    # A collection whose last page is full has one more answer, which is empty and costs a read; so
    # does the empty collection of findings.
    ends = sum(wallets * number % page == 0 for number in each) + 1
    pages = wallets // page + 1
    return wallets * DOCUMENTS + ends + 1 + pages


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each bar that a result missed."""
    few, many = results
    sentences = []
    for result in results:
        expected = expected_reads(result.wallets)
        if result.documents_read != expected:
            sentences.append(
                f"{result.wallets} wallets: {result.documents_read} documents were read,"
                f" the bar is {expected}"
            )
    if many.ms_each > MOST * few.ms_each:
        sentences.append(
            f"a wallet takes {ratio(many.ms_each, few.ms_each)} among {many.wallets},"
            f" the bar is {MOST}"
        )
    if many.peak_mb > MOST_MEMORY * few.peak_mb:
        sentences.append(
            f"memory is {ratio(many.peak_mb, few.peak_mb)} with {many.wallets} wallets,"
            f" the bar is {MOST_MEMORY}"
        )
    return sentences


def finish(results: Sequence[Result]) -> int:
    """Print how the bars were met and return the exit status."""
    return conclude(
        missed(results),
        met=f"Every bar is met: at most x {MOST} for each wallet and x {MOST_MEMORY} memory,"
        " each document read once.",
    )


def _table(results: Sequence[Result]) -> str:
    few = results[0]
    rows = [
        (
            f"{result.wallets:,}",
            f"{result.wallets * DOCUMENTS:,}",
            result.wallets / result.seconds,
            f"{result.documents_read / result.wallets:.3f}",
            result.ms_each,
            ratio(result.ms_each, few.ms_each),
            ratio(result.seconds, result.reading_seconds),
            result.peak_mb,
            result.grown_mb,
        )
        for result in results
    ]
    header = (
        *("wallets", "documents", "wallets/s", "read each", "ms each", "to fewer", "to reading"),
        *("peak MB", "grown MB"),
    )
    return table(
        "sqlite: one pass over the whole ledger, in a process of its own",
        header,
        rows,
        texts=0,
        caption=(
            f"Each wallet has {ENTRIES} entries, {BOOKINGS} holds and {BOOKINGS} bookings, all with"
            f" random ids; {PAGE} documents are read at a time. The fastest pass is shown."
            " To reading: ratio to reading every document once by its id. Grown: memory that the"
            " process gained by the pass."
        ),
    )
