"""The embedded identity provider: accounts, passwords and tokens, in one SQLite file.

It stands in for Firebase Auth on one machine and issues tokens of the same shape, but a token also
carries its account's `stamp`, a random text renewed with every change of password or e-mail
address. Comparing times, as Firebase does, would keep a token of the same second valid, and lock
everybody out for years once the clock had been moved ahead and back.
"""

import hmac
import secrets
import string
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from functions.kernel.clock import Clock
from functions.kernel.config import PASSWORD_COST
from functions.kernel.identity import AccountGone, Identity, InvalidToken, local_tokens
from functions.kernel.identity.local_accounts import (
    TOKEN_CLAIMS,
    Account,
    Session,
    SignInError,
    canonical_email,
    checked_email,
    claims_text,
)
from functions.kernel.identity.local_codes import MailCodes
from functions.kernel.identity.local_file import (
    AccountFile,
    account_in,
    change_account,
    digest,
    ended_sessions,
)
from functions.kernel.identity.local_passwords import (
    NO_PASSWORD,
    hash_password,
    is_outdated,
    is_password,
)

if TYPE_CHECKING:
    from functions.kernel.platform import Platform


def open_adapter(platform: "Platform") -> "LocalIdentity":
    """Return the accounts in the platform's data folder."""
    settings = platform.settings
    return LocalIdentity(
        settings.data,
        settings.project,
        platform.clock,
        password_cost=settings.password_cost,
        is_durable=platform.is_durable,
    )


