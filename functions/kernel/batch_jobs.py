"""Batch jobs: a query lists the documents that are due, and each is processed in a unit of its own.

A processed document is no longer due, so a run may stop anywhere and the next one resumes; running
a job twice changes nothing. A document that fails is logged and counted, and does not stop the
others.

A scheduled message lists what is due, page by page, and publishes each page as a message of its own
on the same topic, so that as many instances work side by side as the deployment allows. When run by
hand or on one machine, `run_job` processes everything in one go.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from functions.kernel.config import instant
from functions.kernel.database import Query, Snapshot, UnitOfWork, field_of, is_id
from functions.kernel.errors import Contention
from functions.kernel.events import Message, Undeliverable, json_object
from functions.kernel.job_runs import begin
from functions.kernel.jobs import (
    JOBS,
    RUN_TIME,
    Job,
    PartlyDone,
    Report,
    Watch,
    at_of,
    count_failure,
    log_report,
    note_part,
    noting_break,
    part_of,
)
from functions.kernel.logs import digest
from functions.kernel.platform import Platform
from functions.kernel.runs import Part
from functions.kernel.subscribers import Subscriber
from functions.kernel.values import replace

PAGE = 100
"""The number of documents listed at a time and processed by one instance."""

DueQuery = Callable[[datetime], Query]
"""Returns the query for what is due at an instant, ordered by one field that is an instant."""

Process = Callable[[UnitOfWork, str, datetime], bool]
"""Processes the document with this id as of an instant; returns whether there was work to do."""

ProcessInUnits = Callable[[Platform, str, datetime], bool]
"""Does the same in as many units of work as it needs."""

Position = tuple[datetime, str]
"""The document that a list resumes behind: the value it is ordered by, and its id."""


def batch_job(
    subscriber: Subscriber, name: str, due: DueQuery, *, done: str, names_people: bool = False
) -> Callable[[Process], Process]:
    """Register the function that processes one document as the job of the topic `job-<name>`.

    `done` names the outcome to count. Where document ids identify people, `names_people` keeps them
    out of the logs.

    The message may hold "at", the instant to work for (default: now); "after", the position to
    resume listing from; or "ids", the documents to process instead of listing any.
    """

    def register(process: Process) -> Process:
        def process_in_one(platform: Platform, document_id: str, at: datetime) -> bool:
            return platform.database.run(lambda work: process(work, document_id, at))

        _register(subscriber, BatchJob(name, due, process_in_one, done, names_people))
        return process

    return register


def long_batch_job(
    subscriber: Subscriber, name: str, due: DueQuery, *, done: str
) -> Callable[[ProcessInUnits], ProcessInUnits]:
    """Register a batch job whose documents take several units of work each; see `batch_job`."""

    def register(process: ProcessInUnits) -> ProcessInUnits:
        _register(subscriber, BatchJob(name, due, process, done, names_people=False))
        return process

    return register


def _register(subscriber: Subscriber, batch: "BatchJob") -> None:
    JOBS[batch.name] = Job(batch.process_all, batch.count_due)
    subscriber.on_topic(f"job-{batch.name}")(batch.handle)


@dataclass(frozen=True)
class BatchJob:
    """A job that processes the documents of a query; see `batch_job`."""

    name: str
    due: DueQuery
    process: ProcessInUnits
    done: str
    names_people: bool

    def process_all(self, platform: Platform, at: datetime, watch: Watch) -> Report:
        """Process everything that is due, in one go."""
        report = Report(counts={self.done: 0})
        for page, _ in self._pages(platform, at, after=None):
            for document_id in page:
                self._process(platform, document_id, at, report)
                watch(report)
        return report

    def count_due(self, platform: Platform, at: datetime) -> int:
        """Return how many documents are due, at the cost of one read per thousand."""
        database, query = platform.database, self.due(at)
        return database.run(lambda _: database.count(query))

    def handle(self, platform: Platform, message: Message) -> None:
        """Publish pages of what is due, or process the page that the message holds."""
        content = json_object(message)
        at = at_of(platform, content)
        if "ids" in content:
            self._process_page(platform, _ids(content["ids"]), at)
            return
        after = _position(content.get("after"))
        if after is None:
            begin(platform.database, self.name, at, now=platform.clock.now())
        with noting_break(platform, self.name, at):
            self._publish_pages(platform, at, after=after)

    def _publish_pages(self, platform: Platform, at: datetime, *, after: Position | None) -> None:
        """Publish a message per page; when time is up, publish one that resumes the listing."""
        until = platform.clock.now() + RUN_TIME
        report = Report(counts={"due": 0, "unfinished": 0})
        pages = 0
        for page, position in self._pages(platform, at, after=after):
            self._publish(platform, at, {"ids": page})
            report.count("due", len(page))
            pages += 1
            if position is not None and platform.clock.now() >= until:
                self._publish(platform, at, {"after": [position[0].isoformat(), position[1]]})
                report.count("unfinished")
                break
        listed = Part(pages=pages, is_listed=not report.counts["unfinished"])
        note_part(platform, self.name, at, listed)
        log_report("job_listed", self.name, at, report)

    def _process_page(self, platform: Platform, ids: Sequence[str], at: datetime) -> None:
        """Process a page of documents; when time is up, publish the rest as another page."""
        until = platform.clock.now() + RUN_TIME
        report = Report(counts={self.done: 0})
        is_contended = False
        for number, document_id in enumerate(ids):
            if number and platform.clock.now() >= until:
                self._publish(platform, at, {"ids": ids[number:]})
                report.count("unfinished", len(ids) - number)
                break
            fault = self._process(platform, document_id, at, report)
            is_contended = is_contended or isinstance(fault, Contention)
        log_report("job", self.name, at, report)
        if is_contended:
            # Contention passes, so a retry helps; a permanent fault would only fail again.
            note_part(platform, self.name, at, Part(fault=report.fault))
            raise PartlyDone(f"{report.failed} failed")
        rest = report.counts.pop("unfinished", 0)
        note_part(platform, self.name, at, part_of(report, pages=1 if rest else 0, pages_done=1))

    def _process(
        self, platform: Platform, document_id: str, at: datetime, report: Report
    ) -> Exception | None:
        """Process one document and count its outcome; return the exception that it raised."""
        try:
            is_done = self.process(platform, document_id, at)
        except Exception as fault:
            count_failure(report, document_id, fault, names_people=self.names_people, job=self.name)
            return fault
        report.count(self.done if is_done else "unchanged")
        return None

    def _pages(
        self, platform: Platform, at: datetime, *, after: Position | None
    ) -> Iterator[tuple[Sequence[str], Position | None]]:
        """Yield the ids of what is due, a page at a time, and the position behind it (or None).

        The position advances whatever the outcome, so documents that always fail hold up nothing.
        """
        query = replace(self.due(at), limit=PAGE, after=after)
        while True:
            found = _query(platform, query)
            position = _position_of(query, found[-1]) if len(found) == PAGE else None
            if found:
                yield [snapshot.ref.id for snapshot in found], position
            if position is None:
                return
            query = replace(query, after=position)

    def _publish(self, platform: Platform, at: datetime, content: dict[str, object]) -> None:
        text = json.dumps({"at": at.isoformat(), **content})
        platform.bus.publish(Message(f"job-{self.name}", f"{self.name}~{digest(text)}", text))


def _query(platform: Platform, query: Query) -> Sequence[Snapshot]:
    # In a unit of work, which retries while the database is briefly unavailable.
    return platform.database.run(lambda _: platform.database.query(query))


def _position_of(query: Query, snapshot: Snapshot) -> Position:
    (order,) = query.order_by
    at = field_of(snapshot.data or {}, order.field)
    assert isinstance(at, datetime)
    return at, snapshot.ref.id


_TEXTS: TypeAdapter[list[str]] = TypeAdapter(list[str])


def _ids(value: object) -> list[str]:
    """Return the ids in a message; raises Undeliverable when they are malformed."""
    try:
        ids = _TEXTS.validate_python(value)
    except ValidationError as fault:
        raise Undeliverable("not ids") from fault
    if not all(map(is_id, ids)):
        raise Undeliverable("not ids")
    return ids


def _position(value: object) -> Position | None:
    """Return the position in a message; raises Undeliverable when it is malformed."""
    if value is None:
        return None
    try:
        at, name = _TEXTS.validate_python(value)
        if is_id(name):
            return instant(at), name
    except ValueError as fault:
        raise Undeliverable("not a position") from fault
    raise Undeliverable("not a position")
