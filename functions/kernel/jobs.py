"""Jobs: work that a schedule starts, delivered like any message on the topic `job-<name>`.

Any of them may be stopped anywhere and run again. Most do one piece after the other of what is due:
see `functions.kernel.pieces`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.kernel.clock import Clock
from functions.kernel.config import instant
from functions.kernel.events import Message, json_object
from functions.kernel.logs import digest, log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

RUN_TIME = timedelta(seconds=400)
"""For how long a message is worked on: an event function has nine minutes, and has to end well."""

_TELL_EVERY = timedelta(seconds=10)


@dataclass
class Report:
    """What a job did: how many pieces by outcome, and how many failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: int = 0

    def count(self, outcome: str, number: int = 1) -> None:
        """Add to an outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + number


Watch = Callable[[Report], None]
"""Is told, after each piece, what was done so far."""

Run = Callable[[Platform, datetime], Report]


@dataclass(frozen=True, slots=True)
class Job:
    """What does all of a job in one go, and what counts beforehand how many pieces are due."""

    run: Callable[[Platform, datetime, Watch], Report]
    count_due: Callable[[Platform, datetime], int] | None = None


JOBS: dict[str, Job] = {}
"""Every job whose module is loaded, by its name."""


def job(subscriber: Subscriber, name: str) -> Callable[[Run], Run]:
    """Declare a job that `subscriber` runs as one whole on the topic `job-<name>`.

    The message may name the instant to work for, {"at": RFC 3339}; without it, it is now.
    """

    def declare(run: Run) -> Run:
        JOBS[name] = Job(lambda platform, at, _: run(platform, at))

        def handle(platform: Platform, message: Message) -> None:
            run_job(platform, name, at_of(platform, json_object(message)))

        subscriber.message(f"job-{name}")(handle)
        return run

    return declare


def at_of(platform: Platform, content: dict[str, object]) -> datetime:
    """Return the instant that a job's message names, or now."""
    at = content.get("at")
    return platform.clock.now() if at is None else instant(str(at))


def run_job(platform: Platform, name: str, at: datetime, *, watch: Watch | None = None) -> Report:
    """Do all of a job for the instant `at`, in one go; log and return what was done.

    `watch` sees every piece; without it, progress is logged. Raises KeyError for no job.
    """
    job = JOBS[name]
    report = job.run(platform, at, watch or _telling(platform.clock, name))
    tell("job", name, at, report)
    return report


def tell(message: str, name: str, at: datetime, report: Report) -> None:
    """Log what a job did."""
    log.info(message, job=name, at=at.isoformat(), failed=report.failed, **report.counts)


def _telling(clock: Clock, name: str) -> Watch:
    """Return what logs the progress every few seconds."""
    started = told = clock.now()

    def watch(report: Report) -> None:
        nonlocal told
        now = clock.now()
        if now - told >= _TELL_EVERY:
            told = now
            seconds = round((now - started).total_seconds())
            facts = {"failed": report.failed, **report.counts}
            log.info("job_progress", job=name, seconds=seconds, **facts)

    return watch


def each(
    report: Report, ids: Iterable[str], work: Callable[[str], str], *, names_people: bool = False
) -> None:
    """Do `work` for each id and count the outcome that it returns; log what fails and go on.

    Where the ids are those of people, or begin with them, `names_people` keeps them out of the log.
    """
    for piece in ids:
        try:
            report.count(work(piece))
        except Exception as fault:
            count_failure(report, piece, fault, names_people=names_people)


def count_failure(
    report: Report, piece: str, fault: Exception, *, names_people: bool, **facts: str
) -> None:
    """Count a piece that failed, and log which one it is, and how it failed."""
    report.failed += 1
    shown = digest(piece) if names_people else piece
    log.error("job_piece_failed", **facts, piece=shown, fault=fault)


class PartlyDone(Exception):
    """Some pieces failed; the message is to come again, and finds the others done."""


def every(ids: Iterable[str], work: Callable[[str], object], *, names_people: bool = False) -> None:
    """Do `work` for each id, whatever fails on the way. Raises PartlyDone when something did."""
    report = Report()

    def count(piece: str) -> str:
        work(piece)
        return "done"

    each(report, ids, count, names_people=names_people)
    if report.failed:
        raise PartlyDone(f"{report.failed} failed")
