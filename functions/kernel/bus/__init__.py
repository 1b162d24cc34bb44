"""The bus port, and the outbox that feeds it.

An event is recorded in the outbox by the same commit as the change that it reports. The relay
publishes it to its topic and then removes it from the outbox: right after the commit on the
embedded default, from a Firestore trigger on the cloud. A sweep publishes what a crash left behind,
so every event is published at least once.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.kernel.database import Database, Order, Query, Ref, UnitOfWork, Where, Write
from functions.kernel.events import Event, Message, Undeliverable, to_message
from functions.kernel.logs import digest, log

OUTBOX = "outbox"


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
        ref = Ref(OUTBOX, event_id)

        def read(work: UnitOfWork) -> Message | None:
            data = work.find_unverified(ref)
            if data is None:
                return None
            return Message(str(data["topic"]), str(data["id"]), str(data["data"]))

        def remove(work: UnitOfWork) -> None:
            if work.find(ref) is not None:
                work.delete(ref)

        message = self.database.run(read)
        if message is None:
            return False
        self.bus.publish(message)
        self.database.run(remove)
        return True

    def after_commit(self, writes: Sequence[Write]) -> None:
        """Relay the events that a commit recorded; failures stay in the outbox for the sweep."""
        for write in writes:
            if write.kind == "create" and write.ref.collection == OUTBOX:
                self._try(write.ref.id)

    def sweep(
        self,
        *,
        recorded_before: datetime | None = None,
        may_go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[int, int]:
        """Publish the events left in the outbox, oldest first, while `may_go_on` returns true.

        Return how many were relayed and how many failed.
        """
        relayed = failed = 0
        where = () if recorded_before is None else (Where("recorded_at", "<", recorded_before),)
        for ref, _ in self.database.stream(Query(OUTBOX, where, (Order("recorded_at"),))):
            if not may_go_on():
                break
            if self._try(ref.id):
                relayed += 1
            else:
                failed += 1
        return relayed, failed

    def _try(self, event_id: str) -> bool:
        try:
            self.relay(event_id)
        except Exception as fault:
            # The event is still in the outbox: the caller's own work is done and must not fail.
            name = event_id.split(":", maxsplit=1)[0]
            log.error("relay_failed", event=name, item=digest(event_id), fault=fault)
            return False
        return True


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
