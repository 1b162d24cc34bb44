"""The identity port: accounts, their tokens, and the role claims that the provider keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Identity:
    """An account at the identity provider."""

    uid: str
    email: str
    email_verified: bool = False
    claims: Mapping[str, object] = field(default_factory=dict)
    created_at: datetime | None = None
    """When the account was made; None where the identity was read from a token."""


class InvalidToken(Exception):
    """The token is not ours, was changed, or has expired."""


class AccountGone(InvalidToken):
    """The token was issued here and has not expired, but its account was deleted."""


class IdentityProvider(Protocol):
    """Accounts and their tokens."""

    def verify(self, token: str) -> Identity:
        """Return the identity of an ID token's bearer. Raises InvalidToken."""
        ...

    def verify_current(self, token: str) -> Identity:
        """Verify an ID token like `verify`, and that its sessions were not ended since.

        Asks the provider, where `verify` may do without. Raises InvalidToken.
        """
        ...

    def find_by_email(self, email: str) -> Identity | None:
        """Return the account with this e-mail address, or None."""
        ...

    def find(self, uid: str) -> Identity | None:
        """Return the account with this uid, or None."""
        ...

    def find_all(self, uids: Iterable[str]) -> Mapping[str, Identity]:
        """Return the accounts with these uids, by uid, without those that do not exist."""
        ...

    def set_claims(self, uid: str, claims: Mapping[str, object]) -> None:
        """Replace the account's role claims; tokens issued from now on carry them.

        Raises LookupError when there is no such account.
        """
        ...

    def end_sessions(self, uid: str) -> None:
        """End the account's sessions: nothing issued before is renewed or accepted as current.

        Nothing happens when there is no such account.
        """
        ...

    def delete(self, uid: str) -> None:
        """Remove the account; nothing happens when there is none."""
        ...
