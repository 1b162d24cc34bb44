"""The push endpoint: hands the Pub/Sub message of a CloudEvent to its subscriber."""

from typing import Protocol

from functions.kernel.bus import from_push
from functions.kernel.logs import log
from functions.kernel.platform import current_platform
from functions.kernel.subscribers import Subscriber


class HasData(Protocol):
    """The part of a CloudEvent that is read here."""

    data: object


class DeliveryFailed(Exception):
    """The message was not handled and must be delivered again."""


def receive(subscriber: Subscriber, event: HasData) -> None:
    """Handle the Pub/Sub message of a CloudEvent.

    Raises DeliveryFailed, which functions-framework answers with 500: the subscription redelivers
    and finally moves the message to its dead-letter topic. The cause is logged here and not
    chained, because the answer would quote it.
    """
    topic = "unknown"
    try:
        message = from_push(event.data)
        topic = message.topic
        subscriber.deliver(current_platform(), message)
    except Exception as fault:
        log.error("delivery_failed", function=subscriber.name, topic=topic, fault=fault)
        raise DeliveryFailed(subscriber.name) from None
    log.info("delivered", function=subscriber.name, topic=topic)
