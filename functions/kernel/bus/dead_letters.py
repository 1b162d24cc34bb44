"""Dead letters of the embedded bus: events that kept failing, set aside until they are replayed.

On the cloud they are Pub/Sub's: see `infra.dead_letters`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.kernel.database import OUTBOX, Database, Document, Query, Ref, UnitOfWork
from functions.kernel.logs import digest, log

DEAD_LETTERS = "dead_letters"

MOST_ATTEMPTS = 20
"""How often a delivery is tried, as by the subscriptions on the cloud."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that was set aside, and the type of the last fault."""

    id: str
    topic: str
    fault: str


def count_attempt(work: UnitOfWork, ref: Ref, fault: Exception) -> None:
    """Count a failed delivery of an event in the outbox; set it aside after `MOST_ATTEMPTS`."""
    data = work.find(ref)
    if data is None:
        return
    earlier = data.get("attempts")
    attempts = 1 + (earlier if isinstance(earlier, int) else 0)
    counted: Document = {**data, "attempts": attempts, "fault": type(fault).__name__}
    if attempts < MOST_ATTEMPTS:
        work.replace(ref, counted)
        return
    _put(work, Ref(DEAD_LETTERS, ref.id), counted)
    work.delete(ref)
    log.error("dead_letter", topic=str(data.get("topic")), item=digest(ref.id), fault=fault)


def dead_letters(database: Database) -> Iterator[DeadLetter]:
    """Yield the events that were set aside, by id."""
    for ref, data in database.stream(Query(DEAD_LETTERS)):
        yield DeadLetter(ref.id, str(data.get("topic")), str(data.get("fault")))


def replay(database: Database, event_id: str) -> bool:
    """Put an event back into the outbox, from which it is relayed; return whether it was there.

    Handlers ignore what they have done before.
    """

    def put_back(work: UnitOfWork) -> bool:
        ref = Ref(DEAD_LETTERS, event_id)
        data = work.find(ref)
        if data is None:
            return False
        event = {name: value for name, value in data.items() if name not in ("attempts", "fault")}
        _put(work, Ref(OUTBOX, event_id), event)
        work.delete(ref)
        return True

    return database.run(put_back)


def _put(work: UnitOfWork, ref: Ref, data: Document) -> None:
    if work.find(ref) is None:
        work.create(ref, data)
    else:
        work.replace(ref, data)
