"""The cloud identity provider: Firebase Auth through firebase-admin."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from functions.kernel.errors import Unavailable
from functions.kernel.identity import AccountGone, Identity, InvalidToken
from functions.kernel.identity.firebase_tokens import CLOCK_SKEW_SECONDS, FirebaseTokens

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

_MOST_AT_ONCE = 100
"""The accounts that Firebase returns for one call."""


def open_adapter(platform: "Platform") -> "FirebaseIdentity":
    """Return the accounts of the platform's project.

    Raises RuntimeError where the Auth emulator is configured for a project that is not a demo.
    """
    project = platform.settings.project
    # With the emulator's address set, unsigned tokens are accepted: anyone could be admin.
    if os.environ.get("FIREBASE_AUTH_EMULATOR_HOST") and not project.startswith("demo-"):
        raise RuntimeError(
            f"FIREBASE_AUTH_EMULATOR_HOST is set for the project {project}, whose tokens would"
            " then go unchecked; only projects named demo-... may use the emulator"
        )
    return FirebaseIdentity(project)


class FirebaseIdentity:
    """The accounts of the Firebase project `project`.

    firebase-admin is imported by the first call that needs it: a request that only verifies a token
    does not. Every call raises Unavailable while Firebase fails or is not reached.
    """

    def __init__(self, project: str) -> None:
        self._project = project
        is_emulated = bool(os.environ.get("FIREBASE_AUTH_EMULATOR_HOST"))
        self._tokens = FirebaseTokens(project, is_emulated=is_emulated)

    def verify(self, token: str) -> Identity:
        """Return the identity of an ID token's bearer. Raises InvalidToken."""
        return self._tokens.verify(token)

    def verify_current(self, token: str) -> Identity:
        """Verify an ID token like `verify`, and ask Firebase whether it was revoked."""
        verified = self._tokens.verify(token)
        try:
            with _reached():
                self._auth.verify_id_token(
                    token, self._app, check_revoked=True, clock_skew_seconds=CLOCK_SKEW_SECONDS
                )
        except self._auth.UserNotFoundError as gone:
            raise AccountGone from gone
        except self._auth.InvalidIdTokenError as invalid:
            raise InvalidToken from invalid
        return verified

    def find(self, uid: str) -> Identity | None:
        """Return the account with this uid, or None."""
        try:
            with _reached():
                return _identity(self._auth.get_user(uid, self._app))
        except (self._auth.UserNotFoundError, ValueError):
            return None

    def find_by_email(self, email: str) -> Identity | None:
        """Return the account with this e-mail address, or None."""
        address = email.strip().lower()
        if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
            return None
        try:
            with _reached():
                user = self._auth.get_user_by_email(address, self._app)
        except self._auth.UserNotFoundError:
            return None
        return _identity(user)

    def find_all(self, uids: Iterable[str]) -> Mapping[str, Identity]:
        """Return the accounts with these uids, by uid, without those that do not exist."""
        wanted = [self._auth.UidIdentifier(uid) for uid in uids]
        found: dict[str, Identity] = {}
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            with _reached():
                page = self._auth.get_users(wanted[start : start + _MOST_AT_ONCE], self._app)
            found |= {user.uid: _identity(user) for user in page.users}
        return found

    def set_claims(self, uid: str, claims: Mapping[str, object]) -> None:
        """Replace the account's role claims; tokens issued from now on carry them.

        Raises LookupError when there is no such account, and ValueError for claims that Firebase
        does not keep.
        """
        try:
            with _reached():
                self._auth.set_custom_user_claims(uid, dict(claims), self._app)
        except self._auth.UserNotFoundError as missing:
            raise LookupError(uid) from missing

    def end_sessions(self, uid: str) -> None:
        """Revoke the account's refresh tokens; nothing happens when there is no such account."""
        try:
            with _reached():
                self._auth.revoke_refresh_tokens(uid, self._app)
        except self._auth.UserNotFoundError:
            return

    def delete(self, uid: str) -> None:
        """Remove the account; nothing happens when there is none."""
        try:
            with _reached():
                self._auth.delete_user(uid, self._app)
        except self._auth.UserNotFoundError:
            return

    @property
    def _auth(self) -> Any:
        from firebase_admin import auth  # noqa: PLC0415

        return auth

    @cached_property
    def _app(self) -> Any:
        import firebase_admin  # noqa: PLC0415

        name = f"culture-pass {self._project}"
        try:
            return firebase_admin.get_app(name)
        except ValueError:
            return firebase_admin.initialize_app(options={"projectId": self._project}, name=name)


@contextmanager
def _reached() -> Iterator[None]:
    """Raise Unavailable in place of the faults of a Firebase that fails or is not reached."""
    from firebase_admin import auth, exceptions  # noqa: PLC0415

    try:
        yield
    except (
        exceptions.UnavailableError,
        exceptions.DeadlineExceededError,
        exceptions.InternalError,
        auth.CertificateFetchError,
    ) as fault:
        raise Unavailable("Firebase Auth") from fault


def _identity(user: Any) -> Identity:
    made = user.user_metadata.creation_timestamp
    return Identity(
        user.uid,
        user.email or "",
        user.email_verified,
        user.custom_claims or {},
        None if made is None else datetime.fromtimestamp(made / 1000, UTC),
    )
