"""Jobs: work that a schedule starts, delivered like any message on the topic `job-<name>`.

A job reads only what is due, does each piece in a unit of work of its own, and may be stopped
anywhere and run again. One piece that fails is logged and counted; the others go on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from functions.kernel.config import instant
from functions.kernel.events import Message, json_object
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

T = TypeVar("T")


@dataclass
class Report:
    """What a job did: how many pieces by outcome, and how many failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: int = 0

    def count(self, outcome: str, number: int = 1) -> None:
        """Add to an outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + number


Run = Callable[[Platform, datetime], Report]

JOBS: dict[str, Run] = {}
"""Every job whose module is loaded, by its name."""


def job(subscriber: Subscriber, name: str) -> Callable[[Run], Run]:
    """Declare a job that `subscriber` runs on the topic `job-<name>`.

    The message may name the instant to work for, {"at": RFC 3339}; without it, it is now.
    """

    def declare(run: Run) -> Run:
        JOBS[name] = run

        def handle(platform: Platform, message: Message) -> None:
            at = json_object(message).get("at")
            run_job(platform, name, platform.clock.now() if at is None else instant(str(at)))

        subscriber.message(f"job-{name}")(handle)
        return run

    return declare


def run_job(platform: Platform, name: str, at: datetime) -> Report:
    """Run a job for the instant `at`, log and return what it did. Raises KeyError for no job."""
    report = JOBS[name](platform, at)
    log.info("job", job=name, at=at.isoformat(), failed=report.failed, **report.counts)
    return report


def each(report: Report, items: Iterable[T], work: Callable[[T], str]) -> None:
    """Do `work` for each item and count the outcome that it returns; log what fails and go on."""
    for item in items:
        try:
            report.count(work(item))
        except Exception as fault:
            report.failed += 1
            log.error("job_piece_failed", fault=fault)


class PartlyDone(Exception):
    """Some pieces failed; the message is to come again, and finds the others done."""


def every(items: Iterable[T], work: Callable[[T], object]) -> None:
    """Do `work` for each item, whatever fails on the way. Raises PartlyDone when something did."""
    report = Report()

    def count(item: T) -> str:
        work(item)
        return "done"

    each(report, items, count)
    if report.failed:
        raise PartlyDone(f"{report.failed} failed")
