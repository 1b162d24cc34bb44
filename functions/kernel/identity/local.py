"""The embedded identity provider: accounts, passwords and tokens, in one SQLite file.

It stands in for Firebase Auth on one machine, and what it hands out has the same shape. Two things
differ on purpose. Its tokens are signed with HS256: the process that signs is the only one that
verifies, so a key pair would add a key file, a slow first start and the chance of mistaking one
kind of key for the other, and protect nothing more. And a token carries its account's `stamp`, a
random text renewed with every change of password or e-mail address: comparing times, as Firebase
does, would let a token of the same second live on, and lock everybody out for years once the clock
had been moved ahead and back.
"""

import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import string
import threading
import weakref
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import jwt

from functions.kernel.clock import Clock
from functions.kernel.identity import Identity, InvalidToken
from functions.kernel.sqlite_file import connect

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

LIFETIME_SECONDS = 3600
"""How long an ID token lives."""

_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 10
_PASSWORD_CHARACTERS = 6
_CLAIMS_CHARACTERS = 1000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_OURS = frozenset(
    {
        *("iss", "aud", "sub", "iat", "exp", "auth_time", "user_id"),
        *("email", "email_verified", "name", "firebase"),
    }
)
# The names that Firebase keeps for itself; refused here as well, so that nobody finds out later.
_RESERVED = _OURS | frozenset(
    {"acr", "amr", "at_hash", "azp", "c_hash", "cnf", "jti", "nbf", "nonce"}
)

_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
_SCRYPT_MEMORY = 64 * 2**20
# What a password is measured against where there is none to fit: it takes as long, never fits.
_NOBODY = f"scrypt${_SCRYPT['n']}${_SCRYPT['r']}${_SCRYPT['p']}${'A' * 22}==${'A' * 43}="

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    uid TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    stamp TEXT NOT NULL,
    email_verified INTEGER NOT NULL,
    display_name TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    claims TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    signed_in_at INTEGER NOT NULL,
    tokens_valid_after INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refresh_tokens (
    digest BLOB PRIMARY KEY,
    uid TEXT NOT NULL,
    stamp TEXT NOT NULL,
    signed_in_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, kid TEXT NOT NULL, secret BLOB NOT NULL);
"""


def open_adapter(platform: "Platform") -> "LocalIdentity":
    """Return the accounts in the platform's data folder."""
    settings = platform.settings
    return LocalIdentity(
        settings.data, settings.project, platform.clock, is_durable=platform.is_durable
    )


class SignInError(Exception):
    """A sign-in call was refused; `code` is the one that Firebase Auth answers with."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it is kept; its times are milliseconds since 1970."""

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

    def identity(self) -> Identity:
        """Return what the port tells of this account."""
        return Identity(self.uid, self.email, self.email_verified, self.claims)


@dataclass(frozen=True, slots=True)
class Session:
    """An account that has signed in, and its tokens."""

    account: Account
    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


