"""The files port: signed uploads straight to storage, and public files that never change.

Two areas. `uploads` is private: a client puts one object there with a signed URL, and storage sends
a message to the topic `storage-object-finalize`; each put is a new generation. `public` is open to
everyone at `Settings.public_url`; names there are hashes of the content, so a file is written once
and may be cached for ever.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from functions.kernel.events import Message, Undeliverable, json_object

OBJECT_FINALIZE = "storage-object-finalize"
"""The topic on which storage announces complete objects."""

CACHE_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """The exact method, URL and headers with which a client sends one object, until it expires."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Finalized:
    """An upload that storage received completely."""

    path: str
    generation: int
    content_type: str
    size_bytes: int


class FileMissing(Exception):
    """There is no such object, or it has been replaced by another generation."""


class Files(Protocol):
    """Objects in storage."""

    def sign_upload(
        self, path: str, *, content_type: str, min_bytes: int, max_bytes: int, expires_at: datetime
    ) -> UploadTicket:
        """Return a ticket for one object of one content type and a size range, until `expires_at`.

        The object may be put more than once until then; storage sends a message each time.
        """
        ...

    def read_upload(self, path: str, *, generation: int | None = None) -> bytes:
        """Return an uploaded object's bytes, of this generation if one is named.

        Raises FileMissing.
        """
        ...

    def delete_upload(self, path: str, *, generation: int | None = None) -> None:
        """Remove an uploaded object; nothing happens when there is none of this generation."""
        ...

    def publish(self, path: str, content: bytes, *, content_type: str) -> None:
        """Write a public file, cached for ever. A repeat changes nothing."""
        ...

    def copy_public(self, path: str, to: str) -> None:
        """Copy a public file. A repeat changes nothing. Raises FileMissing."""
        ...

    def unpublish(self, folder: str) -> None:
        """Remove every public file whose path begins with `folder` and a slash, if there are any.

        Caches keep what they have.
        """
        ...


def finalized(message: Message) -> Finalized:
    """Return the upload of an OBJECT_FINALIZE message; raises Undeliverable."""
    resource = json_object(message)
    try:
        return Finalized(
            path=str(resource["name"]),
            generation=int(str(resource["generation"])),
            content_type=str(resource.get("contentType", "")),
            size_bytes=int(str(resource["size"])),
        )
    except (KeyError, ValueError) as fault:
        raise Undeliverable("not an object resource of Cloud Storage") from fault
