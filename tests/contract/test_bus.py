"""The promises of every bus: no event is lost or has its effect twice."""

import base64
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import functions_framework
import grpc  # type: ignore[import-untyped]
import pytest
from google.api_core.exceptions import NotFound
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PullRequest, PushConfig, Subscription, Topic
from werkzeug.serving import make_server

from functions.kernel.bus import Bus, from_push, record
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Document, Query, Ref, UnitOfWork
from functions.kernel.errors import Conflict
from functions.kernel.events import Event, Message, Undeliverable, from_message, named, to_message
from functions.kernel.platform import Platform, use_platform
from functions.kernel.subscribers import HANDLED, Subscriber
from local.emulators import environment
from tests.support.push import to_push

PUBSUB = pytest.mark.emulator("pubsub")
NOON = datetime(2026, 5, 4, 12, 0, 0, 123_456, tzinfo=UTC)
SHELF = "shelf"

pytestmark = pytest.mark.usefixtures("no_subscribers")


@named("box-opened")
class BoxOpened(Event, frozen=True, kw_only=True):
    """A box was opened."""

    content: str


class BoxIsEmpty(Conflict):
    """There is nothing in the box."""

    code = "box_is_empty"


def opened(name: str = "b1", *, at: datetime = NOON) -> BoxOpened:
    return BoxOpened(subject_id=name, at=at, content="Été «à l'Odéon» 🎭\n\x1f")


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """The embedded default: SQLite, the inline bus, and a relay after each commit."""
    embedded = Platform(Settings(data=tmp_path))
    yield embedded
    embedded.close()


class Carrier(Protocol):
    """A bus with somebody who listens on one topic."""

    bus: Bus
    topic: str

    def received(self, count: int) -> list[Message]:
        """Return what arrived, once it is `count` messages."""
        ...


class InlineCarrier:
    """The inline bus and a subscriber."""

    def __init__(self, platform: Platform) -> None:
        self.bus = platform.bus
        self.topic = "boxes"
        self._arrived: list[Message] = []
        Subscriber("listener").on_topic(self.topic)(
            lambda _, message: self._arrived.append(message)
        )

    def received(self, count: int) -> list[Message]:
        assert len(self._arrived) == count
        return self._arrived


class PubsubCarrier:
    """A new project of the emulator with one topic and one subscription."""

    def __init__(self, host: str, *, data: Path, push_to: str = "") -> None:
        self.project = f"demo-{uuid4().hex}"
        self.topic = "boxes"
        self.platform = Platform(Settings(bus="pubsub", project=self.project, data=data))
        with environment(PUBSUB_EMULATOR_HOST=host):
            self.bus = self.platform.bus
        self._channel = grpc.insecure_channel(host)
        self._subscriber = SubscriberClient(
            transport=SubscriberGrpcTransport(channel=self._channel)
        )
        self._subscription = f"projects/{self.project}/subscriptions/listener"
        self.make_topic(self.topic)
        self._subscriber.create_subscription(
            Subscription(
                name=self._subscription,
                topic=f"projects/{self.project}/topics/{self.topic}",
                push_config=PushConfig(push_endpoint=push_to),
            )
        )

    def make_topic(self, name: str) -> None:
        publisher = PublisherClient(transport=PublisherGrpcTransport(channel=self._channel))
        publisher.create_topic(Topic(name=f"projects/{self.project}/topics/{name}"))

    def received(self, count: int) -> list[Message]:
        arrived: list[Message] = []
        while len(arrived) < count:
            request = PullRequest(subscription=self._subscription, max_messages=count)
            pulled = self._subscriber.pull(request, timeout=10).received_messages
            self._subscriber.acknowledge(
                subscription=self._subscription, ack_ids=[one.ack_id for one in pulled]
            )
            for one in pulled:
                data = base64.b64encode(one.message.data).decode()
                attributes = dict(one.message.attributes)
                arrived.append(from_push({"message": {"data": data, "attributes": attributes}}))
        return arrived

    def close(self) -> None:
        self._channel.close()
        self.platform.close()


@pytest.fixture
def pubsub(pubsub_emulator: str, tmp_path: Path) -> Iterator[PubsubCarrier]:
    """Pub/Sub on the emulator."""
    carrier = PubsubCarrier(pubsub_emulator, data=tmp_path)
    yield carrier
    carrier.close()


