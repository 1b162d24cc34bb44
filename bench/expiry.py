"""`python -m bench expiry`: the cost of expiring the bookings that are due, among many others.

Bars: every booking that is due expires, and no other; each costs the same number of documents read
among ten times as many bookings, and at most those needed: its own six, and itself in the list.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bench.expiry_data import add_bookings
from bench.stage import Adapter, quiet
from bench.tables import conclude, ratio, table
from functions.booking.store import bookings
from functions.kernel.config import Settings
from functions.kernel.database import metered
from functions.kernel.events import Message
from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform, use_platform
from functions.wallet.store import wallets
from local.emulators import Unavailable, environment, running
from main import load_all
from tests.support.threaded_bus import Workers

_SIZES: dict[Adapter, tuple[int, int]] = {
    "sqlite": (10_000, 100_000),
    # The emulator keeps everything in memory, and takes a while to fill.
    "firestore": (2_000, 8_000),
}
_DUE: dict[Adapter, int] = {"sqlite": 1000, "firestore": 400}

MOST_READS = 7.02
"""Documents read for each booking: one in the list, six in its unit of work; and the list's end and
the job's last run."""

JOB = "expire-bookings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The cost of one run of the job."""

    database: str
    bookings: int
    due: int
    workers: int
    expired: int
    seconds: float
    cpu: float
    """CPU seconds of this process; the wall time depends on the load of the machine."""

    reads: int | None
    """Documents read; None for several workers, which are not counted."""

    held_cents: int
    """Credit still held in the wallets; 0 when everything succeeded."""

    @property
    def reads_each(self) -> float | None:
        """Documents read for each booking that expired."""
        return None if self.reads is None else self.reads / max(1, self.expired)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench expiry")
    parser.add_argument("--bookings", type=int, nargs=2, metavar=("FEW", "MANY"))
    parser.add_argument("--due", type=int, help="how many of the bookings are due")
    parser.add_argument(
        "--workers",
        type=int,
        default=4,
        help="workers of the second run",
    )
    parser.add_argument("--database", choices=("sqlite", "firestore"), action="append")
    options = parser.parse_args(arguments)
    load_all()
    results: list[Result] = []
    for name in options.database or ("sqlite", "firestore"):
        sizes, due = options.bookings or _SIZES[name], options.due or _DUE[name]
        try:
            with quiet(), _places(name) as places:
                results += measure(name, places, sizes, due=due, workers=options.workers)
        except Unavailable as unavailable:
            print(f"firestore is skipped: {unavailable}\n")
    if results:
        print(_table(results), end="\n\n")
    return finish(results)


