"""The file of the embedded identity provider: its accounts, and the key of its tokens."""

import hashlib
import json
import secrets
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from functions.kernel.identity import local_tokens
from functions.kernel.identity.local_accounts import Account, SignInError
from functions.kernel.identity.local_schema import STEPS
from functions.kernel.sqlite_file import connect, migrate, transaction

FILE = "accounts.sqlite3"
"""The accounts' file in the platform's data folder."""

AccountColumn = Literal["uid", "email"]


class AccountFile:
    """The accounts in the folder `data`, for any number of threads and processes.

    Raises NewerVersion for a file of a newer release.
    """

    def __init__(self, data: Path, *, is_durable: bool) -> None:
        migrate(data / FILE, STEPS, is_durable=is_durable)
        self._lock = threading.Lock()
        self._connection = connect(data / FILE, is_durable=is_durable)
        self._closed = weakref.finalize(self, self._connection.close)
        with self.transaction() as connection:
            # Kept in the database, the key needs no file of its own that two first starts could
            # race for, and is never half written.
            connection.execute(
                "INSERT OR IGNORE INTO keys VALUES ('id_token', ?, ?)",
                (secrets.token_hex(8), secrets.token_bytes(32)),
            )

    def close(self) -> None:
        """Close the file."""
        self._closed()

    def key(self) -> local_tokens.Key:
        """Return the key of ID tokens, read each time: a restore may replace it at any time."""
        with self.reading() as connection:
            row = connection.execute("SELECT kid, secret FROM keys WHERE name = 'id_token'")
            return local_tokens.Key(*row.fetchone())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to the block, for reads alone."""
        with self._lock:
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to the block, and commit all of its changes or none."""
        with self._lock, transaction(self._connection):
            yield self._connection

    def find(self, column: AccountColumn, value: str) -> Account | None:
        """Return the account with this value in a column, or None."""
        with self.reading() as connection:
            return account_in(connection, column, value)

    def insert(
        self,
        uid: str,
        email: str,
        password: str,
        *,
        now: int,
        display_name: str = "",
        claims: str = "{}",
    ) -> Account | None:
        """Return the new account, made at `now`; None when its uid or e-mail address is taken.

        The password is hashed, and the claims are JSON.
        """
        with self.transaction() as connection:
            inserted = connection.execute(
                "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?, '')",
                (uid, email, password, _new_stamp(), display_name, claims, now, now, now),
            ).rowcount
            return account_in(connection, "uid", uid) if inserted else None


def account_in(connection: sqlite3.Connection, column: AccountColumn, value: str) -> Account | None:
    """Return the account with this value in a column, or None."""
    row = connection.execute(f"SELECT * FROM accounts WHERE {column} = ?", (value,)).fetchone()
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


def change_account(
    connection: sqlite3.Connection, uid: str, changes: Mapping[str, object]
) -> Account:
    """Write new values by column, and return the account, which exists. Raises SignInError."""
    if changes:
        names = ", ".join(f"{name} = ?" for name in changes)
        try:
            connection.execute(
                f"UPDATE accounts SET {names} WHERE uid = ?", [*changes.values(), uid]
            )
        except sqlite3.IntegrityError as taken:
            raise SignInError("EMAIL_EXISTS") from taken
    account = account_in(connection, "uid", uid)
    assert account is not None
    return account


def ended_sessions(now: int) -> dict[str, object]:
    """Return the changes that end every session of an account."""
    return {"stamp": _new_stamp(), "tokens_valid_after": now}


def digest(token: str) -> bytes:
    """Return what is stored of a token or a code."""
    return hashlib.sha256(token.encode()).digest()


def _new_stamp() -> str:
    return secrets.token_hex(8)
