"""No service of addresses, the default: nothing is found, and nothing is asked of anybody."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.kernel.addresses import FoundAddress

if TYPE_CHECKING:
    from functions.kernel.platform import Platform


def open_adapter(platform: "Platform") -> "NoAddresses":  # noqa: ARG001 - as every adapter is opened
    """Return the service that finds nothing."""
    return NoAddresses()


class NoAddresses:
    """A service that finds nothing."""

    def find(self, text: str, *, limit: int) -> Sequence[FoundAddress]:  # noqa: ARG002 - of the port
        """Return nothing."""
        return ()
