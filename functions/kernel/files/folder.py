"""The embedded files: a folder, and upload URLs that this server signs and checks itself.

An object is one file: a line of JSON that says what it is, then the content. It appears whole under
its name or not at all. What storage would tell of an upload is told once the file is there; what a
crash leaves untold, `tell_again` tells.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from functions.kernel.clock import Clock
from functions.kernel.errors import Forbidden, Malformed, TooLarge, Unsupported
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, UploadTicket
from functions.kernel.logs import log

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_SEGMENT = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_~.-]{1,200}"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_LONGEST_PATH = 800

_BUCKET = "uploads"
_UNFINISHED_SECONDS = 3600
_UPLOAD_SECONDS = 24 * 3600
_KEY_BYTES = 32
_PIECE = 64 * 1024
_MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class UploadSignatureInvalid(Forbidden):
    """This upload URL was not made by us, or was changed."""

    code = "upload_signature_invalid"


class UploadExpired(Forbidden):
    """This upload URL has expired."""

    code = "upload_expired"


class UploadTypeDiffers(Unsupported):
    """The content type is not the one that the upload was announced with."""

    code = "upload_type_differs"
    expected: str


class UploadTooLarge(TooLarge):
    """The upload has more bytes than it may have."""

    code = "upload_too_large"
    limit_bytes: int


class UploadTooSmall(Malformed):
    """The upload has fewer bytes than it must have, or broke off."""

    code = "upload_too_small"
    least_bytes: int | None = None


class Stream(Protocol):
    """Where a request's body is read from."""

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
class _Kept:
    """What the first line of an object's file says; its length is the same for any generation."""

    content_type: str
    generation: int = 0

    def line(self) -> bytes:
        return json.dumps([f"{self.generation:020}", self.content_type]).encode() + b"\n"

    @classmethod
    def read(cls, file: IO[bytes]) -> "_Kept":
        """Raises ValueError when the file is not one of ours."""
        generation, content_type = json.loads(file.readline())
        return cls(content_type, int(generation))


def open_adapter(platform: "Platform") -> "FolderFiles":
    """Return the files in the platform's data folder; its bus hears of uploads."""
    settings = platform.settings

    def notify(message: Message) -> None:
        platform.bus.publish(message)

    return FolderFiles(settings.data, settings.base_url, clock=platform.clock, notify=notify)


