"""Encryption with Cloud KMS: the keys never leave it.

Two keys: one encrypts, one makes fingerprints (HMAC), because a deterministic result must not come
from the key that encrypts. An account needs `cryptoKeyEncrypter` to seal, `cryptoKeyDecrypter` to
unseal and `signer` to make fingerprints, each on one key.
"""

import base64
import binascii
from typing import TYPE_CHECKING

from google.api_core.exceptions import InvalidArgument
from google.cloud.kms_v1 import KeyManagementServiceClient
from google.cloud.kms_v1.types import DecryptRequest, EncryptRequest, MacSignRequest

from functions.kernel.encryption import Unopenable

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_FORM = "k1."
"""The beginning of a sealed text: Cloud KMS, first form."""

_TIMEOUT = 10.0
"""Seconds for a call with its retries."""


def open_adapter(platform: "Platform") -> "KmsEncryption":
    """Return the encryption with the keys that the settings name."""
    settings = platform.settings
    return KmsEncryption(
        KeyManagementServiceClient(),
        key=settings.encryption_key,
        fingerprint_key=settings.fingerprint_key,
    )


class KmsEncryption:
    """Seals with a key of Cloud KMS; `fingerprint_key` is one version of a MAC key."""

    def __init__(
        self, client: KeyManagementServiceClient, *, key: str, fingerprint_key: str
    ) -> None:
        self._client = client
        self._key = key
        self._fingerprint_key = fingerprint_key

    def seal(self, text: str, *, context: str) -> str:
        """Return the text encrypted and authenticated."""
        request = EncryptRequest(
            name=self._key,
            plaintext=text.encode(),
            additional_authenticated_data=context.encode(),
        )
        sealed = self._client.encrypt(request=request, timeout=_TIMEOUT).ciphertext
        return _FORM + base64.urlsafe_b64encode(sealed).decode()

    def unseal(self, sealed: str, *, context: str) -> str:
        """Return the text of a sealed one. Raises Unopenable."""
        try:
            request = DecryptRequest(
                name=self._key,
                ciphertext=base64.b64decode(
                    sealed.removeprefix(_FORM), altchars="-_", validate=True
                ),
                additional_authenticated_data=context.encode(),
            )
            return self._client.decrypt(request=request, timeout=_TIMEOUT).plaintext.decode()
        except (InvalidArgument, binascii.Error, ValueError) as fault:
            raise Unopenable from fault

    def fingerprint(self, text: str, *, context: str) -> str:
        """Return the HMAC-SHA256 of the context and the text."""
        request = MacSignRequest(name=self._fingerprint_key, data=f"{context}\n{text}".encode())
        return self._client.mac_sign(request=request, timeout=_TIMEOUT).mac.hex()

    def close(self) -> None:
        """Close the connection."""
        self._client.transport.close()  # type: ignore[no-untyped-call]
