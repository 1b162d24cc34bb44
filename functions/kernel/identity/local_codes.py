"""Codes that the embedded identity provider mails: they prove that a person reads an address."""

import secrets
from dataclasses import dataclass, field
from typing import Literal

from functions.kernel.clock import Clock
from functions.kernel.identity.local_accounts import Account, SignInError, canonical_email
from functions.kernel.identity.local_file import (
    AccountFile,
    account_in,
    change_account,
    digest,
    ended_sessions,
)
from functions.kernel.identity.local_passwords import hash_password

MailCodeKind = Literal["VERIFY_EMAIL", "PASSWORD_RESET"]
"""Named as Firebase Auth names the requests."""

LIFETIMES: dict[MailCodeKind, int] = {
    "VERIFY_EMAIL": 3 * 24 * 3_600_000,
    "PASSWORD_RESET": 3_600_000,
}
"""How long a code can be used, in milliseconds."""

PAUSE = 60_000
"""Milliseconds between two mails of a kind to an account: nobody floods a stranger's mailbox."""


@dataclass(frozen=True, slots=True)
class MailCode:
    """A code for an account and its e-mail address; it expires in milliseconds since 1970."""

    kind: MailCodeKind
    uid: str
    email: str
    expires_at: int
    code: str = field(repr=False)


class MailCodes:
    """The codes of the accounts in a file; passwords that they set are hashed at a cost."""

    def __init__(self, file: AccountFile, clock: Clock, *, password_cost: int) -> None:
        self._file = file
        self._clock = clock
        self._cost = password_cost

    def issue(self, email: str, kind: MailCodeKind) -> MailCode | None:
        """Return a new code to mail to the owner of an account.

        None where there is no such account, or where its last code is less than a minute old.
        """
        code, now = secrets.token_urlsafe(32), self._clock.now_ms()
        expires_at = now + LIFETIMES[kind]
        with self._file.transaction() as connection:
            account = account_in(connection, "email", canonical_email(email))
            if account is None or account.disabled:
                return None
            connection.execute("DELETE FROM mail_codes WHERE expires_at <= ?", (now,))
            recent = connection.execute(
                "SELECT 1 FROM mail_codes WHERE uid = ? AND kind = ? AND issued_at > ?",
                (account.uid, kind, now - PAUSE),
            ).fetchone()
            if recent is not None:
                return None
            row = (digest(code), kind, account.uid, account.email, account.stamp, now, expires_at)
            connection.execute("INSERT INTO mail_codes VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return MailCode(kind, account.uid, account.email, expires_at, code)

    def read(self, code: str) -> MailCode:
        """Return what a code is for, without using it. Raises SignInError."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT kind, uid, email, stamp, expires_at FROM mail_codes WHERE digest = ?",
                (digest(code),),
            ).fetchone()
            account = None if row is None else account_in(connection, "uid", row[1])
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
        if expires_at <= self._clock.now_ms():
            raise SignInError("EXPIRED_OOB_CODE")
        return MailCode(kind, uid, email, expires_at, code)

    def use(self, code: str, kind: MailCodeKind, *, password: str | None = None) -> Account:
        """Verify an account's address by a code, and set the password if there is one.

        The code is used up. Raises SignInError.
        """
        found = self.read(code)
        if found.kind != kind:
            raise SignInError("INVALID_OOB_CODE")
        changes: dict[str, object] = {"email_verified": True}
        if password is not None:
            changes |= {
                "password": hash_password(password, cost=self._cost),
                **ended_sessions(self._clock.now_ms()),
            }
        with self._file.transaction() as connection:
            used = connection.execute(
                "DELETE FROM mail_codes WHERE digest = ?", (digest(code),)
            ).rowcount
            account = account_in(connection, "uid", found.uid)
            if not used or account is None or account.email != found.email:
                raise SignInError("INVALID_OOB_CODE")
            return change_account(connection, found.uid, changes)