class FolderFiles:
    """Objects in the folder `files` of `data`, and the key of its upload URLs in `keys`.

    `notify` hears of each upload before `receive` returns; when it fails, the upload still stands.
    """

    def __init__(
        self, data: Path, base_url: str, *, clock: Clock, notify: Callable[[Message], None]
    ) -> None:
        self._uploads = data / "files" / "uploads"
        self._public = data / "files" / "public"
        self._unfinished = data / "files" / "unfinished"
        self._keys = data / "keys"
        self._base_url = base_url
        self._clock = clock
        self._notify = notify
        self._storing = threading.Lock()
        self._last_generation = 0

    def sign_upload(
        self, path: str, *, content_type: str, min_bytes: int, max_bytes: int, expires_at: datetime
    ) -> UploadTicket:
        """Return a ticket whose URL `receive` accepts."""
        terms = {
            "content_type": content_type,
            "min": str(min_bytes),
            "max": str(max_bytes),
            "expires": expires_at.isoformat(),
        }
        query = urlencode({**terms, "signature": self._signature(_checked(path), terms)})
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
        """Take the object that a client puts to a signed URL, and tell of it.

        Refuses with UploadSignatureInvalid, UploadExpired, UploadTypeDiffers, UploadTooLarge or
        UploadTooSmall; then nothing has changed.
        """
        terms = {name: query.get(name, "") for name in ("content_type", "min", "max", "expires")}
        signature = query.get("signature", "").encode(errors="replace")
        if not _is_path(path) or not hmac.compare_digest(
            self._signature(path, terms).encode(), signature
        ):
            raise UploadSignatureInvalid
        if self._clock.now() >= datetime.fromisoformat(terms["expires"]):
            raise UploadExpired
        if content_type != terms["content_type"]:
            raise UploadTypeDiffers(expected=terms["content_type"])
        least, most = int(terms["min"]), int(terms["max"])
        _check_size(content_length, least=least, most=most)
        with self._unfinished_file() as file:
            file.write(_Kept(content_type).line())
            size = _copy(body, file, limit=most + 1)
            _check_size(size, least=content_length or least, most=most)
            kept = self._store(file, self._uploads / path, content_type)
        self._tell(_message(path, kept, size))

    def tell_again(self) -> int:
        """Tell of every upload that still lies here; return how many were told.

        An upload is removed once it is dealt with, so what lies here may never have been told.
        """
        places = sorted(place for place in self._uploads.rglob("*") if place.is_file())
        messages = (self._untold(place) for place in places)
        return sum(self._tell(message) for message in messages if message)

    def discard_unfinished(self) -> int:
        """Remove what a crash left of writes that no process can still be at; return how many."""
        old = time.time() - _UNFINISHED_SECONDS
        left = [place for place in self._unfinished.glob("*") if place.stat().st_mtime < old]
        for place in left:
            place.unlink(missing_ok=True)
        return len(left)

    def discard_uploads(self) -> int:
        """Remove the uploads that nobody could deal with in a day; return how many.

        The uploads' bucket does the same by a rule of its own.
        """
        old = time.time() - _UPLOAD_SECONDS
        left = [
            place
            for place in self._uploads.rglob("*")
            if place.is_file() and place.stat().st_mtime < old
        ]
        for place in left:
            place.unlink(missing_ok=True)
        return len(left)

    def read_upload(self, path: str, *, generation: int | None = None) -> bytes:
        """Return an uploaded object's bytes. Raises FileMissing."""
        kept, content = _read(self._uploads / _checked(path))
        if generation not in (None, kept.generation):
            raise FileMissing(path)
        return content

    def delete_upload(self, path: str, *, generation: int | None = None) -> None:
        """Remove an uploaded object; nothing happens when there is none of this generation."""
        place = self._uploads / _checked(path)
        # Nothing newer may take its place between the look and the deed.
        with self._storing, suppress(*_MISSING):
            if generation is not None:
                with place.open("rb") as file:
                    if _Kept.read(file).generation != generation:
                        return
            os.unlink(place)

    def publish(self, path: str, content: bytes, *, content_type: str) -> None:
        """Write a public file, cached for ever. A repeat changes nothing."""
        place = self._public / _checked(path)
        if not place.exists():
            with self._unfinished_file() as file:
                file.write(_Kept(content_type).line() + content)
                _finish(file)
                _put_first(file.name, place)

    def unpublish(self, folder: str) -> None:
        """Remove the public files of a folder."""
        with suppress(*_MISSING):
            shutil.rmtree(self._public / _checked(folder))

    def open_public(self, path: str) -> PublicFile:
        """Return a public file for the server. Raises FileMissing, also for what is no path."""
        if not _is_path(path):
            raise FileMissing(path)
        kept, content = _read(self._public / path)
        return PublicFile(content, kept.content_type, hashlib.sha256(content).hexdigest()[:32])

    @cached_property
    def _key(self) -> bytes:
        place = self._keys / "upload.key"
        if not place.exists():
            self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A temporary file is readable to its owner alone, and so is what it is linked as.
            with _temporary(self._keys) as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                _finish(file)
                _put_first(file.name, place)
        return place.read_bytes()

    def _signature(self, path: str, terms: Mapping[str, str]) -> str:
        text = json.dumps(["PUT", path, *(terms[name] for name in sorted(terms))])
        return hmac.digest(self._key, text.encode(), "sha256").hex()

    def _store(self, file: IO[bytes], place: Path, content_type: str) -> _Kept:
        """Put a received file in its place, with a generation above that of every one before."""
        with self._storing:
            earlier = self._last_generation
            # Another run of this program may have had a clock that was ahead.
            with suppress(*_MISSING), place.open("rb") as former:
                earlier = max(earlier, _Kept.read(former).generation)
            self._last_generation = max(time.time_ns(), earlier + 1)
            kept = _Kept(content_type, self._last_generation)
            file.seek(0)
            file.write(kept.line())
            _finish(file)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file.name, place)
            _finish_folder(place.parent)
        return kept

    def _untold(self, place: Path) -> Message | None:
        # It may be gone by now, or be a file that the desktop put here.
        with suppress(*_MISSING, ValueError), place.open("rb") as file:
            kept = _Kept.read(file)
            size = os.fstat(file.fileno()).st_size - file.tell()
            return _message(place.relative_to(self._uploads).as_posix(), kept, size)
        return None

    def _tell(self, message: Message) -> bool:
        try:
            self._notify(message)
        except Exception as fault:
            # The object is safe: its sender is done, and `tell_again` will find it.
            log.error("upload_not_told", fault=fault)
            return False
        return True

    @contextmanager
    def _unfinished_file(self) -> Iterator[IO[bytes]]:
        self._unfinished.mkdir(parents=True, exist_ok=True)
        with _temporary(self._unfinished) as file:
            yield file


def _is_path(path: str) -> bool:
    return len(path) <= _LONGEST_PATH and _PATH.fullmatch(path) is not None


def _checked(path: str) -> str:
    if not _is_path(path):
        raise ValueError(f"not a path of ours: {path!r}")
    return path


def _check_size(size: int | None, *, least: int, most: int) -> None:
    if size is not None and size > most:
        raise UploadTooLarge(limit_bytes=most)
    if size is not None and size < least:
        raise UploadTooSmall(least_bytes=least)


def _message(path: str, kept: _Kept, size: int) -> Message:
    """Return what Cloud Storage would tell: its numbers are texts there."""
    resource = {
        "name": path,
        "bucket": _BUCKET,
        "generation": str(kept.generation),
        "contentType": kept.content_type,
        "size": str(size),
    }
    return Message(OBJECT_FINALIZE, f"{path}@{kept.generation}", json.dumps(resource))


def _copy(body: Stream, file: IO[bytes], *, limit: int) -> int:
    size = 0
    while piece := body.read(min(_PIECE, limit - size)):
        file.write(piece)
        size += len(piece)
    return size


def _read(place: Path) -> tuple[_Kept, bytes]:
    try:
        with place.open("rb") as file:
            return _Kept.read(file), file.read()
    except _MISSING as missing:
        raise FileMissing(place.name) from missing


@contextmanager
def _temporary(folder: Path) -> Iterator[IO[bytes]]:
    """Give a new file in `folder`, which is gone afterwards unless it got another name."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            yield file
        finally:
            file.close()
            with suppress(FileNotFoundError):
                os.unlink(file.name)


def _finish(file: IO[bytes]) -> None:
    """Have the content survive a power cut; the file can be given its name then."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _put_first(finished: str, place: Path) -> None:
    """Give a finished file the name `place` unless that is taken: of two at once, one stands."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.link(finished, place)
        _finish_folder(place.parent)


def _finish_folder(folder: Path) -> None:
    """Have the names in `folder` survive a power cut."""
    if os.name == "nt":
        # Windows opens no folders, and writes names at once.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
