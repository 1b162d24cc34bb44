"""The database port: documents, units of work that read first and commit once, and queries.

A unit of work is optimistic. It reads documents, decides, and commits all its writes at once;
every write carries a precondition (must not exist, or unchanged since read), and every document
that was read with `get` but not written is verified in the same commit. So a decision never rests
on a fact that changed under it. That a document is absent is held to by creating it, not otherwise.
A stale fact re-runs the body with fresh reads; when that keeps happening, the caller gets
`Contention`. Units of one process that want to change the same document take turns.

Bodies re-run: they read no clock, draw no random id, publish nothing and call no vendor.

Documents are flat or nested values of None, bool, int, float, str, aware datetime, list and dict.
Firestore's limits hold on every adapter: an id has no slash, and a document fits in 1 MiB.
"""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeAlias, TypeVar

from functions.kernel.errors import Contention
from functions.kernel.turns import Lanes, TooLong

T = TypeVar("T")

Value: TypeAlias = object
"""What a field may hold; checked by the codec of the model, not by the port."""

Document: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value of a kind that documents do not have, as a fault or a hand may put it into one.

    No model has a place for it: its own document cannot be decoded, those beside it are read.
    """

    kind: str


_ID = re.compile(r"[A-Za-z0-9_~.:@+-]{1,300}")
_RESERVED = re.compile(r"\.{1,2}|__.*__")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Where a document stands: a collection's name and the document's id in it."""

    collection: str
    id: str

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise InvalidId(self.id)


class InvalidId(Exception):
    """The text cannot be the id of a document."""


def is_id(text: str) -> bool:
    """Tell whether `text` may be the id of a document on every adapter."""
    return bool(_ID.fullmatch(text)) and not _RESERVED.fullmatch(text)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document as it was read; `version` is None when there was none."""

    ref: Ref
    data: Document | None
    version: object | None


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a commit with its precondition.

    `create` requires that no document exists. `replace`, `delete` and `verify` require the document
    to be unchanged since `version` was read; `verify` leaves it as it is.
    """

    kind: Literal["create", "replace", "delete", "verify"]
    ref: Ref
    data: Document | None = None
    version: object | None = None


Operator: TypeAlias = Literal["==", "<", "<=", ">", ">=", "in", "array_contains"]

