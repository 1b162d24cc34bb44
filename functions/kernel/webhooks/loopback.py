"""Webhooks that may also stay on this machine, for trials on one machine and for tests.

Beside public addresses, `http://127.0.0.1:<port>` is allowed. Never choose it where others can name
an address: whatever listens on the machine could be called.
"""

import ipaddress
import re
from typing import TYPE_CHECKING

from functions.kernel.webhooks.public import Address, PublicWebhooks

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_HERE = re.compile(r"http://127\.0\.0\.1:[1-9][0-9]{0,4}(/[!-~]*)?")
_LOOPBACK = ipaddress.IPv4Address("127.0.0.1")


def open_adapter(platform: "Platform") -> "LoopbackWebhooks":  # noqa: ARG001 - as every adapter is
    """Return the sender."""
    return LoopbackWebhooks()


class LoopbackWebhooks(PublicWebhooks):
    """Posts to public addresses and to this machine."""

    def allows(self, url: str) -> bool:
        """Return whether the URL is public, or of this machine."""
        return bool(_HERE.fullmatch(url)) or super().allows(url)

    def may_connect(self, address: Address) -> bool:
        """Return whether an address is public, or this machine's own."""
        return address == _LOOPBACK or super().may_connect(address)
