"""Jobs of pieces: a query tells what is due, and each piece is done in a unit of work of its own.

What is done is no longer due, so a run may be stopped anywhere and the next one goes on; run twice,
it changes nothing more. A piece that fails is logged and counted, and stops no other: the run goes
on behind it.

A message of the schedule has what is due listed, page by page, and each page handed as a message of
its own to the same topic; so many instances work side by side as the deployment allows. By hand and
on one machine, `run_job` does all of it in one go.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from functions.kernel.config import instant
from functions.kernel.database import Query, Snapshot, UnitOfWork, field_of, is_id
from functions.kernel.errors import Contention
from functions.kernel.events import Message, Undeliverable, json_object
from functions.kernel.jobs import (
    JOBS,
    RUN_TIME,
    Job,
    PartlyDone,
    Report,
    Watch,
    at_of,
    count_failure,
    tell,
)
from functions.kernel.logs import digest
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

PAGE = 100
"""How many pieces are listed at a time, and handed to one instance together."""

Due = Callable[[datetime], Query]
"""Returns the query of what is due at an instant, in the order of one field that is an instant."""

Piece = Callable[[UnitOfWork, str, datetime], bool]
"""Does the piece with this id as of an instant; tells whether there was anything to do."""

Position = tuple[datetime, str]
"""Behind which document a list goes on: what it is ordered by, and its id."""


def each_due(
    subscriber: Subscriber, name: str, due: Due, *, done: str, names_people: bool = False
) -> Callable[[Piece], Piece]:
    """Declare a job that `subscriber` runs on the topic `job-<name>`, from what does one piece.

    `done` is the outcome that is counted. Where the ids of the documents are those of people,
    `names_people` keeps them out of the logs.

    The message may hold "at", the instant to work for (now, without it); "after", the position to
    list on from; or "ids", pieces to do instead of listing any.
    """

    def declare(piece: Piece) -> Piece:
        pieces = _Pieces(name, due, piece, done, names_people)
        JOBS[name] = Job(pieces.do_all, pieces.count_due)
        subscriber.message(f"job-{name}")(pieces.handle)
        return piece

    return declare


@dataclass(frozen=True)
class _Pieces:
    """A job of pieces; see `each_due`."""

    name: str
    due: Due
    piece: Piece
    done: str
    names_people: bool

    def do_all(self, platform: Platform, at: datetime, watch: Watch) -> Report:
        """Do everything that is due, in one go."""
        report = Report(counts={self.done: 0})
        for page, _ in self._pages(platform, at, after=None):
            for piece_id in page:
                self._do(platform, piece_id, at, report)
                watch(report)
        return report

    def count_due(self, platform: Platform, at: datetime) -> int:
        """Return how many pieces are due, which costs a read for a thousand of them."""
        database, query = platform.database, self.due(at)
        return database.run(lambda _: database.count(query))

    def handle(self, platform: Platform, message: Message) -> None:
        """Hand out what is due, or do what was handed out."""
        content = json_object(message)
        at = at_of(platform, content)
        if "ids" in content:
            self._do_some(platform, _ids(content["ids"]), at)
        else:
            self._hand_out(platform, at, after=_position(content.get("after")))

    def _hand_out(self, platform: Platform, at: datetime, *, after: Position | None) -> None:
        """Publish a message for each page; when the time is up, another one to list on."""
        until = platform.clock.now() + RUN_TIME
        report = Report(counts={"due": 0, "unfinished": 0})
        for page, position in self._pages(platform, at, after=after):
            self._publish(platform, at, {"ids": page})
            report.count("due", len(page))
            if position is not None and platform.clock.now() >= until:
                self._publish(platform, at, {"after": [position[0].isoformat(), position[1]]})
                report.count("unfinished")
                break
        tell("job_listed", self.name, at, report)

    def _do_some(self, platform: Platform, ids: Sequence[str], at: datetime) -> None:
        """Do the pieces that were handed out; when the time is up, hand the others out again."""
        until = platform.clock.now() + RUN_TIME
        report = Report(counts={self.done: 0})
        is_contended = False
        for number, piece_id in enumerate(ids):
            if number and platform.clock.now() >= until:
                self._publish(platform, at, {"ids": ids[number:]})
                report.count("unfinished", len(ids) - number)
                break
            fault = self._do(platform, piece_id, at, report)
            is_contended = is_contended or isinstance(fault, Contention)
        tell("job", self.name, at, report)
        if is_contended:
            # It may go well in a while; what is broken for good would only fail again.
            raise PartlyDone(f"{report.failed} failed")

    def _do(
        self, platform: Platform, piece_id: str, at: datetime, report: Report
    ) -> Exception | None:
        """Do one piece, count its outcome, and return what it failed with."""
        try:
            is_done = platform.database.run(lambda work: self.piece(work, piece_id, at))
        except Exception as fault:
            count_failure(report, piece_id, fault, names_people=self.names_people, job=self.name)
            return fault
        report.count(self.done if is_done else "unchanged")
        return None

    def _pages(
        self, platform: Platform, at: datetime, *, after: Position | None
    ) -> Iterator[tuple[Sequence[str], Position | None]]:
        """Yield the ids of what is due, and where to go on behind them; None at the end.

        The position moves on whatever becomes of the pieces, so that those which always fail hold
        up nothing.
        """
        query = replace(self.due(at), limit=PAGE, after=after)
        while True:
            found = _find(platform, query)
            position = _place(query, found[-1]) if len(found) == PAGE else None
            if found:
                yield [snapshot.ref.id for snapshot in found], position
            if position is None:
                return
            query = replace(query, after=position)

    def _publish(self, platform: Platform, at: datetime, content: dict[str, object]) -> None:
        text = json.dumps({"at": at.isoformat(), **content})
        platform.bus.publish(Message(f"job-{self.name}", f"{self.name}~{digest(text)}", text))


def _find(platform: Platform, query: Query) -> Sequence[Snapshot]:
    # In a unit of work, which tries again where the database is away for a moment.
    return platform.database.run(lambda _: platform.database.find(query))


def _place(query: Query, snapshot: Snapshot) -> Position:
    (order,) = query.order_by
    at = field_of(snapshot.data or {}, order.field)
    assert isinstance(at, datetime)
    return at, snapshot.ref.id


_TEXTS: TypeAdapter[list[str]] = TypeAdapter(list[str])


def _ids(value: object) -> list[str]:
    """Return the ids of a message; raises Undeliverable when they are none."""
    try:
        ids = _TEXTS.validate_python(value)
    except ValidationError as fault:
        raise Undeliverable("not ids") from fault
    if not all(map(is_id, ids)):
        raise Undeliverable("not ids")
    return ids


def _position(value: object) -> Position | None:
    """Return the position of a message; raises Undeliverable when it is none."""
    if value is None:
        return None
    try:
        at, name = _TEXTS.validate_python(value)
        if is_id(name):
            return instant(at), name
    except ValueError as fault:
        raise Undeliverable("not a position") from fault
    raise Undeliverable("not a position")
