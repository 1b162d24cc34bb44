"""ID tokens of the embedded identity provider, in the shape of Firebase's.

They are signed with HS256: the process that signs is the only one that verifies, so a key pair
would add a key file, a slow first start and the chance of mistaking one kind of key for the other,
without protecting anything more. That is an HMAC of what stands before the last dot (RFC 7515);
itsdangerous, which Flask loads anyway, makes and checks it. PyJWT would load cryptography, 9 MB.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from functions.kernel.identity.local_accounts import Account, SignInError

LIFETIME_SECONDS = 3600
"""How long an ID token is valid."""

_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Key:
    """The key that signs tokens, and its public name."""

    kid: str
    secret: bytes = field(repr=False)


def issue(account: Account, key: Key, *, project: str, signed_in_at: int, now: int) -> str:
    """Return a new token for an account; times are seconds since 1970."""
    payload: dict[str, object] = {
        **account.claims,
        "iss": _issuer(project),
        "aud": project,
        "auth_time": signed_in_at,
        "user_id": account.uid,
        "sub": account.uid,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "email": account.email,
        "email_verified": account.email_verified,
        "firebase": {
            "identities": {"email": [account.email]},
            "sign_in_provider": "password",
            "stamp": account.stamp,
        },
    }
    if account.display_name:
        payload["name"] = account.display_name
    if account.photo_url:
        payload["picture"] = account.photo_url
    header = {"alg": _ALGORITHM, "kid": key.kid, "typ": "JWT"}
    signed = _signer(key).sign(f"{_encoded(header)}.{_encoded(payload)}")
    return signed.decode()


def read(token: str, key: Key, *, project: str, now: int) -> Mapping[str, object]:
    """Return the claims of a token that was issued here and has not expired.

    `now` is in seconds since 1970. Raises SignInError.
    """
    payload = _verified(token, key, project)
    issued_at, expires_at = payload.get("iat"), payload.get("exp")
    if (
        not isinstance(issued_at, int)
        or not isinstance(expires_at, int)
        or issued_at > now + _LEEWAY_SECONDS
    ):
        raise SignInError("INVALID_ID_TOKEN")
    if expires_at <= now:
        raise SignInError("TOKEN_EXPIRED")
    return payload


@lru_cache(maxsize=2048)
def _verified(token: str, key: Key, project: str) -> Mapping[str, object]:
    """Return the claims of a token; one that comes again is not verified again.

    Its times are not compared: this provider's clock may have been moved since.
    """
    try:
        header, payload = _signer(key).unsign(token.encode()).split(b".")
        named, claims = _decoded(header), _decoded(payload)
    except (BadData, ValueError, RecursionError) as forged:
        raise SignInError("INVALID_ID_TOKEN") from forged
    if (
        named.get("alg") != _ALGORITHM
        or named.get("kid") != key.kid
        or claims.get("aud") != project
        or claims.get("iss") != _issuer(project)
    ):
        raise SignInError("INVALID_ID_TOKEN")
    return MappingProxyType(claims)


def _signer(key: Key) -> Signer:
    """Return the signer of JSON Web Signatures with HS256."""
    return Signer(key.secret, sep=".", key_derivation="none", digest_method=hashlib.sha256)


def _encoded(part: Mapping[str, object]) -> str:
    return base64_encode(json.dumps(part, separators=(",", ":"))).decode()


def _decoded(part: bytes) -> dict[str, object]:
    """Return a part of a token. Raises BadData or ValueError unless it is a JSON object."""
    decoded = json.loads(base64_decode(part))
    if not isinstance(decoded, dict):
        raise ValueError(type(decoded).__name__)
    return decoded


def stamp_of(payload: Mapping[str, object]) -> str:
    """Return the account's stamp that a token carries."""
    firebase = payload.get("firebase")
    return str(firebase.get("stamp") if isinstance(firebase, dict) else None)


def _issuer(project: str) -> str:
    return f"https://securetoken.google.com/{project}"
