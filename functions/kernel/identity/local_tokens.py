"""ID tokens of the embedded identity provider, in the shape of Firebase's.

They are signed with HS256: the process that signs is the only one that verifies, so a key pair
would add a key file, a slow first start and the chance of mistaking one kind of key for the other,
without protecting anything more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

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
    if account.photo_url:
        payload["picture"] = account.photo_url
    return jwt.encode(payload, key.secret, algorithm=_ALGORITHM, headers={"kid": key.kid})


def read(token: str, key: Key, *, project: str, now: int) -> Mapping[str, object]:
    """Return the claims of a token that was issued here and has not expired.

    `now` is in seconds since 1970. Raises SignInError.
    """
    header, payload = _verified(token, key, project)
    issued_at, expires_at = payload.get("iat"), payload.get("exp")
    if (
        header.get("kid") != key.kid
        or not isinstance(issued_at, int)
        or not isinstance(expires_at, int)
        or issued_at > now + _LEEWAY_SECONDS
    ):
        raise SignInError("INVALID_ID_TOKEN")
    if expires_at <= now:
        raise SignInError("TOKEN_EXPIRED")
    return payload


@lru_cache(maxsize=2048)
def _verified(
    token: str, key: Key, project: str
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Return the header and claims of a token; one that comes again is not verified again."""
    try:
        decoded = jwt.decode_complete(
            token,
            key.secret,
            algorithms=[_ALGORITHM],
            audience=project,
            issuer=_issuer(project),
            # `read` compares both with this provider's clock, which may have been moved.
            options={"verify_exp": False, "verify_iat": False},
        )
    except (jwt.PyJWTError, ValueError) as forged:
        raise SignInError("INVALID_ID_TOKEN") from forged
    return MappingProxyType(decoded["header"]), MappingProxyType(decoded["payload"])


def stamp_of(payload: Mapping[str, object]) -> str:
    """Return the account's stamp that a token carries."""
    firebase = payload.get("firebase")
    return str(firebase.get("stamp") if isinstance(firebase, dict) else None)


def _issuer(project: str) -> str:
    return f"https://securetoken.google.com/{project}"
