"""The calls to the database that a paid booking takes, with all that follows by event.

On Firestore the relay is sent the event as Eventarc sends it, made from the stored document.
"""

from dataclasses import dataclass, field

from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from functions.kernel.database import OUTBOX, Database, Query, Ref, Snapshot
from functions.kernel.database.firestore import FirestoreAdapter
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from functions.partners.webhooks.rules import LISTED_FOR, LISTED_SIRENS
from tests.support import given
from tests.support.adapters import CountingAdapter
from tests.support.notices import states

CALLS = 8
"""Two of the request, one of the relay, and five of the e-mail: opened and handed over, each by a
read and a commit, then ended by a commit."""


@dataclass
class Counting(CountingAdapter):
    """Counts the calls; without a trigger of its own, the database behind reports `event`."""

    event: Snapshot | None = None

    def reported(self, event: object) -> Snapshot | None:
        return super().reported(event) or self.event


@dataclass
class Kept:
    """A bus that keeps what is published."""

    keeps_waiting = False
    messages: list[Message] = field(default_factory=list)

    def publish(self, message: Message) -> None:
        self.messages.append(message)


def reported(platform: Platform, ref: Ref) -> bytes:
    """Return DocumentEventData about a document that was created, as Eventarc sends it."""
    counting = platform.database.adapter
    assert isinstance(counting, Counting)
    adapter = counting.adapter
    if not isinstance(adapter, FirestoreAdapter):
        (counting.event,) = adapter.read([ref])
        return b"\x0a\x80\xff\xfe\x12"
    client = FirestoreClient(transport=FirestoreGrpcTransport(channel=adapter._channel))
    root = f"projects/{platform.settings.project}/databases/(default)/documents"
    found = client.get_document({"name": f"{root}/{ref.collection}/{ref.id}"})
    # The document is field 1 of the message, and a batch's answer has it there as well.
    message = types.BatchGetDocumentsResponse(found=found)
    return bytes(types.BatchGetDocumentsResponse.serialize(message))


def relay(platform: Platform, event: Ref) -> None:
    """Call the relay about a new document of the outbox."""
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "7d2f",
        "ce-type": "google.cloud.firestore.document.v1.created",
        "ce-source": "//firestore.googleapis.com/projects/p/databases/(default)",
        "ce-document": f"{event.collection}/{event.id}",
        "Content-Type": "application/protobuf",
    }
    data = reported(platform, event)
    assert given.client("relay_outbox").post("/", headers=headers, data=data).status_code == 200


def test_paid_booking_takes_eight_calls_and_one_publish_in_all(either: Platform) -> None:
    given.beneficiary(either)
    stock = given.stock(either, given.ticket(1_200))
    behind = either.database.adapter
    counting, bus = Counting(behind), Kept()
    either.use("database", Database(counting))
    # An instance asks at most once in ten seconds who has a webhook.
    no_webhooks: frozenset[str] = frozenset()
    now = given.now(either)
    either.remembered.recall(LISTED_SIRENS, lambda: no_webhooks, kept_for=LISTED_FOR, now=now)
    either.use("bus", bus)

    answer = given.call(
        either, "POST", "/v1/bookings", {"stock_id": stock.id}, uid="ana", Idempotency_Key="once"
    )
    assert answer.status_code == 201
    (event,) = behind.query(Query(OUTBOX))
    relay(either, event.ref)
    (message,) = bus.messages
    given.deliver(either, message)

    assert counting.calls == [*["read", "commit"], "commit", *["read", "commit"] * 2, "commit"]
    assert len(counting.calls) == CALLS
    assert behind.query(Query(OUTBOX)) == []
    assert states(either)["booking-confirmed ana"] == "sent"


def test_event_that_is_reported_again_is_published_again_and_changes_nothing(
    either: Platform,
) -> None:
    given.beneficiary(either)
    stock = given.stock(either, given.ticket(1_200))
    behind = either.database.adapter
    bus = Kept()
    either.use("database", Database(Counting(behind)))
    either.use("bus", bus)
    given.book(either, stock.id)
    (event,) = behind.query(Query(OUTBOX))
    counting = Counting(behind, event=event)
    either.use("database", Database(counting))
    for _ in range(2):
        assert either.relay.relay_found(event)
    assert bus.messages[0] == bus.messages[1]
    # The second removal finds the event gone, and reads once more to make sure.
    assert counting.calls == ["commit", "commit", "read"]
    assert behind.query(Query(OUTBOX)) == []
