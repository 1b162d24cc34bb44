"""The cloud bus: one Pub/Sub topic for each topic of ours, in the platform's project.

A message leaves in a call of its own, and `publish` returns once the server has it. The publisher
that gathers messages in the background is not used: the relay publishes one event at a time and
must know its fate, and an instance without requests has no processor time for a background thread.
"""

import os
from typing import TYPE_CHECKING

import grpc  # type: ignore[import-untyped]
from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.types import PublishRequest, PubsubMessage

from functions.kernel.events import Message

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_TIMEOUT = 5.0
"""Seconds for one attempt."""

_RETRY = Retry(
    # Retry transient errors only: a missing or forbidden topic fails at once.
    predicate=if_exception_type(
        exceptions.Aborted,
        exceptions.DeadlineExceeded,
        exceptions.InternalServerError,
        exceptions.ResourceExhausted,
        exceptions.ServiceUnavailable,
        exceptions.Unknown,
    ),
    initial=0.1,
    maximum=2.0,
    timeout=15.0,
)


def open_adapter(platform: "Platform") -> "PubsubBus":
    """Return the bus of the platform's project, or of its emulator."""
    return PubsubBus(open_client(), project=platform.settings.project)


def open_client() -> PublisherClient:
    """Return a client of Pub/Sub, or of its emulator."""
    emulator = os.environ.get("PUBSUB_EMULATOR_HOST")
    if emulator:
        channel = grpc.insecure_channel(emulator)
    else:
        channel = PublisherGrpcTransport.create_channel()
    return PublisherClient(transport=PublisherGrpcTransport(channel=channel))


class PubsubBus:
    """Publishes to the topics of `project`; subscriptions are made by the deployment."""

    keeps_waiting = False

    def __init__(self, client: PublisherClient, *, project: str) -> None:
        self._client = client
        self._project = project

    def publish(self, message: Message) -> None:
        """Return once the server has the message; a retry may deliver it twice."""
        self._client.publish(
            PublishRequest(
                topic=f"projects/{self._project}/topics/{message.topic}",
                messages=[
                    PubsubMessage(
                        data=message.data.encode(),
                        attributes={"topic": message.topic, "id": message.id},
                    )
                ],
            ),
            retry=_RETRY,
            timeout=_TIMEOUT,
        )
