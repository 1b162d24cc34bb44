"""The encryption port: seals texts that the database must not show, and makes fingerprints.

A sealed text opens only with the context that it was sealed with, such as the id of its document,
so that it cannot be moved to another one. A fingerprint is the same for the same text and context,
and says nothing about the text without the key.

    Unopenable               not sealed by this deployment, changed, or of another context
"""

from typing import Protocol


class Unopenable(Exception):
    """The text was not sealed with this key and this context."""


class Encryption(Protocol):
    """Seals short texts with a key that no document holds."""

    def seal(self, text: str, *, context: str) -> str:
        """Return the text encrypted and authenticated; each call gives another result."""
        ...

    def unseal(self, sealed: str, *, context: str) -> str:
        """Return the text of a sealed one. Raises Unopenable."""
        ...

    def fingerprint(self, text: str, *, context: str) -> str:
        """Return 64 hexadecimal digits that are the same for the same text and context."""
        ...