class LocalIdentity:
    """The accounts in the folder `data`, whose tokens are for `project` and live by `clock`."""

    def __init__(self, data: Path, project: str, clock: Clock, *, is_durable: bool = True) -> None:
        self.project = project
        self._issuer = f"https://securetoken.google.com/{project}"
        self._clock = clock
        self._lock = threading.Lock()
        self._connection = connect(data / "accounts.sqlite3", is_durable=is_durable)
        self._closed = weakref.finalize(self, self._connection.close)
        with self._transaction() as connection:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            # Kept in the database, the key needs no file of its own that two first starts could
            # race for, and is never half written.
            connection.execute(
                "INSERT OR IGNORE INTO keys VALUES ('id_token', ?, ?)",
                (secrets.token_hex(8), secrets.token_bytes(32)),
            )
            self._kid, self._secret = connection.execute(
                "SELECT kid, secret FROM keys WHERE name = 'id_token'"
            ).fetchone()

    def close(self) -> None:
        """Let go of the file."""
        self._closed()

    def verify(self, token: str) -> Identity:
        """Return whom an ID token speaks for. Raises InvalidToken."""
        try:
            payload = self._payload(token)
            account = self._bearer(payload)
        except SignInError as refused:
            raise InvalidToken(refused.code) from refused
        return Identity(
            account.uid,
            str(payload.get("email", "")),
            payload.get("email_verified") is True,
            {name: value for name, value in payload.items() if name not in _OURS},
        )

    def find(self, uid: str) -> Identity | None:
        """Return the account with this uid, or None."""
        account = self._find("uid", uid)
        return None if account is None else account.identity()

    def find_by_email(self, email: str) -> Identity | None:
        """Return the account with this e-mail address, or None."""
        account = self._find("email", _canonical(email))
        return None if account is None else account.identity()

    def set_claims(self, uid: str, claims: Mapping[str, object]) -> None:
        """Replace the account's role claims; tokens issued from now on carry them.

        Raises LookupError when there is no such account, and ValueError for claims that Firebase
        would not keep.
        """
        text = _claims_text(claims)
        with self._transaction() as connection:
            statement = "UPDATE accounts SET claims = ? WHERE uid = ?"
            if connection.execute(statement, (text, uid)).rowcount == 0:
                raise LookupError(uid)

    def delete(self, uid: str) -> None:
        """Remove the account and with it every token; nothing happens when there is none."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM accounts WHERE uid = ?", (uid,))

    def create_account(
        self, email: str, password: str | None, *, claims: Mapping[str, object], uid: str
    ) -> Identity:
        """Return the account with this uid or e-mail address, made now when there is none.

        An account that is found keeps what it has. Without a password, none opens it. Raises
        SignInError, and ValueError for claims that Firebase would not keep.
        """
        address = _checked_email(email)
        text = _claims_text(claims)
        account = self._find("uid", uid) or self._find("email", address)
        if account is None:
            hashed = _NOBODY if password is None else _checked_password(password)
            account = self._insert(uid, address, hashed, claims=text) or self._find("uid", uid)
        if account is None:
            raise SignInError("EMAIL_EXISTS")
        return account.identity()

    def sign_up(self, email: str, password: str, *, display_name: str = "") -> Session:
        """Return a new account, signed in. Raises SignInError."""
        address = _checked_email(email)
        if not password:
            raise SignInError("MISSING_PASSWORD")
        if self._find("email", address) is not None:
            raise SignInError("EMAIL_EXISTS")
        account = self._insert(
            _new_uid(), address, _checked_password(password), display_name=display_name
        )
        if account is None:
            raise SignInError("EMAIL_EXISTS")
        return self._open(account)

    def sign_in(self, email: str, password: str) -> Session:
        """Return the account that this password opens.

        Raises SignInError, alike and in the same time for a wrong password and an unknown address.
        """
        address = _checked_email(email)
        if not password:
            raise SignInError("MISSING_PASSWORD")
        account = self._find("email", address)
        fits = _fits(password, _NOBODY if account is None else account.password)
        if account is None or not fits:
            raise SignInError("INVALID_LOGIN_CREDENTIALS")
        if account.disabled:
            raise SignInError("USER_DISABLED")
        return self._open(account)

    def refresh(self, refresh_token: str) -> Session:
        """Return a new ID token beside the same refresh token. Raises SignInError."""
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
        """Return new tokens for an account that has just proved itself. Raises SignInError."""
        return self._open(self.lookup(uid))

    def authenticate(self, id_token: str) -> Account:
        """Return the account that an ID token speaks for. Raises SignInError, saying why not."""
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
        email_verified: bool | None = None,
        disabled: bool | None = None,
    ) -> Account:
        """Return the account with these changes; None leaves a value as it is.

        Another e-mail address or password, or being disabled, ends every session of the account.
        Raises SignInError.
        """
        changes: dict[str, object] = {}
        if password is not None:
            changes["password"] = _checked_password(password)
        if display_name is not None:
            changes["display_name"] = display_name
        if disabled is not None:
            changes["disabled"] = disabled
        address = None if email is None else _checked_email(email)
        with self._transaction():
            account = self._row("uid", uid)
            if account is None:
                raise SignInError("USER_NOT_FOUND")
            if address is not None and address != account.email:
                changes |= {"email": address, "email_verified": False}
            if email_verified is not None:
                changes["email_verified"] = email_verified
            if changes.keys() & {"password", "email"} or disabled:
                changes |= {"stamp": _new_stamp(), "tokens_valid_after": self._now()}
            if changes:
                self._write(uid, changes)
            account = self._row("uid", uid)
        assert account is not None
        return account

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
                "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?)",
                (uid, email, password, _new_stamp(), display_name, claims, now, now, now),
            ).rowcount
            return self._row("uid", uid) if inserted else None

    def _open(self, account: Account) -> Session:
        now = self._now()
        refresh_token = secrets.token_urlsafe(32)
        with self._transaction() as connection:
            # The password may have changed while the old one was compared; better to say so than to
            # hand out tokens that no longer count.
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
        now = self._now() // 1000
        payload: dict[str, object] = {
            **account.claims,
            "iss": self._issuer,
            "aud": self.project,
            "auth_time": signed_in_at // 1000,
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
        return jwt.encode(payload, self._secret, algorithm=_ALGORITHM, headers={"kid": self._kid})

    def _payload(self, token: str) -> Mapping[str, object]:
        """Return what a token says, once it is certain that it was issued here and is in time."""
        try:
            decoded = jwt.decode_complete(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=self.project,
                issuer=self._issuer,
                # Those two are held against this provider's clock, which may have been moved.
                options={"verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError) as forged:
            raise SignInError("INVALID_ID_TOKEN") from forged
        payload: Mapping[str, object] = decoded["payload"]
        issued_at, expires_at = payload.get("iat"), payload.get("exp")
        if (
            decoded["header"].get("kid") != self._kid
            or not isinstance(issued_at, int)
            or not isinstance(expires_at, int)
        ):
            raise SignInError("INVALID_ID_TOKEN")
        now = self._now() // 1000
        if issued_at > now + _LEEWAY_SECONDS:
            raise SignInError("INVALID_ID_TOKEN")
        if expires_at <= now:
            raise SignInError("TOKEN_EXPIRED")
        return payload

    def _bearer(self, payload: Mapping[str, object]) -> Account:
        firebase = payload.get("firebase")
        stamp = firebase.get("stamp") if isinstance(firebase, dict) else None
        return self._current(str(payload.get("sub")), str(stamp))

    def _current(self, uid: str, stamp: str) -> Account:
        """Return the account, if what bears this stamp still counts for it."""
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
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise


def _canonical(email: str) -> str:
    return email.strip().lower()


def _checked_email(email: str) -> str:
    address = _canonical(email)
    if not address:
        raise SignInError("MISSING_EMAIL")
    if not address.isprintable() or not _EMAIL.fullmatch(address):
        raise SignInError("INVALID_EMAIL")
    return address


def _checked_password(password: str) -> str:
    if len(password) < _PASSWORD_CHARACTERS:
        raise SignInError(
            f"WEAK_PASSWORD : Password should be at least {_PASSWORD_CHARACTERS} characters"
        )
    salt = secrets.token_bytes(16)
    hashed = _scrypt(password, salt, **_SCRYPT)
    parameters = "$".join(str(value) for value in _SCRYPT.values())
    return f"scrypt${parameters}${b64encode(salt).decode()}${b64encode(hashed).decode()}"


def _fits(password: str, kept: str) -> bool:
    _, n, r, p, salt, hashed = kept.split("$")
    tried = _scrypt(password, b64decode(salt), n=int(n), r=int(r), p=int(p))
    return hmac.compare_digest(tried, b64decode(hashed))


def _scrypt(password: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_SCRYPT_MEMORY, dklen=32
    )


def _claims_text(claims: Mapping[str, object]) -> str:
    reserved = sorted(claims.keys() & _RESERVED)
    if reserved:
        raise ValueError(f"reserved for the provider: {', '.join(reserved)}")
    text = json.dumps(dict(claims))
    if len(text) > _CLAIMS_CHARACTERS:
        raise ValueError(f"claims take more than {_CLAIMS_CHARACTERS} characters")
    return text


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _new_uid() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(28))


def _new_stamp() -> str:
    return secrets.token_hex(8)
