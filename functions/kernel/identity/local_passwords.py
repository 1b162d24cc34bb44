"""Passwords of the embedded identity provider: how they are hashed and checked."""

import hashlib
import hmac
from base64 import b64decode

from werkzeug.security import check_password_hash, generate_password_hash

from functions.kernel.identity.local_accounts import SignInError

NO_PASSWORD = ""
"""The hash of accounts without a password."""

LEAST_CHARACTERS = 6
"""The length of the shortest password, as of Firebase."""


def hash_password(password: str, *, cost: int) -> str:
    """Return the hash of a new password, by scrypt with an n of 2 to the power of `cost`.

    Raises SignInError when the password is too short.
    """
    if len(password) < LEAST_CHARACTERS:
        raise SignInError(
            f"WEAK_PASSWORD : Password should be at least {LEAST_CHARACTERS} characters"
        )
    return generate_password_hash(password, _method(cost))


def is_password(password: str, kept: str, *, cost: int) -> bool:
    """Return whether a password matches the stored hash `kept`.

    Without a hash, this takes as long as with one of `cost`, and is false.
    """
    if is_outdated(kept):
        return _is_former_password(password, kept)
    decoy = f"{_method(cost)}${'A' * 16}${'0' * 128}"
    return check_password_hash(kept or decoy, password)


def is_outdated(kept: str) -> bool:
    """Return whether a hash is of the first release's form, to be replaced at the next sign-in."""
    return kept.startswith("scrypt$")


def _method(cost: int) -> str:
    return f"scrypt:{2**cost}:8:1"


def _is_former_password(password: str, kept: str) -> bool:
    _, n, r, p, salt, hashed = kept.split("$")
    tried = hashlib.scrypt(
        password.encode(), salt=b64decode(salt), n=int(n), r=int(r), p=int(p), dklen=32
    )
    return hmac.compare_digest(tried, b64decode(hashed))