class LocalIdentity:
    """The accounts in the folder `data`; tokens are for `project` and expire by `clock`.

    Raises NewerVersion for a file of a newer release.
    """

    def __init__(
        self,
        data: Path,
        project: str,
        clock: Clock,
        *,
        password_cost: int = PASSWORD_COST,
        is_durable: bool = True,
    ) -> None:
        self.project = project
        self._clock = clock
        self._cost = password_cost
        self._file = AccountFile(data, is_durable=is_durable)
        self.codes = MailCodes(self._file, clock, password_cost=password_cost)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def verify(self, token: str) -> Identity:
        """Return the identity of an ID token's bearer. Raises InvalidToken."""
        try:
            payload = self._payload(token)
            account = self._bearer(payload)
        except SignInError as refused:
            kind = AccountGone if refused.code == "USER_NOT_FOUND" else InvalidToken
            raise kind(refused.code) from refused
        return Identity(
            account.uid,
            str(payload.get("email", "")),
            payload.get("email_verified") is True,
            {name: value for name, value in payload.items() if name not in TOKEN_CLAIMS},
        )

    def verify_current(self, token: str) -> Identity:
        """Verify an ID token like `verify`, which looks at the account anyway."""
        return self.verify(token)

    def find(self, uid: str) -> Identity | None:
        """Return the account with this uid, or None."""
        account = self._file.find("uid", uid)
        return None if account is None else account.identity()

    def find_by_email(self, email: str) -> Identity | None:
        """Return the account with this e-mail address, or None."""
        account = self._file.find("email", canonical_email(email))
        return None if account is None else account.identity()

    def find_all(self, uids: Iterable[str]) -> Mapping[str, Identity]:
        """Return the accounts with these uids, by uid, without those that do not exist."""
        found = ((uid, self.find(uid)) for uid in uids)
        return {uid: identity for uid, identity in found if identity is not None}

    def set_claims(self, uid: str, claims: Mapping[str, object]) -> None:
        """Replace the account's role claims; tokens issued from now on carry them.

        Raises LookupError when there is no such account, and ValueError for claims that Firebase
        would not keep.
        """
        text = claims_text(claims)
        with self._file.transaction() as connection:
            statement = "UPDATE accounts SET claims = ? WHERE uid = ?"
            if connection.execute(statement, (text, uid)).rowcount == 0:
                raise LookupError(uid)

    def end_sessions(self, uid: str) -> None:
        """End every session of the account; nothing happens when there is no such account."""
        with self._file.transaction() as connection:
            if account_in(connection, "uid", uid) is not None:
                change_account(connection, uid, ended_sessions(self._clock.now_ms()))

    def delete(self, uid: str) -> None:
        """Remove the account and with it every token; nothing happens when there is none."""
        with self._file.transaction() as connection:
            for table in ("accounts", "mail_codes"):
                connection.execute(f"DELETE FROM {table} WHERE uid = ?", (uid,))

    def create_account(
        self, email: str, password: str | None, *, claims: Mapping[str, object], uid: str
    ) -> Identity:
        """Return the account with this uid or e-mail address; create it when there is none.

        An existing account stays as it is. Without a password, nobody can sign in to the account.
        Raises SignInError, and ValueError for claims that Firebase would not keep.
        """
        address = checked_email(email)
        text = claims_text(claims)
        account = self._file.find("uid", uid) or self._file.find("email", address)
        if account is None:
            hashed = NO_PASSWORD if password is None else hash_password(password, cost=self._cost)
            now = self._clock.now_ms()
            account = self._file.insert(uid, address, hashed, now=now, claims=text)
            account = account or self._file.find("uid", uid)
        if account is None:
            raise SignInError("EMAIL_EXISTS")
        return account.identity()

    def sign_up(self, email: str, password: str, *, display_name: str = "") -> Session:
        """Create an account and sign it in. Raises SignInError."""
        address = checked_email(email)
        if not password:
            raise SignInError("MISSING_PASSWORD")
        if self._file.find("email", address) is not None:
            raise SignInError("EMAIL_EXISTS")
        hashed = hash_password(password, cost=self._cost)
        now = self._clock.now_ms()
        account = self._file.insert(_new_uid(), address, hashed, now=now, display_name=display_name)
        if account is None:
            raise SignInError("EMAIL_EXISTS")
        return self._open(account)

    def sign_in(self, email: str, password: str) -> Session:
        """Sign in with a password.

        Raises SignInError; a wrong password and an unknown address get the same error and delay.
        """
        address = checked_email(email)
        if not password:
            raise SignInError("MISSING_PASSWORD")
        account = self._file.find("email", address)
        kept = NO_PASSWORD if account is None else account.password
        is_right = is_password(password, kept, cost=self._cost)
        if account is None or not is_right:
            raise SignInError("INVALID_LOGIN_CREDENTIALS")
        if account.disabled:
            raise SignInError("USER_DISABLED")
        if is_outdated(account.password):
            self._replace_hash(account, password)
        return self._open(account)

    def refresh(self, refresh_token: str) -> Session:
        """Issue a new ID token for a refresh token, which stays valid. Raises SignInError."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT uid, stamp, signed_in_at FROM refresh_tokens WHERE digest = ?",
                (digest(refresh_token),),
            ).fetchone()
        if row is None:
            raise SignInError("INVALID_REFRESH_TOKEN")
        uid, stamp, signed_in_at = row
        account = self._current(uid, stamp)
        return Session(account, self._id_token(account, signed_in_at), refresh_token)

    def open_session(self, uid: str) -> Session:
        """Issue tokens for an account that was authenticated by other means. Raises SignInError."""
        return self._open(self.lookup(uid))

    def authenticate(self, id_token: str) -> Account:
        """Return the account of an ID token. Raises SignInError with the reason."""
        return self._bearer(self._payload(id_token))

    def lookup(self, uid: str) -> Account:
        """Return the account. Raises SignInError when there is none."""
        account = self._file.find("uid", uid)
        if account is None:
            raise SignInError("USER_NOT_FOUND")
        return account

    def update(
        self,
        uid: str,
        *,
        email: str | None = None,
        password: str | None = None,
        display_name: str | None = None,
        photo_url: str | None = None,
        email_verified: bool | None = None,
        disabled: bool | None = None,
    ) -> Account:
        """Change an account; None leaves a value as it is.

        Another e-mail address or password, or being disabled, ends every session of the account.
        Raises SignInError.
        """
        changes: dict[str, object] = {}
        if password is not None:
            changes["password"] = hash_password(password, cost=self._cost)
        if display_name is not None:
            changes["display_name"] = display_name
        if photo_url is not None:
            changes["photo_url"] = photo_url
        if disabled is not None:
            changes["disabled"] = disabled
        address = None if email is None else checked_email(email)
        with self._file.transaction() as connection:
            account = account_in(connection, "uid", uid)
            if account is None:
                raise SignInError("USER_NOT_FOUND")
            if address is not None and address != account.email:
                changes |= {"email": address, "email_verified": False}
            if email_verified is not None:
                changes["email_verified"] = email_verified
            if changes.keys() & {"password", "email"} or disabled:
                changes |= ended_sessions(self._clock.now_ms())
            return change_account(connection, uid, changes)

    def _replace_hash(self, account: Account, password: str) -> None:
        """Store a password's hash in today's form, unless the password changed meanwhile."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE accounts SET password = ? WHERE uid = ? AND password = ?",
                (hash_password(password, cost=self._cost), account.uid, account.password),
            )

    def _open(self, account: Account) -> Session:
        now = self._clock.now_ms()
        refresh_token = secrets.token_urlsafe(32)
        with self._file.transaction() as connection:
            # The password may have changed while the old one was compared; tokens issued now would
            # already be void.
            unchanged = connection.execute(
                "UPDATE accounts SET signed_in_at = ? WHERE uid = ? AND stamp = ?",
                (now, account.uid, account.stamp),
            ).rowcount
            if not unchanged:
                raise SignInError("INVALID_LOGIN_CREDENTIALS")
            connection.execute(
                "INSERT INTO refresh_tokens VALUES (?, ?, ?, ?)",
                (digest(refresh_token), account.uid, account.stamp, now),
            )
        return Session(account, self._id_token(account, now), refresh_token)

    def _id_token(self, account: Account, signed_in_at: int) -> str:
        return local_tokens.issue(
            account,
            self._file.key(),
            project=self.project,
            signed_in_at=signed_in_at // 1000,
            now=self._clock.now_ms() // 1000,
        )

    def _payload(self, token: str) -> Mapping[str, object]:
        return local_tokens.read(
            token, self._file.key(), project=self.project, now=self._clock.now_ms() // 1000
        )

    def _bearer(self, payload: Mapping[str, object]) -> Account:
        return self._current(str(payload.get("sub")), local_tokens.stamp_of(payload))

    def _current(self, uid: str, stamp: str) -> Account:
        """Return the account if this stamp is still its own. Raises SignInError."""
        account = self.lookup(uid)
        if account.disabled:
            raise SignInError("USER_DISABLED")
        if not hmac.compare_digest(account.stamp, stamp):
            raise SignInError("TOKEN_EXPIRED")
        return account


def _new_uid() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(28))