@pytest.fixture(params=["inline", pytest.param("pubsub", marks=PUBSUB)])
def carrier(request: pytest.FixtureRequest) -> Carrier:
    """Each bus, with a listener."""
    if request.param == "inline":
        return InlineCarrier(request.getfixturevalue("platform"))
    found: Carrier = request.getfixturevalue("pubsub")
    return found


# Every bus


def test_a_published_message_arrives_as_it_was(carrier: Carrier) -> None:
    event = opened()
    message = Message(carrier.topic, event.id, to_message(event).data)
    carrier.bus.publish(message)
    (arrived,) = carrier.received(1)
    assert arrived == message
    assert from_message(BoxOpened, arrived) == event


def test_every_message_arrives_with_its_own_id(carrier: Carrier) -> None:
    sent = [Message(carrier.topic, f"box:{n}:1", f'{{"n":{n}}}') for n in range(20)]
    for message in sent:
        carrier.bus.publish(message)
    arrived = carrier.received(20)
    assert sorted(arrived, key=lambda message: message.id) == sorted(sent, key=lambda m: m.id)


def test_a_message_may_carry_no_data(carrier: Carrier) -> None:
    carrier.bus.publish(Message(carrier.topic, "box:1:1", ""))
    assert carrier.received(1) == [Message(carrier.topic, "box:1:1", "")]


# Pub/Sub


@PUBSUB
def test_publishing_to_a_missing_topic_raises(pubsub: PubsubCarrier) -> None:
    with pytest.raises(NotFound):
        pubsub.bus.publish(Message("no-such-topic", "box:1:1", "{}"))


@PUBSUB
def test_an_event_waits_in_the_outbox_until_its_topic_can_take_it(pubsub: PubsubCarrier) -> None:
    platform = pubsub.platform
    platform.database.run(lambda work: record(work, opened()))
    assert waiting(platform) == ["box-opened:b1:1"]
    pubsub.make_topic("box-opened")
    assert platform.relay.sweep() == (1, 0)
    assert waiting(platform) == []


_FUNCTION = """
import functions_framework

from functions.kernel.bus import from_push
from functions.kernel.subscribers import subscribers
from functions.kernel.platform import current_platform


@functions_framework.cloud_event
def shelve(event):
    subscribers[0].deliver(current_platform(), from_push(event.data))
"""


@PUBSUB
def test_a_pushed_message_reaches_the_subscriber_of_a_function(
    platform: Platform, pubsub_emulator: str, tmp_path: Path
) -> None:
    shelving = Subscriber("shelving")
    arrived: list[Message] = []
    done = threading.Event()

    @shelving.on_topic("boxes")
    def shelve(_: Platform, message: Message) -> None:
        arrived.append(message)
        if len(arrived) == 1:
            raise RuntimeError("not ready")  # the push is answered with 500 and comes again
        done.set()

    source = tmp_path / "main.py"
    source.write_text(_FUNCTION)
    use_platform(platform)
    app = functions_framework.create_app("shelve", str(source), "cloudevent")
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    pushed = PubsubCarrier(pubsub_emulator, data=tmp_path / "publisher", push_to=address)
    try:
        message = Message("boxes", "box:1:1", to_message(opened()).data)
        pushed.bus.publish(message)
        assert done.wait(20)
    finally:
        pushed.close()
        server.shutdown()
        thread.join()
        server.server_close()
        use_platform(None)
    assert arrived == [message, message]


# The outbox


def waiting(platform: Platform) -> list[str]:
    return [snapshot.ref.id for snapshot in platform.database.query(Query(OUTBOX))]


def shelf(platform: Platform) -> list[Document]:
    return [s.data for s in platform.database.query(Query(SHELF)) if s.data is not None]


def shelving_subscriber(name: str = "shelving") -> Subscriber:
    """Return a subscriber that counts the boxes on the shelf: a repeat would show."""
    subscriber = Subscriber(name)

    @subscriber.on(BoxOpened)
    def shelve(work: UnitOfWork, event: BoxOpened) -> None:
        ref = Ref(SHELF, f"{name}~{event.subject_id}")
        found = work.find(ref)
        if found is None:
            work.create(ref, {"count": 1, "content": event.content})
        else:
            assert isinstance(found["count"], int)
            work.replace(ref, {**found, "count": found["count"] + 1})

    return subscriber


