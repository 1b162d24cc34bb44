"""The embedded encryption: AES-256-GCM with a key file of the data folder, made at first use.

The file `keys/encryption.key` is readable by its owner alone. Backups contain it: without it no
sealed text can be read again.
"""

import base64
import binascii
import hmac
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from functions.kernel.encryption import Unopenable
from functions.kernel.files.disk import finish, put_first, temporary

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

FILE = "encryption.key"

_FORM = "f1."
"""The beginning of a sealed text: key file, first form."""
_KEY_BYTES = 32
_NONCE_BYTES = 12


def open_adapter(platform: "Platform") -> "KeyFileEncryption":
    """Return the encryption with the key of the data folder."""
    return KeyFileEncryption(platform.settings.data / "keys")


class KeyFileEncryption:
    """Seals with a key derived from a file, and makes fingerprints with another one."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def seal(self, text: str, *, context: str) -> str:
        """Return the text encrypted and authenticated, with its random nonce before it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._key("seal")).encrypt(nonce, text.encode(), context.encode())
        return _FORM + base64.urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, sealed: str, *, context: str) -> str:
        """Return the text of a sealed one. Raises Unopenable."""
        try:
            content = base64.b64decode(sealed.removeprefix(_FORM), altchars="-_", validate=True)
            nonce, rest = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
            return AESGCM(self._key("seal")).decrypt(nonce, rest, context.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as fault:
            raise Unopenable from fault

    def fingerprint(self, text: str, *, context: str) -> str:
        """Return the HMAC-SHA256 of the context and the text."""
        signed = f"{context}\n{text}".encode()
        return hmac.digest(self._key("fingerprint"), signed, "sha256").hex()

    def _key(self, use: str) -> bytes:
        return HKDF(SHA256(), _KEY_BYTES, salt=None, info=use.encode()).derive(self._secret())

    def _secret(self) -> bytes:
        place = self._keys / FILE
        if not place.exists():
            self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A temporary file is readable by its owner alone, and so is the key linked from it.
            with temporary(self._keys.parent) as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                finish(file)
                put_first(file.name, place)
        # Read each time, because a restore under a running server may replace it.
        return place.read_bytes()