_RANGES = ("<", "<=", ">", ">=")
_MOST_IN = 30


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on one field; a dotted path reaches into nested values."""

    field: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Order:
    """One field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A bounded look into one collection, always in a total order.

    The document id is the last sort key, in the direction of the last order. `after` resumes behind
    a document: the values of its `order_by` fields, then its id. A field with a range has to be
    ordered by, and `in` takes at most 30 values: Firestore refuses the rest.
    """

    collection: str
    where: tuple[Where, ...] = ()
    order_by: tuple[Order, ...] = ()
    limit: int = 100
    after: tuple[Value, ...] | None = None

    def __post_init__(self) -> None:
        ordered = {order.field for order in self.order_by}
        for where in self.where:
            if where.operator in _RANGES and where.field not in ordered:
                raise ValueError(f"{self.collection}: {where.field} has a range but no order")
            if where.operator == "in":
                assert isinstance(where.value, list | tuple)
                if len(where.value) > _MOST_IN:
                    raise ValueError(f"{self.collection}: more than {_MOST_IN} values of a field")


@dataclass(frozen=True, slots=True)
class Index:
    """A composite index that a query needs: a collection and its fields in order.

    A field name that starts with "-" is descending; one that ends with "[]" is an array, of which
    the query asks for an item.
    """

    collection: str
    fields: tuple[str, ...]


class Stale(Exception):
    """A document changed, appeared or went since it was read; nothing was written."""


class Exists(Exception):
    """A document to be created, whose absence was not read, exists already; nothing was written."""

    def __init__(self, ref: Ref) -> None:
        super().__init__(f"{ref.collection}/{ref.id}")
        self.ref = ref


class Adapter(Protocol):
    """What a platform must offer; each of these calls takes the time of one round trip."""

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return one snapshot for each reference, all from one consistent instant."""
        ...

    def find(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match, in order, at most `query.limit`."""
        ...

    def count(self, query: Query) -> int:
        """Return how many documents match in all, whatever the query's limit."""
        ...

    def look_up(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return what `find` of each query and `read` would, with all of them under way at once.

        Each is of an instant of its own.
        """
        ...

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none. Raises Stale, or Exists naming what was in the way."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


@dataclass
class Meter:
    """What was asked of the database, counted where it is asked."""

    round_trips: int = 0
    documents_read: int = 0
    documents_written: int = 0
    documents_verified: int = 0
    attempts: int = 0
    lost: int = 0
    """Attempts that were in vain, for their facts had changed."""


_meters: ContextVar[tuple[Meter, ...]] = ContextVar("meters", default=())


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what the block asks of any database in this context, retries included."""
    meter = Meter()
    token = _meters.set((*_meters.get(), meter))
    try:
        yield meter
    finally:
        _meters.reset(token)


class UnitOfWork:
    """The only door to documents: reads are remembered, writes wait for the one commit."""

    def __init__(self, database: "Database", seen: Mapping[Ref, Snapshot] | None = None) -> None:
        self._database = database
        self._wanted: list[Ref] = []
        self._seen: dict[Ref, Snapshot] = dict(seen or {})
        self._guarded: set[Ref] = set()
        self._writes: dict[Ref, Write] = {}
        self._forbidden: dict[Ref, Callable[[Document], Exception]] = {}

    def prefetch(self, *refs: Ref) -> None:
        """Have these documents read in the same round trip as the next one that is asked for."""
        self._wanted.extend(ref for ref in refs if ref not in self._seen)

    def stop_if_found(self, ref: Ref, stop: Callable[[Document], Exception]) -> None:
        """Read `ref` with the next round trip, and raise what `stop` makes of it if it exists."""
        self._forbidden[ref] = stop
        self.prefetch(ref)

    def get(self, ref: Ref) -> Document | None:
        """Return the document as this unit sees it, and hold the commit to it being unchanged."""
        self._guarded.add(ref)
        return self.peek(ref)

    def peek(self, ref: Ref) -> Document | None:
        """Return the document without holding the commit to it; for what no decision rests on."""
        if ref in self._writes and self._writes[ref].kind != "verify":
            return self._writes[ref].data
        return self._snapshot(ref).data

    def find(self, query: Query) -> list[tuple[Ref, Document]]:
        """Return what matches now; the commit does not notice documents that come or go later."""
        return self._met(self._database.find(query))

    def find_all(self, queries: Sequence[Query]) -> list[list[tuple[Ref, Document]]]:
        """Return what matches each query now, and have all that is prefetched read beside them.

        It takes the time of one round trip. What matches is seen as `find` sees it.
        """
        batch = [ref for ref in dict.fromkeys(self._wanted) if ref not in self._seen]
        if len(queries) == 1 and not batch:
            return [self.find(queries[0])]
        found, read = self._database.look_up(queries, batch)
        self._wanted.clear()
        self._keep(read)
        return [self._met(matching) for matching in found]

    def look_up(self, query: Query, *refs: Ref) -> list[tuple[Ref, Document]]:
        """Return what matches now, and have `refs` and all that is prefetched read beside it.

        It takes the time of one round trip. What matches is seen as `find` sees it.
        """
        self.prefetch(*refs)
        return self.find_all([query])[0]

    def create(self, ref: Ref, data: Document) -> None:
        """Add a document that must not exist yet."""
        self._put(Write("create", ref, data))

    def replace(self, ref: Ref, data: Document) -> None:
        """Put `data` in place of a document that this unit has read."""
        earlier = self._writes.get(ref)
        if earlier is not None and earlier.kind == "create":
            self._writes[ref] = Write("create", ref, data)
        else:
            self._put(Write("replace", ref, data, self._version(ref)))

    def delete(self, ref: Ref) -> None:
        """Remove a document that this unit has read."""
        self._put(Write("delete", ref, None, self._version(ref)))

    def writes(self) -> list[Write]:
        """Return what the commit will hold: the writes, and a check of each guarded read."""
        if not self._writes:
            return []
        checks = [
            Write("verify", ref, None, self._seen[ref].version)
            for ref in self._guarded
            if ref not in self._writes and self._seen[ref].version is not None
        ]
        return [*self._writes.values(), *checks]

    def changes(self) -> list[Ref]:
        """Return the documents that the commit replaces or deletes."""
        return [ref for ref, write in self._writes.items() if write.kind in ("replace", "delete")]

    def seen_since(self, began: float, earlier: Mapping[Ref, "_Seen"]) -> Mapping[Ref, "_Seen"]:
        """Return what this unit, which began then, knows of documents: read now, or earlier."""
        return {
            ref: earlier.get(ref) or _Seen(snapshot, began) for ref, snapshot in self._seen.items()
        }

    def unseen_creates(self) -> list[Ref]:
        """Return what is to be created without its absence having been read."""
        return [r for r, w in self._writes.items() if w.kind == "create" and r not in self._seen]

    def _put(self, write: Write) -> None:
        earlier = self._writes.get(write.ref)
        if earlier is not None and earlier.kind in ("create", "delete"):
            raise AssertionError(f"{write.kind} after {earlier.kind} of {write.ref} in one unit")
        self._writes[write.ref] = write

    def _version(self, ref: Ref) -> object:
        version = self._snapshot(ref).version
        if version is None:
            raise AssertionError(f"{ref} was not read as existing in this unit")
        return version

    def _snapshot(self, ref: Ref) -> Snapshot:
        if ref not in self._seen:
            batch = list(dict.fromkeys([*self._wanted, ref]))
            self._wanted.clear()
            self._keep(self._database.read(batch))
        return self._seen[ref]

    def _met(self, found: Sequence[Snapshot]) -> list[tuple[Ref, Document]]:
        for snapshot in found:
            self._seen.setdefault(snapshot.ref, snapshot)
        return [(s.ref, s.data) for s in found if s.data is not None]

    def _keep(self, read: Sequence[Snapshot]) -> None:
        for snapshot in read:
            self._seen[snapshot.ref] = snapshot
        for forbidden, stop in self._forbidden.items():
            met = self._seen.get(forbidden)
            if met is not None and met.data is not None:
                raise stop(met.data)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document as it was read, not before `at`."""

    snapshot: Snapshot
    at: float


@dataclass(frozen=True)
class RetryPolicy:
    """How long a unit of work keeps trying under contention, in seconds."""

    deadline: float = 12.0
    first_pause: float = 0.02
    longest_pause: float = 0.1


@dataclass
class Database:
    """Documents behind one adapter, with the retries that optimistic commits need.

    `committed` is told the writes of every commit, after it; the outbox relay listens there.
    `asked` is told every query before it runs, and may refuse it; see `kernel.indexes`.
    """

    adapter: Adapter
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    committed: Callable[[Sequence[Write]], None] | None = None
    asked: Callable[[Query], object] | None = None
    _lanes: Lanes[Ref, _Seen] = field(default_factory=Lanes, repr=False, compare=False)

    def run(self, body: Callable[[UnitOfWork], T]) -> T:
        """Return what `body` returns once its writes are committed.

        Refusals raised by the body pass through and nothing is written. Raises Exists when a
        document that the body created without reading was there, and Contention when the facts kept
        changing until the policy's deadline.
        """
        until = time.monotonic() + self.policy.deadline
        pause = self.policy.first_pause
        turn = self._lanes.turn()
        seen: Mapping[Ref, _Seen] = {}
        try:
            while True:
                began = time.monotonic()
                work = UnitOfWork(self, {ref: one.snapshot for ref, one in seen.items()})
                for meter in _meters.get():
                    meter.attempts += 1
                try:
                    try:
                        result = body(work)
                    finally:
                        seen = work.seen_since(began, seen)
                    writes = work.writes()
                    if not writes:
                        return result
                    ahead = turn.take(work.changes(), until=until)
                    if ahead is None:
                        seen = {}
                        self._commit(writes, work)
                        break
                    seen = _updated(seen, ahead)
                except Stale as stale:
                    for meter in _meters.get():
                        meter.lost += 1
                    if time.monotonic() + pause > until:
                        raise Contention from stale
                    # Full jitter spreads the processes that want one hot document over the pause.
                    time.sleep(random.uniform(0, pause))  # noqa: S311
                    pause = min(pause * 2, self.policy.longest_pause)
                    seen = {}
                except TooLong as too_long:
                    raise Contention from too_long
        finally:
            turn.end(seen)
        if self.committed is not None:
            self.committed(writes)
        return result

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return the documents now, in one round trip; None where there is none."""
        for meter in _meters.get():
            meter.round_trips += 1
            meter.documents_read += len(refs)
        return self.adapter.read(refs)

    def find(self, query: Query) -> Sequence[Snapshot]:
        """Return what matches now, in one round trip."""
        if self.asked is not None:
            self.asked(query)
        found = self.adapter.find(query)
        for meter in _meters.get():
            meter.round_trips += 1
            # A query that finds nothing is billed as one read.
            meter.documents_read += max(1, len(found))
        return found

    def count(self, query: Query) -> int:
        """Return how many documents match now in all, whatever the limit, in one round trip."""
        if self.asked is not None:
            self.asked(query)
        number = self.adapter.count(query)
        for meter in _meters.get():
            meter.round_trips += 1
            # A thousand that are counted are billed as one read.
            meter.documents_read += max(1, -(-number // 1000))
        return number

    def look_up(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return what matches each query now, and the documents now, in one round trip's time."""
        if self.asked is not None:
            for query in queries:
                self.asked(query)
        found, read = self.adapter.look_up(queries, refs)
        for meter in _meters.get():
            meter.round_trips += 1
            meter.documents_read += sum(max(1, len(matching)) for matching in found) + len(refs)
        return found, read

    def scan(self, query: Query) -> Iterator[tuple[Ref, Document]]:
        """Yield every match, page by page, outside any unit of work."""

        def find(page: Query) -> list[tuple[Ref, Document]]:
            return [(s.ref, s.data) for s in self.find(page) if s.data is not None]

        return paged(find, query)

    def close(self) -> None:
        """Let go of files and connections."""
        self.adapter.close()

    def _commit(self, writes: Sequence[Write], work: UnitOfWork) -> None:
        for meter in _meters.get():
            verified = sum(write.kind == "verify" for write in writes)
            meter.round_trips += 1
            meter.documents_verified += verified
            meter.documents_written += len(writes) - verified
        try:
            self.adapter.commit(writes)
        except Exists as exists:
            # A unit that lost a race may find the very document that the winner made: it has to
            # look again, not to fail.
            if exists.ref not in work.unseen_creates() or self._is_stale(writes):
                raise Stale from exists
            raise

    def _is_stale(self, writes: Sequence[Write]) -> bool:
        known = {write.ref: write.version for write in writes if write.version is not None}
        return bool(known) and any(
            snapshot.version != known[snapshot.ref] for snapshot in self.read(list(known))
        )


def _updated(seen: Mapping[Ref, _Seen], ahead: Mapping[Ref, _Seen | None]) -> Mapping[Ref, _Seen]:
    """Return what a unit has seen, with what those ahead of it have left in its place.

    Where nothing was left, for they have changed it, and where it is older than what the unit has
    seen itself, the document is to be read again.
    """
    kept = dict(seen)
    for ref, left in ahead.items():
        own = kept.pop(ref, None)
        if left is not None and (own is None or left.at >= own.at):
            kept[ref] = left
    return kept


def paged(
    find: Callable[[Query], list[tuple[Ref, Document]]], query: Query
) -> Iterator[tuple[Ref, Document]]:
    """Yield every match of a query, read page by page as far as it is asked for."""
    while True:
        found = find(query)
        yield from found
        if len(found) < query.limit:
            return
        query = resumed(query, *found[-1])


def resumed(query: Query, ref: Ref, data: Document) -> Query:
    """Return the query of what comes behind one of its matches."""
    return replace(
        query, after=(*(field_of(data, order.field) for order in query.order_by), ref.id)
    )


def field_of(data: Document, path: str) -> object:
    """Return the value at a dotted path, None where the path ends early."""
    value: object = data
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
