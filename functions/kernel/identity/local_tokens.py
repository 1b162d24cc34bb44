"""ID tokens of the embedded identity provider, in the shape of Firebase's.

They are signed with HS256: the process that signs is the only one that verifies, so a key pair
would add a key file, a slow first start and the chance of mistaking one kind of key for the other,
without protecting anything more.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import jwt

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
    return jwt.encode(payload, key.secret, algorithm=_ALGORITHM, headers={"kid": key.kid})


def read(token: str, key: Key, *, project: str, now: int) -> Mapping[str, object]:
    """Return the claims of a token that was issued here and has not expired.

    `now` is in seconds since 1970. Raises SignInError.
    """
    signed, _, signature = token.rpartition(".")
    # The signature is compared as a text, before anything is decoded: what it fits was issued here.
    if not token.isascii() or not hmac.compare_digest(signature, _signature(signed, key)):
        raise SignInError("INVALID_ID_TOKEN")
    header, payload = (_decoded(part) for part in signed.split("."))
    issued_at, expires_at = payload.get("iat"), payload.get("exp")
    if (
        header.get("kid") != key.kid
        or header.get("alg") != _ALGORITHM
        or payload.get("aud") != project
        or payload.get("iss") != _issuer(project)
        or not isinstance(issued_at, int)
        or not isinstance(expires_at, int)
        or issued_at > now + _LEEWAY_SECONDS
    ):
        raise SignInError("INVALID_ID_TOKEN")
    if expires_at <= now:
        raise SignInError("TOKEN_EXPIRED")
    return payload


def stamp_of(payload: Mapping[str, object]) -> str:
    """Return the account's stamp that a token carries."""
    firebase = payload.get("firebase")
    return str(firebase.get("stamp") if isinstance(firebase, dict) else None)


def _signature(signed: str, key: Key) -> str:
    digest = hmac.digest(key.secret, signed.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _decoded(part: str) -> Mapping[str, object]:
    content: Mapping[str, object] = json.loads(base64.urlsafe_b64decode(f"{part}=="))
    return content


def _issuer(project: str) -> str:
    return f"https://securetoken.google.com/{project}"
