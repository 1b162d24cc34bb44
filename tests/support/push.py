"""Pub/Sub push requests, as the service would send them."""

import base64

from functions.kernel.events import Message


def to_push(message: Message) -> dict[str, object]:
    """Return the body of a Pub/Sub push request that carries `message`; see `from_push`."""
    return {
        "message": {
            "data": base64.b64encode(message.data.encode()).decode(),
            "attributes": {"topic": message.topic, "id": message.id},
            "messageId": message.id,
        },
        "subscription": "projects/local/subscriptions/push",
    }
