"""`python -m bench mails`: CPU of an e-mail, and the backlog of e-mails beside bookings.

The baseline is a function that does nothing, called in process in the same round.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Literal

import functions.notices.entrypoints  # noqa: F401 - its subscriber opens the notices
from bench.stage import Stage, quiet
from bench.tables import conclude, ratio, table
from bench.timing import Act, Callers
from functions.booking.countermarks.qr_codes import rules as qr_codes
from functions.booking.models import Booking
from functions.booking.rules import qr_payload
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Database, Query
from functions.kernel.jobs import Report
from functions.kernel.mail import message_of, sender_address
from functions.kernel.platform import Platform, use_platform
from functions.notices.delivery.jobs import MOST_WAITING, send_due
from functions.notices.letters import texts as letters_texts
from functions.notices.letters.models import Letter
from functions.notices.queue import service as queue_service
from functions.notices.queue.store import count_due, due
from local.relay import MOST_BEHIND, TOGETHER
from local.server import LocalServer

Part = Literal["hello", "QR code", "templates", "message", "file", "units of work", "whole mail"]
PARTS: tuple[Part, ...] = (
    "hello",
    "QR code",
    "templates",
    "message",
    "file",
    "units of work",
    "whole mail",
)

MOST = 16.0
"""The bar, as a multiple of hello world: 4 ms where that takes 0.25 ms."""

_TO = "someone@bench.test"

_STOP_SECONDS = 60.0
"""How long the sweeps may take to end; the platform cannot be closed before."""


@dataclass
class Result:
    """CPU ms of a mail by part, one for each round."""

    cpu_ms: dict[Part, list[float]] = field(default_factory=lambda: {part: [] for part in PARTS})

    def ratio(self, part: Part) -> float:
        """Return the median multiple of the baseline of the same round."""
        pairs = zip(self.cpu_ms[part], self.cpu_ms["hello"], strict=True)
        return median(value / base for value, base in pairs)


@dataclass(frozen=True)
class Batch:
    """The rates while a batch was booked, and the events and mails that waited at its end."""

    bookings_per_second: float
    mails_per_second: float
    backlog: int


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench mails")
    parser.add_argument("--mails", type=int, default=MOST_WAITING, help="mails of each round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--callers", type=int, nargs="*", default=(1, 8), metavar="NUMBER")
    parser.add_argument("--batches", type=int, default=10, help="of bookings at full rate")
    parser.add_argument("--bookings", type=int, default=400, help="of each batch")
    options = parser.parse_args(arguments)
    with staged(people=options.mails, stocks=2 * (options.rounds + 1)) as stage:
        result = measure(stage, mails=options.mails, rounds=options.rounds)
    print(_table(result))
    sentences = missed(result)
    for callers in options.callers:
        with staged(people=options.bookings, stocks=options.batches) as stage:
            batches = list(
                book_beside(
                    stage, callers=callers, batches=options.batches, bookings=options.bookings
                )
            )
        print(f"\n{_backlog_table(callers, batches)}")
        sentences += missed_backlog(callers, batches)
    return conclude(sentences)


@contextmanager
def staged(*, people: int, stocks: int) -> Iterator[Stage]:
    """Provide a stage on the embedded default for the block, relay and mail folder included."""
    with tempfile.TemporaryDirectory(prefix="bench-mails-") as folder, quiet():
        platform = Platform(Settings(data=Path(folder)))
        use_platform(platform)
        try:
            stage = Stage(platform, people=people, stocks=stocks)
            # The mails of the grants.
            send_due(platform, platform.clock.now())
            yield stage
        finally:
            use_platform(None)
            platform.close()


def measure(stage: Stage, *, mails: int, rounds: int) -> Result:
    """Return the CPU of the parts, in turns, so that all of them meet the same weather."""
    result = Result()
    for number in range(rounds + 1):
        measured = _round(stage, mails)
        # The first round warms everything up.
        if number > 0:
            for part, cpu in measured.items():
                result.cpu_ms[part].append(cpu / mails * 1000)
    return result


def missed(result: Result) -> list[str]:
    """Return a sentence for each bar that a result missed."""
    times = result.ratio("whole mail")
    return (
        [f"a mail costs {times:.1f} times hello world, the bar is {MOST}"] if times > MOST else []
    )


def missed_backlog(callers: int, batches: Sequence[Batch]) -> list[str]:
    """Return a sentence if the backlog went beyond its bound."""
    bound = _bound(callers)
    most = max(batch.backlog for batch in batches)
    return [f"{callers} callers: {most} waited, the bound is {bound}"] if most > bound else []


def _bound(callers: int) -> int:
    # Events of one commit, and callers at the same time, do not see each other's mails.
    return MOST_WAITING + MOST_BEHIND + TOGETHER + 2 * callers


def book_beside(stage: Stage, *, callers: int, batches: int, bookings: int) -> Iterator[Batch]:
    """Book at full rate while the sweeps of one machine send; yield the figures of each batch."""
    platform = stage.platform
    folder = platform.settings.data / "mail"
    pool = Callers(callers)
    server = LocalServer(platform)
    server.start_sweeps()
    before = len(list(folder.iterdir()))
    for _ in range(batches):
        sample = pool.call(stage.acts("whole request", bookings))
        backlog = count_due(platform.database, at=platform.clock.now())
        backlog += platform.database.count(Query(OUTBOX))
        sent = len(list(folder.iterdir()))
        yield Batch(sample.per_second, (sent - before) / sample.elapsed, backlog)
        before = sent
    pool.close()
    server.stop(seconds=_STOP_SECONDS)


def _round(stage: Stage, mails: int) -> dict[Part, float]:
    """Return the CPU seconds of each part for a number of mails."""
    platform = stage.platform
    database, clock = platform.database, platform.clock
    cpu: dict[Part, float] = {}
    _run(stage.acts("use case", mails))
    reports: list[Report] = []
    cpu["whole mail"] = _cpu(lambda: reports.append(send_due(platform, clock.now())))
    assert reports[0].counts == {"sent": mails}
    bookings = [one for one in _run(stage.acts("use case", mails)) if isinstance(one, Booking)]
    letters: list[Letter] = []
    cpu["units of work"] = _cpu(lambda: letters.extend(_units(database, clock.now())))
    codes = [qr_payload(booking) for booking in bookings]
    cpu["QR code"] = _cpu(lambda: [qr_codes.draw(code) for code in codes])
    cpu["templates"] = _cpu(lambda: [letters_texts.write(letter) for letter in letters])
    drawn = [
        letters_texts.mail(letter, key=str(key), to=_TO, written_at=clock.now())
        for key, letter in enumerate(letters)
    ]
    sender = sender_address(platform.settings.smtp_sender)
    written: list[bytes] = []
    cpu["message"] = _cpu(lambda: written.extend(message_of(mail, sender) for mail in drawn))
    with tempfile.TemporaryDirectory(prefix="bench-files-", dir=platform.settings.data) as folder:
        cpu["file"] = _cpu(lambda: _create(Path(folder), written))
    greetings = stage.acts("hello world", mails)
    cpu["hello"] = _cpu(lambda: _run(greetings))
    assert len(bookings) == len(letters) == mails
    return cpu


def _create(folder: Path, contents: Sequence[bytes]) -> None:
    """Create files as the folder of mails does; some file systems take a millisecond for each."""
    for number, content in enumerate(contents):
        (folder / f"{number}.part").write_bytes(content)
        (folder / f"{number}.part").rename(folder / f"{number}.eml")


def _units(database: Database, at: datetime) -> list[Letter]:
    """Run the units of work of a sender on all that is due; return the letters."""
    letters: list[Letter] = []
    for notice_id in due(database, at=at):
        notice = database.run(partial(queue_service.take, notice_id=notice_id, now=at))
        assert notice is not None
        letter = database.run(partial(queue_service.draft, notice=notice, now=at))
        assert letter is not None
        database.run(partial(queue_service.hand_over, notice=notice, letter=letter, now=at))
        database.run(partial(queue_service.end, notice=notice, state="sent", now=at))
        letters.append(letter)
    return letters


def _run(acts: Sequence[Act]) -> list[object]:
    return [act() for act in acts]


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _table(result: Result) -> str:
    rows = [
        (part, median(result.cpu_ms[part]), ratio(result.ratio(part), 1.0), _bar(part))
        for part in PARTS
    ]
    return table(
        f"a mail of a booking, QR code included; medians of {len(result.cpu_ms['hello'])} rounds",
        ("", "CPU ms", "to hello", "bar"),
        rows,
        caption=(
            "Hello: a request to a function that does nothing, in process. File: creating one,"
            " which depends on the file system. Units of work: take, draft, hand over and end."
            " Whole mail: what the job does with a notice that is due, into a folder; beside the"
            " parts, it looks up the account."
        ),
    )


def _backlog_table(callers: int, batches: Sequence[Batch]) -> str:
    rows = [
        (str(number), batch.bookings_per_second, batch.mails_per_second, batch.backlog)
        for number, batch in enumerate(batches, 1)
    ]
    return table(
        f"booking at full rate in process, {callers} at once, while one machine's sweeps send",
        ("batch", "bookings/s", "mails/s", "waiting"),
        rows,
        caption=(
            f"Waiting: events and mails at the end of the batch; the bound is {_bound(callers)}."
        ),
    )


def _bar(part: Part) -> str:
    return f"x {MOST}" if part == "whole mail" else ""
