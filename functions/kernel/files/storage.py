"""Files in Cloud Storage: a private bucket for uploads and a public one.

A signature comes from IAM, because a service on Cloud Run holds no private key: its account needs
`iam.serviceAccounts.signBlob` on itself. With STORAGE_EMULATOR_HOST set, an emulator is used; it
checks no signature, so any value works.
"""

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import google.auth
from google.api_core.exceptions import NotFound, PreconditionFailed
from google.auth import crypt, iam
from google.auth.credentials import AnonymousCredentials, Signing
from google.auth.transport import Request
from google.auth.transport.requests import Request as RequestsRequest
from google.cloud import storage  # type: ignore[attr-defined]
from google.oauth2 import service_account

from functions.kernel.clock import Clock
from functions.kernel.files import CACHE_FOR_EVER, FileMissing, UploadTicket

if TYPE_CHECKING:
    from datetime import datetime

    from functions.kernel.platform import Platform

# Cloud Run honours the scopes asked for, and the storage client's own do not reach IAM.
_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address


def open_adapter(platform: "Platform") -> "StorageFiles":
    """Return the files in the buckets that the settings name."""
    settings = platform.settings
    credentials = None
    if "STORAGE_EMULATOR_HOST" not in os.environ:
        credentials, _ = google.auth.default(scopes=_SCOPES)
    client = storage.Client(project=settings.project, credentials=credentials)
    return StorageFiles(
        client,
        uploads_bucket=settings.uploads_bucket,
        images_bucket=settings.images_bucket,
        clock=platform.clock,
    )


class StorageFiles:
    """Objects in two buckets."""

    def __init__(
        self, client: storage.Client, *, uploads_bucket: str, images_bucket: str, clock: Clock
    ) -> None:
        self._client = client
        self._uploads = client.bucket(uploads_bucket)
        self._images = client.bucket(images_bucket)
        self._clock = clock
        self._signing: Signing | None = None

    def sign_upload(
        self,
        path: str,
        *,
        content_type: str,
        min_bytes: int,
        max_bytes: int,
        expires_at: "datetime",
    ) -> UploadTicket:
        """Return a ticket whose URL is signed for exactly these headers."""
        if self._signing is None:
            self._signing = signing_credentials(self._client._credentials, RequestsRequest())
        size = {"x-goog-content-length-range": f"{min_bytes},{max_bytes}"}
        url = self._uploads.blob(path).generate_signed_url(
            version="v4",
            method="PUT",
            # A span, not an instant: the platform's clock may have been moved, Google's has not.
            expiration=expires_at - self._clock.now(),
            content_type=content_type,
            headers=dict(size),
            client=self._client,
            credentials=self._signing,
        )
        return UploadTicket("PUT", url, {"Content-Type": content_type, **size}, expires_at)

    def read_upload(self, path: str, *, generation: int | None = None) -> bytes:
        """Return an uploaded object's bytes. Raises FileMissing."""
        try:
            blob = self._uploads.blob(path, generation=generation)
            content: bytes = blob.download_as_bytes()
        except NotFound as missing:
            raise FileMissing(path) from missing
        return content

    def delete_upload(self, path: str, *, generation: int | None = None) -> None:
        """Remove an uploaded object; nothing happens when there is none of this generation."""
        with suppress(NotFound, PreconditionFailed):
            self._uploads.blob(path).delete(if_generation_match=generation)

    def publish(self, path: str, content: bytes, *, content_type: str) -> None:
        """Write a public file, cached for ever. A repeat changes nothing."""
        blob = self._images.blob(path)
        blob.cache_control = CACHE_FOR_EVER
        # Refused when it is there: by an earlier call, or by this one whose first answer was lost.
        with suppress(PreconditionFailed):
            blob.upload_from_string(content, content_type=content_type, if_generation_match=0)

    def copy_public(self, path: str, to: str) -> None:
        """Copy a public file. A repeat changes nothing. Raises FileMissing."""
        blob = self._images.blob(path)
        try:
            content: bytes = blob.download_as_bytes()
        except NotFound as missing:
            raise FileMissing(path) from missing
        self.publish(to, content, content_type=str(blob.content_type))

    def unpublish(self, folder: str) -> None:
        """Remove the public files of a folder."""
        for blob in self._client.list_blobs(self._images, prefix=f"{folder}/"):
            with suppress(NotFound):
                blob.delete()

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()


def signing_credentials(credentials: Any, request: Request) -> Signing:
    """Return the credentials if they can sign, else a signer that uses IAM for their account."""
    if isinstance(credentials, Signing):
        return credentials
    if isinstance(credentials, AnonymousCredentials):
        return _signed_by(_EmulatorSigner(), "nobody@emulator.invalid")
    if not credentials.valid:
        # The account's address is known after a refresh; until then it is "default".
        credentials.refresh(request)
    email = credentials.service_account_email
    signer = iam.Signer(request, credentials, email)  # type: ignore[no-untyped-call]
    return _signed_by(signer, email)


def _signed_by(signer: crypt.Signer, email: str) -> Signing:
    return service_account.Credentials(signer, email, _TOKEN_URI)  # type: ignore[no-untyped-call]


class _EmulatorSigner(crypt.Signer):
    key_id = None

    def sign(self, message: str | bytes) -> bytes:
        return hashlib.sha256(message.encode() if isinstance(message, str) else message).digest()
