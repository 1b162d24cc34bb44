"""The bus port, and the outbox that feeds it.

An event is recorded in the outbox by the same commit as the change that it reports. The relay
publishes it to its topic and then removes it from the outbox: right after the commit on the
embedded default, from a Firestore trigger on the cloud. A sweep publishes what a crash left behind,
so every event is published at least once. On the embedded default, an event whose subscribers keep
failing is set aside: see `dead_letters`.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from functions.kernel.bus.dead_letters import count_attempt
from functions.kernel.clock import monotonic
from functions.kernel.database import (
    OUTBOX,
    Database,
    Document,
    Query,
    Ref,
    Seen,
    Snapshot,
    UnitOfWork,
    Write,
    resumed,
)
from functions.kernel.events import Event, Message, Undeliverable, to_message
from functions.kernel.logs import digest, log

_PAGE = 50
"""How many events a sweep removes in one commit, and so repeats at most after a crash."""


class Bus(Protocol):
    """Carries messages to every subscriber of their topic, at least once.

    `keeps_waiting` is true when `publish` returns only after the subscribers are done.
    """

    keeps_waiting: bool

    def publish(self, message: Message) -> None:
        """Return once the bus has accepted the message; raise when it has not."""
        ...


def record(work: UnitOfWork, event: Event) -> None:
    """Publish the event once this unit of work is committed."""
    message = to_message(event)
    work.create(
        Ref(OUTBOX, event.id),
        {"topic": message.topic, "id": message.id, "data": message.data, "recorded_at": event.at},
    )


def is_waiting(work: UnitOfWork, event: Event) -> bool:
    """Return whether the event is recorded and not yet published."""
    return work.find_unverified(Ref(OUTBOX, event.id)) is not None


@dataclass(frozen=True)
class Relay:
    """Moves events from the outbox to the bus."""

    database: Database
    bus: Bus

    def relay(self, event_id: str) -> bool:
        """Publish one event and remove it from the outbox; return whether it was still there."""
        (found,) = self.database.read([Ref(OUTBOX, event_id)])
        return self.relay_found(found)

    def relay_found(self, found: Snapshot) -> bool:
        """Publish an event as it was found in the outbox, and remove it without reading it again.

        Returns False if it was not there.
        """
        if found.data is None:
            return False
        self.bus.publish(message_in(found.data))
        self._remove([found])
        return True

    def after_commit(self, writes: Sequence[Write]) -> None:
        """Relay the events that a commit recorded; failures stay in the outbox for the sweep."""
        for write in writes:
            if write.kind == "create" and write.ref.collection == OUTBOX:
                assert write.data is not None
                self._try([Snapshot(write.ref, write.data, None)])

    def sweep(
        self,
        *,
        recorded_before: datetime | None = None,
        may_go_on: Callable[[], bool] = lambda: True,
        failing: set[str] | None = None,
    ) -> tuple[int, int]:
        """Publish the events left in the outbox, in the order of ids, while `may_go_on` is true.

        The events of a page leave the outbox in one commit. Those in `failing` are passed over, and
        those that fail now are added to it. Return how many were relayed and how many failed.
        """
        failing = set() if failing is None else failing
        relayed = failed = 0
        # Not by a query: Firestore limits a collection with an index on a time to some 500 writes
        # a second, and every event of the platform is written and removed here.
        for page in self._pages(Query(OUTBOX, limit=_PAGE)):
            tried = (
                event
                for event in page
                if event.ref.id not in failing and not _is_since(event, recorded_before)
            )
            published, faulty = self._try(takewhile(lambda _: may_go_on(), tried))
            failing.update(ref.id for ref in faulty)
            relayed += len(published)
            failed += len(faulty)
            if not may_go_on():
                break
        return relayed, failed

    def _pages(self, query: Query) -> Iterator[Sequence[Snapshot]]:
        while found := self.database.query(query):
            yield found
            last = found[-1]
            if len(found) < query.limit or last.data is None:
                return
            query = resumed(query, last.ref, last.data)

    def _try(self, events: Iterable[Snapshot]) -> tuple[list[Ref], list[Ref]]:
        """Publish events in turn, then remove them; return those relayed and those that failed."""
        published: list[Snapshot] = []
        faulty: list[Ref] = []
        for event in events:
            try:
                assert event.data is not None
                self.bus.publish(message_in(event.data))
            except Exception as fault:
                # The event is still in the outbox: the caller's own work is done and must not fail.
                self._note(event.ref, fault)
                faulty.append(event.ref)
            else:
                published.append(event)
        relayed = [event.ref for event in published]
        try:
            self._remove(published)
        except Exception as fault:
            for ref in relayed:
                _log_failure(ref, fault)
            return [], [*faulty, *relayed]
        return relayed, faulty

    def _note(self, ref: Ref, fault: Exception) -> None:
        """Log and count a failed delivery; where the bus hands messages over, it counts them."""
        _log_failure(ref, fault)
        if not self.bus.keeps_waiting:
            return
        try:
            self.database.run(lambda work: count_attempt(work, ref, fault))
        except Exception as failure:
            _log_failure(ref, failure)

    def _remove(self, events: Sequence[Snapshot]) -> None:
        """Remove events in one commit; only those whose version is not known are read before."""
        refs = [event.ref for event in events]
        at = monotonic()
        kept = {event.ref: Seen(event, at) for event in events if event.version is not None}

        def remove(work: UnitOfWork) -> None:
            work.prefetch(*refs)
            for ref in refs:
                if work.find(ref) is not None:
                    work.delete(ref)

        self.database.run(remove, kept=kept)


def _is_since(event: Snapshot, since: datetime | None) -> bool:
    at = (event.data or {}).get("recorded_at")
    return since is not None and isinstance(at, datetime) and at >= since


def message_in(data: Document) -> Message:
    """Return the message that an event's document in the outbox holds."""
    return Message(str(data["topic"]), str(data["id"]), str(data["data"]))


def _log_failure(ref: Ref, fault: Exception) -> None:
    name = ref.id.split(":", maxsplit=1)[0]
    log.error("relay_failed", event=name, item=digest(ref.id), fault=fault)


def from_push(data: object) -> Message:
    """Return the message in the data of a Pub/Sub CloudEvent: {"message": {"data", "attributes"}}.

    The publisher's attributes hold `topic` and `id`. A notification of Cloud Storage has none of
    those: its topic is `storage-` and its event type in kebab case. Raises Undeliverable when it is
    neither.
    """
    try:
        assert isinstance(data, dict)
        message = data["message"]
        attributes = message.get("attributes") or {}
        text = base64.b64decode(message.get("data") or "", validate=True).decode()
        if "eventType" in attributes and "bucketId" in attributes:
            topic = "storage-" + str(attributes["eventType"]).lower().replace("_", "-")
            name = f"{attributes['objectId']}@{attributes['objectGeneration']}"
            return Message(topic, name, text)
        return Message(str(attributes["topic"]), str(attributes["id"]), text)
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise Undeliverable("not a message of this bus") from fault
