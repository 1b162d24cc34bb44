"""The webhooks port: one signed message to an address that somebody outside gave.

WebhookFault             no answer was read; `reason` says why, in one word
"""

from collections.abc import Mapping
from typing import Literal, Protocol

FaultReason = Literal["private_address", "unresolved", "unreachable", "tls", "timeout", "protocol"]


class WebhookFault(Exception):
    """No answer was read from the address."""

    def __init__(self, reason: FaultReason) -> None:
        super().__init__(reason)
        self.reason = reason


class WebhookSender(Protocol):
    """Posts messages to addresses that must not lead into our own network."""

    def allows(self, url: str) -> bool:
        """Return whether a message may be sent to this URL, as far as its text shows."""
        ...

    def post(self, url: str, *, headers: Mapping[str, str], content: bytes) -> int:
        """Post a JSON text and return the status of the answer; redirects are not followed.

        Raises WebhookFault.
        """
        ...
