"""A file of the web app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file with its media type; `zipped` is None where compressing gains nothing."""

    content: bytes
    zipped: bytes | None
    kind: str
    etag: str
    is_hashed: bool
    """Whether its name changes with its content, so that it may be kept forever."""
