"""Upload URLs of the embedded files: signed with a key of the data folder, and checked."""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from functions.kernel.errors import Forbidden, Malformed, TooLarge, Unsupported
from functions.kernel.files.disk import finish, put_first, temporary

_KEY_BYTES = 32


class UploadSignatureInvalid(Forbidden):
    """This upload URL was not signed by this server, or was changed."""

    code = "upload_signature_invalid"


class UploadExpired(Forbidden):
    """This upload URL has expired."""

    code = "upload_expired"


class UploadTypeDiffers(Unsupported):
    """The content type differs from the one that the upload was announced with."""

    code = "upload_type_differs"
    expected: str


class UploadTooLarge(TooLarge):
    """The upload is larger than allowed."""

    code = "upload_too_large"
    limit_bytes: int


class UploadTooSmall(Malformed):
    """The upload is smaller than announced, or was interrupted."""

    code = "upload_too_small"
    least_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of an upload URL: the content type, the size in bytes, and when it expires."""

    content_type: str
    min_bytes: int
    max_bytes: int
    expires_at: datetime

    def check_size(self, size: int | None) -> None:
        """Refuse a size out of range: UploadTooLarge, UploadTooSmall. None is not known yet."""
        if size is not None and size > self.max_bytes:
            raise UploadTooLarge(limit_bytes=self.max_bytes)
        if size is not None and size < self.min_bytes:
            raise UploadTooSmall(least_bytes=self.min_bytes)


class UploadUrls:
    """Queries of upload URLs, signed with the key in the folder `keys`.

    The key is created at first use, by way of the folder `unfinished`.
    """

    def __init__(self, keys: Path, *, unfinished: Path) -> None:
        self._keys = keys
        self._unfinished = unfinished

    def signed_query(self, path: str, terms: Terms) -> str:
        """Return the query of a URL that allows an upload to `path` on these terms."""
        texts = {
            "content_type": terms.content_type,
            "min": str(terms.min_bytes),
            "max": str(terms.max_bytes),
            "expires": terms.expires_at.isoformat(),
        }
        return urlencode({**texts, "signature": self._signature(path, texts)})

    def check(
        self, path: str, query: Mapping[str, str], *, content_type: str, now: datetime
    ) -> Terms:
        """Return the terms of a URL's query.

        Refuses UploadSignatureInvalid, UploadExpired and UploadTypeDiffers.
        """
        texts = {name: query.get(name, "") for name in ("content_type", "min", "max", "expires")}
        signature = query.get("signature", "").encode(errors="replace")
        if not hmac.compare_digest(self._signature(path, texts).encode(), signature):
            raise UploadSignatureInvalid
        terms = Terms(
            texts["content_type"],
            int(texts["min"]),
            int(texts["max"]),
            datetime.fromisoformat(texts["expires"]),
        )
        if now >= terms.expires_at:
            raise UploadExpired
        if content_type != terms.content_type:
            raise UploadTypeDiffers(expected=terms.content_type)
        return terms

    def _signature(self, path: str, texts: Mapping[str, str]) -> str:
        signed = json.dumps(["PUT", path, *(texts[name] for name in sorted(texts))])
        return hmac.digest(self._key(), signed.encode(), "sha256").hex()

    def _key(self) -> bytes:
        place = self._keys / "upload.key"
        if not place.exists():
            self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A temporary file is readable by its owner alone, and so is the key linked from it.
            with temporary(self._unfinished) as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                finish(file)
                put_first(file.name, place)
        # Read each time, because a restore under a running server may replace it.
        return place.read_bytes()
