"""The database: documents behind one adapter, with the retries that optimistic commits need."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from functions.kernel.clock import monotonic
from functions.kernel.database.commit_queue import CommitQueue, QueueTimeout, Seen
from functions.kernel.database.crowds import Crowds, Member, Outcome, raising, run_bodies, seen_by
from functions.kernel.database.lane import Lane
from functions.kernel.database.meter import open_meters
from functions.kernel.database.port import (
    Adapter,
    Document,
    Exists,
    Query,
    Ref,
    Snapshot,
    Stale,
    Write,
    paged,
)
from functions.kernel.database.unit_of_work import UnitOfWork, left_by
from functions.kernel.errors import Contention, Refusal

T = TypeVar("T")


@dataclass(frozen=True)
class RetryPolicy:
    """How long a unit of work keeps trying under contention, in seconds."""

    deadline: float = 12.0
    first_pause: float = 0.02
    longest_pause: float = 0.1


@dataclass
class Database:
    """Documents behind one adapter, with the retries that optimistic commits need.

    `on_commit` is called with the writes after every commit, as the outbox relay needs it.
    `on_query` is called with every query before it runs, and may refuse it; see `kernel.indexes`.
    """

    adapter: Adapter
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    on_commit: Callable[[Sequence[Write]], None] | None = None
    on_query: Callable[[Query], object] | None = None
    queue: CommitQueue = field(default_factory=CommitQueue, repr=False, compare=False)
    crowds: Crowds = field(default_factory=Crowds, repr=False, compare=False)
    lane: Lane = field(default_factory=Lane, repr=False, compare=False)

    def run(self, body: Callable[[UnitOfWork], T], *, kept: dict[Ref, Seen] | None = None) -> T:
        """Return what `body` returns once its writes are committed.

        Documents in `kept` are not read again, unless the commit finds one of them stale. They are
        replaced with what this unit commits, for the next unit of the same act.

        Refusals raised by the body pass through and nothing is written. One that was decided on
        documents of different moments is decided again if any of them has changed. Raises Exists
        when the body created, without reading it first, a document that exists, and Contention when
        documents kept changing until the policy's deadline.
        """
        return self._run(body, until=monotonic() + self.policy.deadline, kept=kept)

    def _run(
        self,
        body: Callable[[UnitOfWork], T],
        *,
        until: float,
        kept: dict[Ref, Seen] | None = None,
        may_join: bool = True,
    ) -> T:
        """Run a unit of work as `run` does, alone unless it may join a crowd."""
        attempt = 1
        pause = self.policy.first_pause
        turn = self.queue.turn()
        seen: Mapping[Ref, Seen] = dict(kept or {})
        try:
            while True:
                began = monotonic()
                snapshots = {ref: one.snapshot for ref, one in seen.items()}
                moments = len({one.at for one in seen.values()})
                work = UnitOfWork(self, snapshots, attempt=attempt, moments=moments)
                for meter in open_meters():
                    meter.attempts += 1
                try:
                    try:
                        result = body(work)
                        if not work.has_writes():
                            return result
                    except BaseException:
                        seen = work.seen_since(began, seen)
                        raise
                    seen = work.seen_since(began, seen)
                    writes = work.writes()
                    if work.crowd is not None and may_join:
                        return self._run_in_crowd(work, work.crowd, body, seen, until=until)
                    ahead = turn.take(work.changes(), until=until)
                    if ahead is None:
                        seen = {}
                        versions = self._commit(writes, work)
                        break
                    seen = _updated(seen, ahead)
                except Refusal as refusal:
                    seen = self._seen_again(work, refusal, until=until)
                except Stale as stale:
                    _wait(pause, stale, until=until)
                    pause = min(pause * 2, self.policy.longest_pause)
                    attempt += 1
                    seen = {}
                except QueueTimeout as late:
                    raise Contention from late
        finally:
            turn.end(seen)
        if kept is not None:
            kept.clear()
            kept.update(left_by(writes, versions, at=monotonic()))
        if self.on_commit is not None:
            self.on_commit(writes)
        return result

    def _seen_again(
        self, work: UnitOfWork, refusal: Refusal, *, until: float
    ) -> Mapping[Ref, Seen]:
        """Read at once what a refused unit has read at different moments.

        Raises the refusal if nothing has changed since. A refusal is not committed, so no
        precondition notices that its documents were never like that at any one moment.
        """
        known, began = work.decided_on(), monotonic()
        if work.moments <= 1 or began > until:
            raise refusal
        now = self.read(list(known))
        if all(snapshot.version == known[snapshot.ref].version for snapshot in now):
            raise refusal
        return {snapshot.ref: Seen(snapshot, began) for snapshot in now}

    def _run_in_crowd(
        self,
        work: UnitOfWork,
        crowd: str,
        body: Callable[[UnitOfWork], T],
        seen: Mapping[Ref, Seen],
        *,
        until: float,
    ) -> T:
        """Commit a unit together with those of its crowd, which another or this one leads."""
        own = {ref: one for ref, one in seen.items() if ref not in work.shared}
        member = Member(body, own)
        has_waited = self.crowds.enter(crowd, member, until=until)
        if not member.is_ended:
            # What all want has changed by the time that a member has waited.
            self._lead(crowd, member, known=own if has_waited else seen, until=until)
        if member.outcome is None:
            return self._run(body, until=until, may_join=False)
        return cast("T", member.outcome())

    def _lead(self, crowd: str, leader: Member, *, known: Mapping[Ref, Seen], until: float) -> None:
        companions = self.crowds.companions(crowd)
        members = [leader, *companions]
        outcomes: list[Outcome | None] = [None] * len(members)
        try:
            outcomes = self._run(
                lambda work: run_bodies(work, members),
                until=until,
                kept={**seen_by(companions), **known},
                may_join=False,
            )
        except Exists:
            # It is not said whose document was in the way.
            pass
        except Exception as fault:
            outcomes = [raising(fault)] * len(members)
        finally:
            self.crowds.leave(crowd)
            for member, outcome in zip(members, outcomes, strict=True):
                member.outcome, member.is_ended = outcome, True
                member.gate.set()

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return a snapshot of each document, in one round trip."""
        for meter in open_meters():
            meter.round_trips += 1
            meter.documents_read += len(refs)
        return self.adapter.read(refs)

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match now, at most `query.limit`, in one round trip."""
        if self.on_query is not None:
            self.on_query(query)
        found = self.adapter.query(query)
        for meter in open_meters():
            meter.round_trips += 1
            # A query that finds nothing is billed as one read.
            meter.documents_read += max(1, len(found))
        return found

    def count(self, query: Query) -> int:
        """Return how many documents match now, whatever the limit, in one round trip."""
        if self.on_query is not None:
            self.on_query(query)
        number = self.adapter.count(query)
        for meter in open_meters():
            meter.round_trips += 1
            # A thousand that are counted are billed as one read.
            meter.documents_read += max(1, -(-number // 1000))
        return number

    def query_and_read(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return the matches of each query and the snapshots, in the time of one round trip."""
        if self.on_query is not None:
            for query in queries:
                self.on_query(query)
        found, read = self.adapter.query_and_read(queries, refs)
        for meter in open_meters():
            meter.round_trips += 1
            meter.documents_read += sum(max(1, len(matching)) for matching in found) + len(refs)
        return found, read

    def stream(self, query: Query) -> Iterator[tuple[Ref, Document]]:
        """Yield every match, querying page by page, outside any unit of work."""

        def page_of(page: Query) -> list[tuple[Ref, Document]]:
            return [(s.ref, s.data) for s in self.query(page) if s.data is not None]

        return paged(page_of, query)

    def close(self) -> None:
        """Close files and connections."""
        self.adapter.close()

    def _commit(self, writes: Sequence[Write], work: UnitOfWork) -> Sequence[object | None]:
        for meter in open_meters():
            verified = sum(write.kind == "verify" for write in writes)
            meter.round_trips += 1
            meter.documents_verified += verified
            meter.documents_written += len(writes) - verified
        try:
            return self.adapter.commit(writes)
        except Exists as exists:
            # A unit that lost a race may meet the document that the winner made: it must read
            # again, not fail.
            if exists.ref not in work.unseen_creates() or self._is_stale(writes):
                raise Stale from exists
            raise

    def _is_stale(self, writes: Sequence[Write]) -> bool:
        known = {write.ref: write.version for write in writes if write.version is not None}
        return bool(known) and any(
            snapshot.version != known[snapshot.ref] for snapshot in self.read(list(known))
        )


def _wait(pause: float, stale: Stale, *, until: float) -> None:
    for meter in open_meters():
        meter.lost += 1
    if monotonic() + pause > until:
        raise Contention from stale
    # Full jitter spreads the processes that want one hot document over the pause.
    time.sleep(random.uniform(0, pause))  # noqa: S311


def _updated(seen: Mapping[Ref, Seen], ahead: Mapping[Ref, Seen | None]) -> Mapping[Ref, Seen]:
    """Return what a unit has seen, updated by what the units ahead of it have seen since.

    A document is left out, and so read again, where the unit ahead changed it or has seen an older
    version than this unit.
    """
    kept = dict(seen)
    for ref, left in ahead.items():
        own = kept.pop(ref, None)
        if left is not None and (own is None or left.at >= own.at):
            kept[ref] = left
    return kept