class Places:
    """Provides platforms: each in a folder of its own, or in a project of the emulator."""

    def __init__(self, name: Adapter, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._filled: dict[int, Path] = {}

    @contextmanager
    def filled(self, number: int, *, due: int) -> Iterator[Platform]:
        """Provide a platform for the block with `number` bookings, `due` of which are due."""
        data = self._folder / uuid4().hex
        is_copy = self._name == "sqlite" and number in self._filled
        if is_copy:
            shutil.copytree(self._filled[number], data)
            _settle(data)
        with self._opened(data) as platform:
            if not is_copy:
                add_bookings(platform, number, due=due)
        if self._name == "sqlite" and not is_copy:
            self._filled[number] = data
            data = Path(shutil.copytree(data, self._folder / uuid4().hex))
            _settle(data)
        with self._opened(data) as platform:
            yield platform

    @contextmanager
    def _opened(self, data: Path) -> Iterator[Platform]:
        settings = Settings(
            database=self._name, relay="trigger", data=data, project=f"demo-{data.name}"
        )
        with closing(Platform(settings)) as platform:
            use_platform(platform)
            try:
                yield platform
            finally:
                use_platform(None)


def _settle(folder: Path) -> None:
    """Flush all files to the disk; otherwise the first commits would wait for the copy."""
    for file in folder.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def measure(
    name: str, places: Places, sizes: Sequence[int], *, due: int, workers: int
) -> list[Result]:
    """Run the job with one worker and with several, among each number of bookings."""
    results = []
    for size in sizes:
        for number in (1, workers):
            with places.filled(size, due=due) as platform:
                seconds, cpu, reads = _run(platform, workers=number)
                results.append(
                    Result(
                        database=name,
                        bookings=size,
                        due=due,
                        workers=number,
                        expired=_ended(platform, size),
                        seconds=seconds,
                        cpu=cpu,
                        reads=reads,
                        held_cents=sum(w.held_cents for _, w in wallets.stream(platform.database)),
                    )
                )
    return results


def _run(platform: Platform, *, workers: int) -> tuple[float, float, int | None]:
    """Run the job once; return its seconds, its CPU seconds, and the documents that it read."""
    cpu, started = time.process_time(), time.perf_counter()
    reads = None
    if workers == 1:
        with metered() as meter:
            run_job(platform, JOB, platform.clock.now())
        reads = meter.documents_read
    else:
        with Workers(platform, workers) as bus:
            bus.publish(Message(f"job-{JOB}", "tick", ""))
            bus.wait()
    return time.perf_counter() - started, time.process_time() - cpu, reads


def _ended(platform: Platform, size: int) -> int:
    """Return how many bookings have expired since the platform was filled."""
    expired = sum(one.cancelled_at is not None for _, one in bookings.stream(platform.database))
    assert expired <= size
    return expired


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each bar that one database's results missed."""
    sentences = []
    for one in results:
        if one.expired != one.due or one.held_cents:
            sentences.append(
                f"{one.expired} of {one.due} bookings among {one.bookings} expired, and"
                f" {one.held_cents} cents are still held"
            )
        if one.reads_each is not None and one.reads_each > MOST_READS:
            sentences.append(
                f"{one.reads_each:.3f} documents are read for each booking among {one.bookings},"
                f" the bar is {MOST_READS}"
            )
    counted = {one.reads for one in results if one.reads is not None}
    if len(counted) > 1:
        sentences.append(f"more bookings cost more documents read: {sorted(counted)}")
    return sentences


def finish(results: Sequence[Result]) -> int:
    """Print how the bars were met and return the exit status."""
    if not results:
        print("No database was measured.")
        return 1
    names = dict.fromkeys(one.database for one in results)
    sentences = [
        f"{name}, {text}"
        for name in names
        for text in missed([one for one in results if one.database == name])
    ]
    met = "Every bar is met: due bookings expire, and cost the same among many as among few."
    return conclude(sentences, met=met)


def _table(results: Sequence[Result]) -> str:
    rows = []
    for one in results:
        first = next(other for other in results if other.database == one.database)
        rows.append(
            (
                one.database,
                f"{one.bookings:,}",
                f"{one.due:,}",
                one.workers,
                one.expired,
                one.expired / one.seconds,
                None if one.reads_each is None else f"{one.reads_each:.3f}",
                one.seconds / max(1, one.expired) * 1000,
                one.cpu / max(1, one.expired) * 1000,
                ratio(one.seconds / max(1, one.expired), first.seconds / max(1, first.expired)),
            )
        )
    header = (
        *("", "bookings", "due", "workers", "expired", "per second", "read each", "ms each"),
        *("CPU ms", "to first"),
    )
    return table(
        f"One run of {JOB}",
        header,
        rows,
        caption=(
            "Read each: documents read for each booking that expired. One worker lists and does all"
            " of it; several are threads that get the pages as messages. Events are recorded, but"
            " relayed by another function. CPU ms: of this process, for each booking. To first:"
            " ratio of the time for each booking to that of one worker among the fewest."
        ),
    )


@contextmanager
def _places(name: Adapter) -> Iterator[Places]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-expiry-")))
        if name == "firestore":
            host = stack.enter_context(running("firestore"))
            stack.enter_context(environment(FIRESTORE_EMULATOR_HOST=host))
        yield Places(name, folder)