def failing_subscriber(times: int) -> list[str]:
    """Add a subscriber that fails so many times; the list holds what it met."""
    met: list[str] = []
    subscriber = Subscriber("failing")

    @subscriber.on_at_least_once(BoxOpened)
    def fail(_: Platform, event: BoxOpened) -> None:
        met.append(event.id)
        if len(met) <= times:
            raise RuntimeError("not now")

    return met


def open_box(platform: Platform, name: str = "b1", *, at: datetime = NOON) -> None:
    platform.database.run(lambda work: record(work, opened(name, at=at)))


def crash_after_commit(platform: Platform) -> Callable[[], None]:
    """Stop relaying after commits, as when the process dies; return a function that resumes it."""
    database = platform.database
    listener = database.on_commit
    database.on_commit = None

    def restart() -> None:
        database.on_commit = listener

    return restart


def test_a_recorded_event_is_relayed_after_its_commit_and_leaves_the_outbox(
    platform: Platform,
) -> None:
    shelving_subscriber()
    open_box(platform)
    assert shelf(platform) == [{"count": 1, "content": opened().content}]
    assert waiting(platform) == []


def test_an_event_of_a_refused_unit_is_never_published(platform: Platform) -> None:
    met = failing_subscriber(0)

    def body(work: UnitOfWork) -> None:
        record(work, opened())
        raise BoxIsEmpty

    with pytest.raises(BoxIsEmpty):
        platform.database.run(body)
    assert platform.relay.sweep() == (0, 0)
    assert met == []


def test_an_event_without_a_subscriber_leaves_the_outbox(platform: Platform) -> None:
    open_box(platform)
    assert waiting(platform) == []


def test_an_event_stays_in_the_outbox_while_a_subscriber_fails(platform: Platform) -> None:
    met = failing_subscriber(2)
    open_box(platform)  # the commit itself does not fail
    assert waiting(platform) == ["box-opened:b1:1"]
    assert platform.relay.sweep() == (0, 1)
    assert platform.relay.sweep() == (1, 0)
    assert platform.relay.sweep() == (0, 0)
    assert met == ["box-opened:b1:1"] * 3


def test_a_subscriber_is_served_though_one_before_it_fails(platform: Platform) -> None:
    failing_subscriber(1)
    shelving_subscriber()
    open_box(platform)
    assert [box["count"] for box in shelf(platform)] == [1]
    assert platform.relay.sweep() == (1, 0)
    assert [box["count"] for box in shelf(platform)] == [1]


def test_an_event_that_a_crash_left_behind_is_swept(platform: Platform) -> None:
    shelving_subscriber()
    restart = crash_after_commit(platform)
    open_box(platform)
    restart()
    assert waiting(platform) == ["box-opened:b1:1"]
    assert shelf(platform) == []
    assert platform.relay.sweep() == (1, 0)
    assert [box["count"] for box in shelf(platform)] == [1]
    assert waiting(platform) == []


def test_a_sweep_visits_more_than_a_page(platform: Platform) -> None:
    met = failing_subscriber(0)
    restart = crash_after_commit(platform)

    def body(work: UnitOfWork) -> None:
        for n in range(250):
            record(work, opened(f"b{n:03}"))

    platform.database.run(body)
    restart()
    assert platform.relay.sweep() == (250, 0)
    assert len(met) == len(set(met)) == 250
    assert waiting(platform) == []


def test_a_sweep_leaves_what_was_recorded_just_now_to_the_relay(platform: Platform) -> None:
    met = failing_subscriber(0)
    restart = crash_after_commit(platform)
    open_box(platform, "old", at=NOON - timedelta(minutes=5))
    open_box(platform, "new", at=NOON)
    restart()
    assert platform.relay.sweep(recorded_before=NOON) == (1, 0)
    assert met == ["box-opened:old:1"]
    assert waiting(platform) == ["box-opened:new:1"]


def test_relaying_an_event_again_publishes_nothing(platform: Platform) -> None:
    met = failing_subscriber(0)
    open_box(platform)
    assert platform.relay.relay("box-opened:b1:1") is False
    assert met == ["box-opened:b1:1"]


