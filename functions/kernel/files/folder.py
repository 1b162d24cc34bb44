"""The embedded files: plain files in a folder, and upload URLs that this server signs and checks.

    files/public/<path>                  a public file
    files/uploads/<path>@<generation>    an upload

Facts stand beside them; see `objects`. A received upload is announced once its file is there;
`announce_all` announces those that a crash left unannounced.
"""

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from functions.kernel.clock import Clock
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, UploadTicket
from functions.kernel.files.disk import MISSING, finish, temporary
from functions.kernel.files.objects import Objects
from functions.kernel.files.upload_urls import (
    Terms,
    UploadSignatureInvalid,
    UploadTooSmall,
    UploadUrls,
)
from functions.kernel.logs import log

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_SEGMENT = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_~.-]{1,200}"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_LONGEST_PATH = 800
_UPLOAD = re.compile(r"(?P<path>[^@]+)@(?P<generation>\d{1,20})")

_BUCKET = "uploads"
_UPLOAD_SECONDS = 24 * 3600
_PIECE = 64 * 1024


class Stream(Protocol):
    """The body of a request."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A public file as it is served; `etag` changes when and only when the content does."""

    content: bytes
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class _Upload:
    """An upload of one generation."""

    path: str
    generation: int

    @property
    def name(self) -> str:
        """The name of its object."""
        return f"uploads/{self.path}@{self.generation}"


def open_adapter(platform: "Platform") -> "FolderFiles":
    """Return the files in the platform's data folder; uploads are announced on its bus."""
    settings = platform.settings

    def notify(message: Message) -> None:
        platform.bus.publish(message)

    return FolderFiles(settings.data, settings.base_url, clock=platform.clock, notify=notify)


