"""The cloud identity provider: Firebase Auth through firebase-admin."""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import firebase_admin
from firebase_admin import auth

from functions.kernel.identity import AccountGone, Identity, InvalidToken

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

# Firebase's clock may be ahead of ours by a few seconds when a token is used right away.
_CLOCK_SKEW_SECONDS = 10

_MOST_AT_ONCE = 100
"""The accounts that Firebase returns for one call."""

_OURS = frozenset(
    {
        *("iss", "aud", "sub", "iat", "exp", "auth_time", "user_id", "uid"),
        *("email", "email_verified", "name", "picture", "phone_number", "provider_id", "firebase"),
    }
)


def open_adapter(platform: "Platform") -> "FirebaseIdentity":
    """Return the accounts of the platform's project.

    Raises RuntimeError where the Auth emulator is configured for a project that is not a demo.
    """
    project = platform.settings.project
    # With the emulator's address set, firebase-admin accepts unsigned tokens: anyone could be
    # admin.
    if os.environ.get("FIREBASE_AUTH_EMULATOR_HOST") and not project.startswith("demo-"):
        raise RuntimeError(
            f"FIREBASE_AUTH_EMULATOR_HOST is set for the project {project}, whose tokens would"
            " then go unchecked; only projects named demo-... may use the emulator"
        )
    return FirebaseIdentity(project)


class FirebaseIdentity:
    """The accounts of the Firebase project `project`."""

    def __init__(self, project: str) -> None:
        name = f"culture-pass {project}"
        try:
            self._app = firebase_admin.get_app(name)
        except ValueError:
            self._app = firebase_admin.initialize_app(options={"projectId": project}, name=name)

    def verify(self, token: str) -> Identity:
        """Return the identity of an ID token's bearer. Raises InvalidToken.

        Faults in fetching Google's certificates are not the token's, and are raised as they are.
        """
        # Not checking for revocation saves a network call for every request; a token lives an hour
        # at most, and what a suspended person may do is decided by our own data.
        return self._verify(token, check_revoked=False)

    def verify_current(self, token: str) -> Identity:
        """Verify an ID token like `verify`, and ask Firebase whether it was revoked."""
        return self._verify(token, check_revoked=True)

    def _verify(self, token: str, *, check_revoked: bool) -> Identity:
        try:
            claims: Mapping[str, object] = auth.verify_id_token(
                token,
                self._app,
                check_revoked=check_revoked,
                clock_skew_seconds=_CLOCK_SKEW_SECONDS,
            )
        except auth.UserNotFoundError as gone:
            raise AccountGone from gone
        # firebase-admin looks into the token before it has checked anything: one that is well
        # formed but strangely filled or deeply nested ends in TypeError or RecursionError.
        except (auth.InvalidIdTokenError, ValueError, TypeError, RecursionError) as invalid:
            raise InvalidToken from invalid
        return Identity(
            str(claims["uid"]),
            str(claims.get("email", "")),
            claims.get("email_verified") is True,
            {name: value for name, value in claims.items() if name not in _OURS},
        )

    def find(self, uid: str) -> Identity | None:
        """Return the account with this uid, or None."""
        try:
            return _identity(auth.get_user(uid, self._app))
        except (auth.UserNotFoundError, ValueError):
            return None

    def find_by_email(self, email: str) -> Identity | None:
        """Return the account with this e-mail address, or None."""
        address = email.strip().lower()
        if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
            return None
        try:
            user = auth.get_user_by_email(address, self._app)
        except auth.UserNotFoundError:
            return None
        return _identity(user)

    def find_all(self, uids: Iterable[str]) -> Mapping[str, Identity]:
        """Return the accounts with these uids, by uid, without those that do not exist."""
        wanted = [auth.UidIdentifier(uid) for uid in uids]
        found: dict[str, Identity] = {}
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            page = auth.get_users(wanted[start : start + _MOST_AT_ONCE], self._app)
            found |= {user.uid: _identity(user) for user in page.users}
        return found

    def set_claims(self, uid: str, claims: Mapping[str, object]) -> None:
        """Replace the account's role claims; tokens issued from now on carry them.

        Raises LookupError when there is no such account, and ValueError for claims that Firebase
        does not keep.
        """
        try:
            auth.set_custom_user_claims(uid, dict(claims), self._app)
        except auth.UserNotFoundError as missing:
            raise LookupError(uid) from missing

    def delete(self, uid: str) -> None:
        """Remove the account; nothing happens when there is none."""
        try:
            auth.delete_user(uid, self._app)
        except auth.UserNotFoundError:
            return


def _identity(user: Any) -> Identity:
    made = user.user_metadata.creation_timestamp
    return Identity(
        user.uid,
        user.email or "",
        user.email_verified,
        user.custom_claims or {},
        None if made is None else datetime.fromtimestamp(made / 1000, UTC),
    )
