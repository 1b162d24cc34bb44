"""Jobs: work that a schedule starts, delivered like any message on the topic `job-<name>`.

A job may be stopped anywhere and run again. Most process the documents that are due, one by one:
see `functions.kernel.batch_jobs`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.kernel.clock import Clock
from functions.kernel.config import instant
from functions.kernel.events import Message, json_object
from functions.kernel.job_runs import begin, note
from functions.kernel.logs import digest, log
from functions.kernel.platform import Platform
from functions.kernel.runs import Part, fault_code
from functions.kernel.subscribers import Subscriber

RUN_TIME = timedelta(seconds=400)
"""How long a message may be worked on: an event function is stopped after nine minutes."""

_PROGRESS_EVERY = timedelta(seconds=10)


@dataclass
class Report:
    """The result of a job: how many items had each outcome, how many failed, and the last fault.

    `findings` counts by kind the faults that an audit found in documents.
    """

    counts: dict[str, int] = field(default_factory=dict)
    failed: int = 0
    fault: str | None = None
    findings: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: str, number: int = 1) -> None:
        """Add to an outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + number


Watch = Callable[[Report], None]
"""Called after each item with the report so far."""

Run = Callable[[Platform, datetime], Report]


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `run` does all of it in one go, `count_due` counts beforehand how much is due."""

    run: Callable[[Platform, datetime, Watch], Report]
    count_due: Callable[[Platform, datetime], int] | None = None


JOBS: dict[str, Job] = {}
"""Every job whose module is loaded, by its name."""


def job(subscriber: Subscriber, name: str) -> Callable[[Run], Run]:
    """Register a job that `subscriber` runs in one go on the topic `job-<name>`.

    The message may name the instant to work for, {"at": RFC 3339}; the default is now.
    """

    def register(run: Run) -> Run:
        JOBS[name] = Job(lambda platform, at, _: run(platform, at))

        def handle(platform: Platform, message: Message) -> None:
            run_job(platform, name, at_of(platform, json_object(message)))

        subscriber.on_topic(f"job-{name}")(handle)
        return run

    return register


def at_of(platform: Platform, content: dict[str, object]) -> datetime:
    """Return the instant that a job's message names, or now."""
    at = content.get("at")
    return platform.clock.now() if at is None else instant(str(at))


def run_job(platform: Platform, name: str, at: datetime, *, watch: Watch | None = None) -> Report:
    """Run all of a job for the instant `at`, in one go; keep, log and return the report.

    `watch` sees every item; without it, progress is logged. Raises KeyError for an unknown job.
    """
    job = JOBS[name]

    def run() -> Report:
        return job.run(platform, at, watch or _log_progress(platform.clock, name))

    report = recorded(platform, name, at, run)
    log_report("job", name, at, report)
    return report


def recorded(platform: Platform, name: str, at: datetime, run: Callable[[], Report]) -> Report:
    """Return the report of a run, which is kept as the last one of its job."""
    begin(platform.database, name, at, now=platform.clock.now())
    with noting_break(platform, name, at):
        report = run()
    note_part(platform, name, at, part_of(report, is_listed=True))
    return report


@contextmanager
def noting_break(platform: Platform, name: str, at: datetime) -> Iterator[None]:
    """Note in a run of a job that the block raised an exception, which goes on."""
    try:
        yield
    except Exception as fault:
        note_part(platform, name, at, Part(fault=fault_code(fault), is_broken=True))
        raise


def part_of(
    report: Report, *, pages: int = 0, pages_done: int = 0, is_listed: bool = False
) -> Part:
    """Return the part of a run that a report is about."""
    return Part(
        counts=report.counts,
        failed=report.failed,
        fault=report.fault,
        findings=report.findings,
        pages=pages,
        pages_done=pages_done,
        is_listed=is_listed,
    )


def note_part(platform: Platform, name: str, at: datetime, part: Part) -> None:
    """Add a part to a run of a job."""
    note(platform.database, name, at, part, now=platform.clock.now())


def log_report(message: str, name: str, at: datetime, report: Report) -> None:
    """Log the report of a job."""
    log.info(message, job=name, at=at.isoformat(), failed=report.failed, **report.counts)


def _log_progress(clock: Clock, name: str) -> Watch:
    """Return a watch that logs the progress every few seconds."""
    started = logged = clock.now()

    def watch(report: Report) -> None:
        nonlocal logged
        now = clock.now()
        if now - logged >= _PROGRESS_EVERY:
            logged = now
            seconds = round((now - started).total_seconds())
            facts = {"failed": report.failed, **report.counts}
            log.info("job_progress", job=name, seconds=seconds, **facts)

    return watch


def process_and_count(
    report: Report, ids: Iterable[str], process: Callable[[str], str], *, names_people: bool = False
) -> None:
    """Process each id and count the returned outcomes; log failures and continue.

    Where ids identify people, or begin with such an id, `names_people` keeps them out of the log.
    """
    for item in ids:
        try:
            report.count(process(item))
        except Exception as fault:
            count_failure(report, item, fault, names_people=names_people)


def count_failure(
    report: Report, item: str, fault: Exception, *, names_people: bool, **facts: str
) -> None:
    """Count an item that failed, and log its id and the fault."""
    report.failed += 1
    report.fault = fault_code(fault)
    shown = digest(item) if names_people else item
    log.error("job_item_failed", **facts, item=shown, fault=fault)


class PartlyDone(Exception):
    """Some items failed; a redelivery of the message processes them again."""


def process_or_retry(
    ids: Iterable[str], process: Callable[[str], object], *, names_people: bool = False
) -> None:
    """Process every id, even if some fail. Raises PartlyDone when some did, for a redelivery."""
    report = Report()

    def process_one(item: str) -> str:
        process(item)
        return "done"

    process_and_count(report, ids, process_one, names_people=names_people)
    if report.failed:
        raise PartlyDone(f"{report.failed} failed")