class FolderFiles:
    """Objects in the folder `files` of `data`, and the key of its upload URLs in `keys`.

    `notify` gets a message for each upload before `receive` returns; when it fails, the upload
    stays. Raises NewerVersion for a folder of a newer release.
    """

    def __init__(
        self, data: Path, base_url: str, *, clock: Clock, notify: Callable[[Message], None]
    ) -> None:
        self._objects = Objects(data / "files")
        self._uploads = data / "files" / "uploads"
        self._urls = UploadUrls(data / "keys", unfinished=self._objects.unfinished)
        self._base_url = base_url
        self._clock = clock
        self._notify = notify
        self._storing = threading.Lock()
        self._last_generation = 0

    def sign_upload(
        self, path: str, *, content_type: str, min_bytes: int, max_bytes: int, expires_at: datetime
    ) -> UploadTicket:
        """Return a ticket whose URL `receive` accepts."""
        terms = Terms(content_type, min_bytes, max_bytes, expires_at)
        query = self._urls.signed_query(_checked(path), terms)
        url = f"{self._base_url}/local/uploads/{path}?{query}"
        return UploadTicket("PUT", url, {"Content-Type": content_type}, expires_at)

    def receive(
        self,
        path: str,
        query: Mapping[str, str],
        *,
        content_type: str,
        content_length: int | None,
        body: Stream,
    ) -> None:
        """Store the object that a client puts to a signed URL, and announce it.

        Refuses with UploadSignatureInvalid, UploadExpired, UploadTypeDiffers, UploadTooLarge or
        UploadTooSmall; then nothing has changed.
        """
        if not _is_path(path):
            raise UploadSignatureInvalid
        now = self._clock.now()
        terms = self._urls.check(path, query, content_type=content_type, now=now)
        terms.check_size(content_length)
        with temporary(self._objects.unfinished) as file:
            size = _copy(body, file, limit=terms.max_bytes + 1)
            terms.check_size(size)
            if content_length is not None and size < content_length:
                raise UploadTooSmall(least_bytes=content_length)
            finish(file)
            upload = self._store(file.name, path, content_type)
        self._announce(_message(upload, content_type, size))

    def announce_all(self) -> int:
        """Announce every stored upload; return how many were.

        An upload is removed once it is processed, so those stored may never have been announced.
        """
        messages = map(self._message_of, list(self._stored()))
        return sum(self._announce(message) for message in messages if message)

    def discard_unfinished(self) -> int:
        """Remove unfinished files that a crash left; return how many."""
        return self._objects.discard_unfinished()

    def discard_uploads(self) -> int:
        """Remove the uploads that were not processed within a day; return how many.

        On the cloud, a lifecycle rule of the uploads bucket does the same.
        """
        left = list(self._objects.older_than(_UPLOAD_SECONDS, "uploads"))
        for name in left:
            self._objects.remove(name)
        return len(left)

    def read_upload(self, path: str, *, generation: int | None = None) -> bytes:
        """Return an uploaded object's bytes. Raises FileMissing."""
        for upload in reversed(self._generations(path)):
            if generation in (None, upload.generation):
                with suppress(*MISSING):
                    return self._objects.read(upload.name)[0]
        raise FileMissing(path)

    def delete_upload(self, path: str, *, generation: int | None = None) -> None:
        """Remove an uploaded object; nothing happens when there is none of this generation."""
        for upload in self._generations(path):
            if generation in (None, upload.generation):
                self._objects.remove(upload.name)

    def publish(self, path: str, content: bytes, *, content_type: str) -> None:
        """Write a public file, cached for ever. A repeat changes nothing."""
        self._objects.create(f"public/{_checked(path)}", content, content_type)

    def copy_public(self, path: str, to: str) -> None:
        """Copy a public file. A repeat changes nothing. Raises FileMissing."""
        file = self.open_public(path)
        self.publish(to, file.content, content_type=file.content_type)

    def unpublish(self, folder: str) -> None:
        """Remove the public files of a folder."""
        self._objects.remove_all(f"public/{_checked(folder)}")

    def open_public(self, path: str) -> PublicFile:
        """Return a public file for the server. Raises FileMissing, also for an invalid path."""
        if not _is_path(path):
            raise FileMissing(path)
        try:
            content, content_type = self._objects.read(f"public/{path}")
        except MISSING as missing:
            raise FileMissing(path) from missing
        return PublicFile(content, content_type, hashlib.sha256(content).hexdigest()[:32])

    def _store(self, finished: str, path: str, content_type: str) -> _Upload:
        """Store a received file with a generation above all earlier ones, which it replaces."""
        with self._storing:
            earlier = self._generations(path)
            # Another run of this program may have had a clock that was ahead.
            last = max([self._last_generation, *(upload.generation for upload in earlier)])
            self._last_generation = max(time.time_ns(), last + 1)
            upload = _Upload(path, self._last_generation)
            self._objects.put(finished, upload.name, content_type)
            for replaced in earlier:
                self._objects.remove(replaced.name)
        return upload

    def _generations(self, path: str) -> list[_Upload]:
        """Return the stored generations of an upload, the oldest first."""
        place = self._uploads / _checked(path)
        found = [_UPLOAD.fullmatch(other.name) for other in place.parent.glob(f"{place.name}@*")]
        return [
            _Upload(path, n) for n in sorted(int(match["generation"]) for match in found if match)
        ]

    def _stored(self) -> Iterator[_Upload]:
        for place in sorted(self._uploads.rglob("*")):
            # The desktop may have created files of its own here.
            match = _UPLOAD.fullmatch(place.relative_to(self._uploads).as_posix())
            if match:
                yield _Upload(match["path"], int(match["generation"]))

    def _message_of(self, upload: _Upload) -> Message | None:
        # It may be gone by now.
        with suppress(*MISSING):
            size = (self._uploads.parent / upload.name).stat().st_size
            return _message(upload, self._objects.content_type(upload.name), size)
        return None

    def _announce(self, message: Message) -> bool:
        try:
            self._notify(message)
        except Exception as fault:
            # The object is stored, so the upload succeeded; `announce_all` will find it.
            log.error("upload_not_announced", fault=fault)
            return False
        return True


def _is_path(path: str) -> bool:
    return len(path) <= _LONGEST_PATH and _PATH.fullmatch(path) is not None


def _checked(path: str) -> str:
    if not _is_path(path):
        raise ValueError(f"not a path of ours: {path!r}")
    return path


def _message(upload: _Upload, content_type: str, size: int) -> Message:
    """Return the message that Cloud Storage would send, where numbers are texts."""
    resource = {
        "name": upload.path,
        "bucket": _BUCKET,
        "generation": str(upload.generation),
        "contentType": content_type,
        "size": str(size),
    }
    return Message(OBJECT_FINALIZE, f"{upload.path}@{upload.generation}", json.dumps(resource))


def _copy(body: Stream, file: IO[bytes], *, limit: int) -> int:
    size = 0
    while piece := body.read(min(_PIECE, limit - size)):
        file.write(piece)
        size += len(piece)
    return size
