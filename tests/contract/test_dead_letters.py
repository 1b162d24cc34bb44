"""Dead letters: a message that keeps failing is set aside, and replayed once its cause is gone."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import grpc  # type: ignore[import-untyped]
import pytest
from google.api_core.exceptions import DeadlineExceeded
from google.protobuf.duration_pb2 import Duration
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import (
    DeadLetterPolicy,
    PullRequest,
    ReceivedMessage,
    RetryPolicy,
    Subscription,
    Topic,
)

from functions.kernel.bus import record
from functions.kernel.bus.dead_letters import DEAD_LETTERS, MOST_ATTEMPTS
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Query
from functions.kernel.events import Event, Message, named
from functions.kernel.platform import Platform, use_platform
from functions.kernel.subscribers import Subscriber
from infra import dead_letters as cloud
from local import dead_letters as by_hand
from local.emulators import environment
from local.relay import BackgroundRelay
from tests.support.server import eventually

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
POISON = "gong-struck:poison:1"

pytestmark = pytest.mark.usefixtures("no_subscribers")


@named("gong-struck")
class GongStruck(Event, frozen=True, kw_only=True):
    """A gong was struck."""


class Listener:
    """A subscriber that fails on the poisoned message until it is cured."""

    def __init__(self) -> None:
        self.met: list[str] = []
        self.is_cured = False
        Subscriber("listener").on_topic(GongStruck.name)(self._hear)

    def _hear(self, _: Platform, message: Message) -> None:
        self.met.append(message.id)
        if message.id == POISON and not self.is_cured:
            raise ValueError("cracked")


def strike(platform: Platform, name: str) -> None:
    event = GongStruck(subject_id=name, at=NOON)
    platform.database.run(lambda work: record(work, event))


def ids(platform: Platform, collection: str) -> list[str]:
    return [ref.id for ref, _ in platform.database.stream(Query(collection))]


def test_background_relay_sets_a_poisoned_event_aside(tmp_path: Path) -> None:
    platform = Platform(Settings(data=tmp_path))
    listener = Listener()
    relay = BackgroundRelay(platform, retry_seconds=0.01)
    relay.start()
    strike(platform, "poison")
    strike(platform, "good")
    aside = eventually(lambda: ids(platform, DEAD_LETTERS), lambda found: found == [POISON])
    relay.stop()
    relay.thread.join(10)
    assert aside == [POISON]
    assert ids(platform, OUTBOX) == []
    platform.close()
    assert listener.met.count(POISON) == MOST_ATTEMPTS
    assert listener.met.count("gong-struck:good:1") == 1


def test_dead_letters_are_listed_and_replayed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listener = Listener()
    platform = Platform(Settings(data=tmp_path))
    strike(platform, "poison")
    for _ in range(MOST_ATTEMPTS - 1):
        assert ids(platform, OUTBOX) == [POISON]
        platform.relay.sweep()
    assert (ids(platform, OUTBOX), ids(platform, DEAD_LETTERS)) == ([], [POISON])
    platform.close()
    with environment(CULTUREPASS_DATA=str(tmp_path)):
        assert by_hand.run([]) == 0
        assert f"{POISON}  gong-struck  ValueError\n1 dead letter." in capsys.readouterr().out
        assert by_hand.run(["replay", "gong-struck:none:1"]) == 1
        assert "no such dead letter" in capsys.readouterr().out
        assert by_hand.run(["replay"]) == 1
        assert "failed; it is tried again" in capsys.readouterr().out
    again = Platform(Settings(data=tmp_path))
    assert (ids(again, OUTBOX), ids(again, DEAD_LETTERS)) == ([POISON], [])
    for _ in range(MOST_ATTEMPTS - 1):
        again.relay.sweep()
    assert ids(again, DEAD_LETTERS) == [POISON]
    again.close()
    listener.is_cured = True
    with environment(CULTUREPASS_DATA=str(tmp_path)):
        assert by_hand.run(["replay", POISON]) == 0
        assert f"{POISON}: delivered" in capsys.readouterr().out
        assert by_hand.run([]) == 0
        assert "0 dead letters." in capsys.readouterr().out
    assert listener.met[-1] == POISON
    use_platform(None)


# On the cloud

ATTEMPTS = 5
_WAIT = 0.3
"""Seconds for a pull from the emulator, which answers at once where there is a message."""


class Topics:
    """A project of Pub/Sub's emulator with a function's subscription, pulled instead of pushed."""

    def __init__(self, host: str) -> None:
        self.project = f"demo-{uuid4().hex}"
        self.refused = 0
        self._channel = grpc.insecure_channel(host)
        self.subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=self._channel))
        publisher = PublisherClient(transport=PublisherGrpcTransport(channel=self._channel))
        for topic in (GongStruck.name, "dead-letters"):
            publisher.create_topic(Topic(name=f"projects/{self.project}/topics/{topic}"))
        self.name = f"projects/{self.project}/subscriptions/listener.{GongStruck.name}"
        self.subscriber.create_subscription(
            Subscription(
                name=self.name,
                topic=f"projects/{self.project}/topics/{GongStruck.name}",
                ack_deadline_seconds=10,
                retry_policy=RetryPolicy(
                    minimum_backoff=Duration(seconds=0), maximum_backoff=Duration(seconds=0)
                ),
                dead_letter_policy=DeadLetterPolicy(
                    dead_letter_topic=f"projects/{self.project}/topics/dead-letters",
                    max_delivery_attempts=ATTEMPTS,
                ),
            )
        )
        self.subscriber.create_subscription(
            Subscription(
                name=f"projects/{self.project}/subscriptions/dead-letters",
                topic=f"projects/{self.project}/topics/dead-letters",
                ack_deadline_seconds=60,
            )
        )

    def pull(self) -> list[ReceivedMessage]:
        request = PullRequest(subscription=self.name, max_messages=10)
        try:
            return list(self.subscriber.pull(request, timeout=_WAIT, retry=None).received_messages)
        except DeadlineExceeded:
            return []

    def handle(self, *, poison: str | None) -> list[str]:
        """Handle what waits as a function does, except that the poisoned event fails."""
        handled = []
        for one in self.pull():
            if one.message.attributes["id"] == poison:
                self.refused += 1
                self.subscriber.modify_ack_deadline(
                    subscription=self.name, ack_ids=[one.ack_id], ack_deadline_seconds=0
                )
            else:
                self.subscriber.acknowledge(subscription=self.name, ack_ids=[one.ack_id])
                handled.append(one.message.attributes["id"])
        return handled

    def close(self) -> None:
        self._channel.close()


@pytest.fixture
def topics(pubsub_emulator: str) -> Iterator[Topics]:
    """The emulator, named by the environment as for the command."""
    made = Topics(pubsub_emulator)
    with environment(PUBSUB_EMULATOR_HOST=pubsub_emulator):
        yield made
    made.close()


@pytest.mark.emulator("pubsub")
def test_poisoned_message_reaches_the_dead_letters_and_is_replayed(
    topics: Topics, tmp_path: Path
) -> None:
    platform = Platform(Settings(bus="pubsub", project=topics.project, data=tmp_path))
    platform.bus.publish(Message(GongStruck.name, POISON, "{}"))
    platform.bus.publish(Message(GongStruck.name, "gong-struck:good:1", "{}"))
    platform.close()
    handled: list[str] = []
    found: list[cloud.DeadLetter] = []
    until = time.monotonic() + 30
    while topics.refused < ATTEMPTS and time.monotonic() < until:
        handled += topics.handle(poison=POISON)
    while not found and time.monotonic() < until:
        handled += topics.handle(poison=POISON)
        found = cloud.listed(topics.project, wait=_WAIT)
    assert handled == ["gong-struck:good:1"]
    assert [(letter.topic, letter.event_id) for letter in found] == [(GongStruck.name, POISON)]
    assert cloud.replay(topics.project, ["no such id"], wait=_WAIT) == []
    assert [letter.event_id for letter in cloud.replay(topics.project, wait=_WAIT)] == [POISON]
    assert cloud.listed(topics.project, wait=_WAIT) == []
    (again,) = topics.pull()
    assert dict(again.message.attributes) == {"topic": GongStruck.name, "id": POISON}
    assert again.message.data == b"{}"
