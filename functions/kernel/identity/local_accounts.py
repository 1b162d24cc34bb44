"""Accounts of the embedded identity provider, and the checks of their values."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from functions.kernel.identity import Identity
from functions.kernel.text import EMAIL_PATTERN

_CLAIMS_CHARACTERS = 1000
_EMAIL = re.compile(EMAIL_PATTERN)

TOKEN_CLAIMS = frozenset(
    {
        *("iss", "aud", "sub", "iat", "exp", "auth_time", "user_id"),
        *("email", "email_verified", "name", "firebase"),
    }
)
"""The claims that the provider itself writes into each token."""

# Firebase reserves these names too; refused here so that a move to the cloud brings no surprise.
_RESERVED = TOKEN_CLAIMS | frozenset(
    {"acr", "amr", "at_hash", "azp", "c_hash", "cnf", "jti", "nbf", "nonce"}
)


class SignInError(Exception):
    """A sign-in call was refused; `code` is the one that Firebase Auth returns."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it is stored; its times are milliseconds since 1970."""

    uid: str
    email: str
    password: str = field(repr=False)
    stamp: str = field(repr=False)
    email_verified: bool
    display_name: str
    disabled: bool
    claims: Mapping[str, object]
    created_at: int
    signed_in_at: int
    tokens_valid_after: int
    photo_url: str

    def identity(self) -> Identity:
        """Return this account as the identity port describes it."""
        created_at = datetime.fromtimestamp(self.created_at / 1000, UTC)
        return Identity(self.uid, self.email, self.email_verified, self.claims, created_at)


@dataclass(frozen=True, slots=True)
class Session:
    """An account that has signed in, and its tokens."""

    account: Account
    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


def canonical_email(email: str) -> str:
    """Return an e-mail address in the form that accounts are looked up by."""
    return email.strip().lower()


def checked_email(email: str) -> str:
    """Return an e-mail address in canonical form. Raises SignInError when it is not valid."""
    address = canonical_email(email)
    if not address:
        raise SignInError("MISSING_EMAIL")
    if not address.isprintable() or not _EMAIL.fullmatch(address):
        raise SignInError("INVALID_EMAIL")
    return address


def claims_text(claims: Mapping[str, object]) -> str:
    """Return role claims as JSON. Raises ValueError for claims that Firebase would not keep."""
    reserved = sorted(claims.keys() & _RESERVED)
    if reserved:
        raise ValueError(f"reserved for the provider: {', '.join(reserved)}")
    text = json.dumps(dict(claims))
    if len(text) > _CLAIMS_CHARACTERS:
        raise ValueError(f"claims take more than {_CLAIMS_CHARACTERS} characters")
    return text