# Repeats


def test_a_repeated_event_has_one_effect(platform: Platform) -> None:
    shelving_subscriber()
    message = to_message(opened())
    platform.bus.publish(message)
    platform.bus.publish(message)
    assert [box["count"] for box in shelf(platform)] == [1]


def test_an_event_delivered_many_times_at_once_has_one_effect(platform: Platform) -> None:
    subscriber = shelving_subscriber()
    message = to_message(opened())
    ready = threading.Barrier(8)
    faults: list[Exception] = []

    def deliver() -> None:
        ready.wait()
        try:
            subscriber.deliver(platform, message)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [box["count"] for box in shelf(platform)] == [1]


def test_each_subscriber_has_its_own_effect(platform: Platform) -> None:
    shelving_subscriber("first")
    shelving_subscriber("second")
    open_box(platform)
    assert [box["count"] for box in shelf(platform)] == [1, 1]


def test_a_handler_that_fails_leaves_no_claim_on_the_event(platform: Platform) -> None:
    subscriber = Subscriber("shelving")
    runs = 0

    @subscriber.on(BoxOpened)
    def shelve(work: UnitOfWork, event: BoxOpened) -> None:
        nonlocal runs
        runs += 1
        work.create(Ref(SHELF, event.subject_id), {"run": runs})
        if runs == 1:
            raise RuntimeError("not now")

    open_box(platform)
    assert (shelf(platform), platform.database.query(Query(HANDLED))) == ([], [])
    assert platform.relay.sweep() == (1, 0)
    assert shelf(platform) == [{"run": 2}]
    (claim,) = platform.database.query(Query(HANDLED))
    assert claim.ref.id == "shelving~box-opened:b1:1"
    assert claim.data is not None
    assert claim.data["expires_at"] > platform.clock.now() + timedelta(days=7)  # type: ignore[operator]


def test_a_message_for_a_topic_without_a_handler_is_undeliverable(platform: Platform) -> None:
    with pytest.raises(Undeliverable):
        shelving_subscriber().deliver(platform, Message("crates", "crate:1:1", "{}"))


def test_a_topic_has_one_handler_in_a_subscriber() -> None:
    subscriber = shelving_subscriber()
    with pytest.raises(ValueError, match="shelving handles box-opened already"):
        subscriber.on_topic("box-opened")(lambda _, __: None)


# The envelope


def test_a_push_carries_a_message_as_it_was() -> None:
    message = to_message(opened())
    assert from_push(to_push(message)) == message


def test_a_push_of_cloud_storage_is_a_message_too() -> None:
    attributes = {
        "eventType": "OBJECT_FINALIZE",
        "bucketId": "uploads",
        "objectId": "pictures/1",
        "objectGeneration": "17",
    }
    data = base64.b64encode(b'{"size": "5"}').decode()
    message = from_push({"message": {"data": data, "attributes": attributes}})
    assert message == Message("storage-object-finalize", "pictures/1@17", '{"size": "5"}')


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        b"bytes",
        7,
        [],
        {},
        {"message": None},
        {"message": "text"},
        {"message": []},
        {"message": {}},
        {"message": {"data": "e30="}},
        {"message": {"data": "e30=", "attributes": None}},
        {"message": {"data": "e30=", "attributes": "topic"}},
        {"message": {"data": "e30=", "attributes": ["topic", "id"]}},
        {"message": {"data": "e30=", "attributes": {"topic": "boxes"}}},
        {"message": {"data": "e30=", "attributes": {"id": "box:1:1"}}},
        {"message": {"data": "not base64", "attributes": {"topic": "boxes", "id": "1"}}},
        {"message": {"data": "é", "attributes": {"topic": "boxes", "id": "1"}}},
        {"message": {"data": 7, "attributes": {"topic": "boxes", "id": "1"}}},
        {"message": {"data": "/w==", "attributes": {"topic": "boxes", "id": "1"}}},
        {"message": {"attributes": {"eventType": "OBJECT_FINALIZE", "bucketId": "uploads"}}},
    ],
    ids=repr,
)
def test_what_is_not_a_message_is_undeliverable(data: object) -> None:
    with pytest.raises(Undeliverable):
        from_push(data)
