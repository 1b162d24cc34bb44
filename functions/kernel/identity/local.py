"""The embedded identity provider: accounts, passwords and tokens, in one SQLite file.

It stands in for Firebase Auth on one machine and issues tokens of the same shape, but a token also
carries its account's `stamp`, a random text renewed with every change of password or e-mail
address. Comparing times, as Firebase does, would keep a token of the same second valid, and lock
everybody out for years once the clock had been moved ahead and back.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
import string
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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
from functions.kernel.identity.local_codes import (
    LIFETIMES,
    PAUSE,
    MailCode,
    MailCodeKind,
)
from functions.kernel.identity.local_passwords import (
    NO_PASSWORD,
    hash_password,
    is_outdated,
    is_password,
)
from functions.kernel.identity.local_schema import STEPS
from functions.kernel.sqlite_file import connect, migrate, transaction

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

FILE = "accounts.sqlite3"
"""The accounts' file in the platform's data folder."""


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
        migrate(data / FILE, STEPS, is_durable=is_durable)
        self.project = project
        self._clock = clock
        self._cost = password_cost
        self._lock = threading.Lock()
        self._connection = connect(data / FILE, is_durable=is_durable)
        self._closed = weakref.finalize(self, self._connection.close)
        with self._transaction() as connection:
            # Kept in the database, the key needs no file of its own that two first starts could
            # race for, and is never half written.
            connection.execute(
                "INSERT OR IGNORE INTO keys VALUES ('id_token', ?, ?)",
                (secrets.token_hex(8), secrets.token_bytes(32)),
            )

    def close(self) -> None:
        """Close the file."""
        self._closed()

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
        account = self._find("uid", uid)
        return None if account is None else account.identity()

    def find_by_email(self, email: str) -> Identity | None:
        """Return the account with this e-mail address, or None."""
        account = self._find("email", canonical_email(email))
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
        with self._transaction() as connection:
            statement = "UPDATE accounts SET claims = ? WHERE uid = ?"
            if connection.execute(statement, (text, uid)).rowcount == 0:
                raise LookupError(uid)

    def end_sessions(self, uid: str) -> None:
        """End every session of the account; nothing happens when there is no such account."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE accounts SET stamp = ?, tokens_valid_after = ? WHERE uid = ?",
                (_new_stamp(), self._now(), uid),
            )

    def delete(self, uid: str) -> None:
        """Remove the account and with it every token; nothing happens when there is none."""
        with self._transaction() as connection:
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
        account = self._find("uid", uid) or self._find("email", address)
        if account is None:
            hashed = NO_PASSWORD if password is None else hash_password(password, cost=self._cost)
            account = self._insert(uid, address, hashed, claims=text) or self._find("uid", uid)
        if account is None:
            raise SignInError("EMAIL_EXISTS")
        return account.identity()

    def sign_up(self, email: str, password: str, *, display_name: str = "") -> Session:
        """Create an account and sign it in. Raises SignInError."""
        address = checked_email(email)
        if not password:
            raise SignInError("MISSING_PASSWORD")
        if self._find("email", address) is not None:
            raise SignInError("EMAIL_EXISTS")
        account = self._insert(
            _new_uid(), address, hash_password(password, cost=self._cost), display_name=display_name
        )
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
        account = self._find("email", address)
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
        with self._lock:
            row = self._connection.execute(
                "SELECT uid, stamp, signed_in_at FROM refresh_tokens WHERE digest = ?",
                (_digest(refresh_token),),
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
        account = self._find("uid", uid)
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
        with self._transaction():
            account = self._row("uid", uid)
            if account is None:
                raise SignInError("USER_NOT_FOUND")
            if address is not None and address != account.email:
                changes |= {"email": address, "email_verified": False}
            if email_verified is not None:
                changes["email_verified"] = email_verified
            if changes.keys() & {"password", "email"} or disabled:
                changes |= self._new_sessions()
            if changes:
                self._write(uid, changes)
            account = self._row("uid", uid)
        assert account is not None
        return account

    def issue_code(self, email: str, kind: MailCodeKind) -> MailCode | None:
        """Return a new code to mail to the owner of an account.

        None where there is no such account, or where its last code is less than a minute old.
        """
        code, now = secrets.token_urlsafe(32), self._now()
        expires_at = now + LIFETIMES[kind]
        with self._transaction() as connection:
            account = self._row("email", canonical_email(email))
            if account is None or account.disabled:
                return None
            connection.execute("DELETE FROM mail_codes WHERE expires_at <= ?", (now,))
            recent = connection.execute(
                "SELECT 1 FROM mail_codes WHERE uid = ? AND kind = ? AND issued_at > ?",
                (account.uid, kind, now - PAUSE),
            ).fetchone()
            if recent is not None:
                return None
            row = (_digest(code), kind, account.uid, account.email, account.stamp, now, expires_at)
            connection.execute("INSERT INTO mail_codes VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return MailCode(kind, account.uid, account.email, expires_at, code)

    def read_code(self, code: str) -> MailCode:
        """Return what a mailed code is for, without using it. Raises SignInError."""
        with self._lock:
            row = self._connection.execute(
                "SELECT kind, uid, email, stamp, expires_at FROM mail_codes WHERE digest = ?",
                (_digest(code),),
            ).fetchone()
            account = None if row is None else self._row("uid", row[1])
        # A code is void once the address is another one, or the password was changed.
        if (
            account is None
            or row[2] != account.email
            or (row[0] == "PASSWORD_RESET" and row[3] != account.stamp)
        ):
            raise SignInError("INVALID_OOB_CODE")
        if account.disabled:
            raise SignInError("USER_DISABLED")
        kind, uid, email, _, expires_at = row
        if expires_at <= self._now():
            raise SignInError("EXPIRED_OOB_CODE")
        return MailCode(kind, uid, email, expires_at, code)

    def use_code(self, code: str, kind: MailCodeKind, *, password: str | None = None) -> Account:
        """Verify an account's address by a mailed code, and set the password if there is one.

        The code is used up. Raises SignInError.
        """
        found = self.read_code(code)
        if found.kind != kind:
            raise SignInError("INVALID_OOB_CODE")
        changes: dict[str, object] = {"email_verified": True}
        if password is not None:
            changes |= {
                "password": hash_password(password, cost=self._cost),
                **self._new_sessions(),
            }
        with self._transaction() as connection:
            used = connection.execute(
                "DELETE FROM mail_codes WHERE digest = ?", (_digest(code),)
            ).rowcount
            account = self._row("uid", found.uid)
            if not used or account is None or account.email != found.email:
                raise SignInError("INVALID_OOB_CODE")
            self._write(found.uid, changes)
            account = self._row("uid", found.uid)
        assert account is not None
        return account

    def _new_sessions(self) -> dict[str, object]:
        """Return the changes that end every session of an account."""
        return {"stamp": _new_stamp(), "tokens_valid_after": self._now()}

    def _write(self, uid: str, changes: Mapping[str, object]) -> None:
        names = ", ".join(f"{name} = ?" for name in changes)
        try:
            self._connection.execute(
                f"UPDATE accounts SET {names} WHERE uid = ?", [*changes.values(), uid]
            )
        except sqlite3.IntegrityError as taken:
            raise SignInError("EMAIL_EXISTS") from taken

    def _insert(
        self, uid: str, email: str, password: str, *, display_name: str = "", claims: str = "{}"
    ) -> Account | None:
        """Return the new account, or None when its uid or e-mail address is taken."""
        now = self._now()
        with self._transaction() as connection:
            inserted = connection.execute(
                "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?, '')",
                (uid, email, password, _new_stamp(), display_name, claims, now, now, now),
            ).rowcount
            return self._row("uid", uid) if inserted else None

    def _replace_hash(self, account: Account, password: str) -> None:
        """Store a password's hash in today's form, unless the password changed meanwhile."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE accounts SET password = ? WHERE uid = ? AND password = ?",
                (hash_password(password, cost=self._cost), account.uid, account.password),
            )

    def _open(self, account: Account) -> Session:
        now = self._now()
        refresh_token = secrets.token_urlsafe(32)
        with self._transaction() as connection:
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
                (_digest(refresh_token), account.uid, account.stamp, now),
            )
        return Session(account, self._id_token(account, now), refresh_token)

    def _id_token(self, account: Account, signed_in_at: int) -> str:
        return local_tokens.issue(
            account,
            self._key(),
            project=self.project,
            signed_in_at=signed_in_at // 1000,
            now=self._now() // 1000,
        )

    def _payload(self, token: str) -> Mapping[str, object]:
        return local_tokens.read(token, self._key(), project=self.project, now=self._now() // 1000)

    def _key(self) -> local_tokens.Key:
        # Read each time, because a restore under a running server may replace it.
        with self._lock:
            row = self._connection.execute("SELECT kid, secret FROM keys WHERE name = 'id_token'")
            return local_tokens.Key(*row.fetchone())

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

    def _find(self, column: str, value: str) -> Account | None:
        with self._lock:
            return self._row(column, value)

    def _row(self, column: str, value: str) -> Account | None:
        row = self._connection.execute(
            f"SELECT * FROM accounts WHERE {column} = ?", (value,)
        ).fetchone()
        if row is None:
            return None
        uid, email, password, stamp, verified, name, disabled, claims, *times = row
        return Account(
            uid,
            email,
            password,
            stamp,
            bool(verified),
            name,
            bool(disabled),
            json.loads(claims),
            *times,
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, transaction(self._connection):
            yield self._connection


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _new_uid() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(28))


def _new_stamp() -> str:
    return secrets.token_hex(8)
