"""Dead letters on the cloud: list the messages that no function could handle, and replay them.

Pub/Sub moves a message to the topic `dead-letters` after its last attempt; a subscription of the
same name keeps it for 31 days.
"""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import grpc  # type: ignore[import-untyped]
from google.api_core.exceptions import DeadlineExceeded
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PubsubMessage

from functions.kernel.bus.pubsub import open_client

SUBSCRIPTION = "dead-letters"

_PAGE = 100
_WAIT = 5.0
"""Seconds for which a pull waits for messages before there are taken to be none."""
_TIMEOUT = 10.0
"""Seconds for a call."""

_SOURCE = "CloudPubSubDeadLetterSourceSubscription"
_ADDED = "CloudPubSubDeadLetter"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was set aside: Pub/Sub's id, the topic it came from, and the event's id."""

    id: str
    topic: str
    event_id: str


def listed(project: str, *, wait: float = _WAIT) -> list[DeadLetter]:
    """Return the dead letters of a project, and leave them where they are.

    None are left once a pull has waited for `wait` seconds.
    """
    with _open_subscriber() as subscriber:
        pulled = list(_pull(subscriber, project, wait))
        _release(subscriber, project, [ack_id for ack_id, _ in pulled])
    return [_letter(message) for _, message in pulled]


def replay(project: str, ids: Collection[str] = (), *, wait: float = _WAIT) -> list[DeadLetter]:
    """Publish dead letters to their own topics again, all or those named; return them.

    They are found as by `listed`. A message leaves the dead letters once its topic has it; handlers
    ignore events that they have handled.
    """
    publisher, replayed, kept = open_client(), [], []
    with _open_subscriber() as subscriber:
        name = subscriber.subscription_path(project, SUBSCRIPTION)
        for ack_id, message in _pull(subscriber, project, wait):
            letter = _letter(message)
            if ids and letter.id not in ids:
                kept.append(ack_id)
                continue
            kept_attributes = {
                k: v for k, v in message.attributes.items() if not k.startswith(_ADDED)
            }
            again = PubsubMessage(data=message.data, attributes=kept_attributes)
            topic = publisher.topic_path(project, letter.topic)
            publisher.publish(topic=topic, messages=[again], timeout=_TIMEOUT)
            subscriber.acknowledge(subscription=name, ack_ids=[ack_id], timeout=_TIMEOUT)
            replayed.append(letter)
        _release(subscriber, project, kept)
    return replayed


def _open_subscriber() -> SubscriberClient:
    emulator = os.environ.get("PUBSUB_EMULATOR_HOST")
    create = SubscriberGrpcTransport.create_channel
    channel = grpc.insecure_channel(emulator) if emulator else create()
    return SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))


def _pull(
    subscriber: SubscriberClient, project: str, wait: float
) -> Iterator[tuple[str, PubsubMessage]]:
    """Yield each message that waits, once, with the id that acknowledges it."""
    name = subscriber.subscription_path(project, SUBSCRIPTION)
    seen: set[str] = set()
    while True:
        try:
            response = subscriber.pull(
                subscription=name, max_messages=_PAGE, timeout=wait, retry=None
            )
        except DeadlineExceeded:
            return
        fresh = [one for one in response.received_messages if one.message.message_id not in seen]
        if not fresh:
            return
        for one in fresh:
            seen.add(one.message.message_id)
            yield one.ack_id, one.message


def _release(subscriber: SubscriberClient, project: str, ack_ids: list[str]) -> None:
    if ack_ids:
        subscriber.modify_ack_deadline(
            subscription=subscriber.subscription_path(project, SUBSCRIPTION),
            ack_ids=ack_ids,
            ack_deadline_seconds=0,
            timeout=_TIMEOUT,
        )


def _letter(message: PubsubMessage) -> DeadLetter:
    attributes = dict(message.attributes)
    # Subscriptions are named <function>.<topic>.
    source = attributes.get(_SOURCE, "").partition(".")[2]
    topic = attributes.get("topic", source)
    return DeadLetter(message.message_id, source or topic, attributes.get("id", ""))
