"""Data folders of earlier releases: they migrate at start, and newer ones are refused."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.kernel.clock import Clock
from functions.kernel.database import Index, Order, Query, Ref, Where
from functions.kernel.database.sqlite import FILE as DOCUMENTS
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.identity.local import FILE as ACCOUNTS
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.sqlite_file import NewerVersion, connect, migrate

UNVERSIONED = Path(__file__).resolve().parent.parent / "fixtures" / "unversioned"
PASSWORD = "culture-pass"
BY_PRICE = Index("offers", ("tags[]", "price"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data folder of the last release without versions."""
    return Path(shutil.copytree(UNVERSIONED, tmp_path / "data"))


def identity_in(data: Path) -> LocalIdentity:
    return LocalIdentity(data, "demo-culture-pass", Clock())


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def set_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def test_documents_without_a_version_are_migrated(data: Path) -> None:
    with closing(SqliteAdapter(data / DOCUMENTS, indexes=[BY_PRICE])) as adapter:
        cinema, missing = adapter.read([Ref("offers", "o1"), Ref("offers", "o3")])
        french = Query("offers", (Where("tags", "array_contains", "fr"),), (Order("price"),))
        found = [snapshot.ref.id for snapshot in adapter.find(french)]
    assert cinema.data == {
        "kind": "cinema",
        "price": 900,
        "tags": ["fr", "film"],
        "at": datetime(2026, 5, 4, 12, tzinfo=UTC),
    }
    assert missing.data is None
    assert found == ["o1", "o2"]
    assert version_of(data / DOCUMENTS) == 1


def test_accounts_without_a_version_are_migrated_and_sign_in(data: Path) -> None:
    with closing(identity_in(data)) as identity:
        session = identity.sign_in("ana@demo.test", PASSWORD)
        assert identity.verify(session.id_token).is_admin
        with pytest.raises(SignInError, match="INVALID_LOGIN_CREDENTIALS"):
            identity.sign_in("ana@demo.test", "culture-pas")
    assert version_of(data / ACCOUNTS) == 2


def test_a_sign_in_replaces_a_hash_of_the_first_release(data: Path) -> None:
    with closing(identity_in(data)) as identity:
        assert identity.lookup("ana").password.startswith("scrypt$")
        with pytest.raises(SignInError):
            identity.sign_in("ana@demo.test", "wrong-password")
        assert identity.lookup("ana").password.startswith("scrypt$")
        session = identity.sign_in("ana@demo.test", PASSWORD)
        assert identity.lookup("ana").password.startswith("scrypt:")
        assert identity.verify(session.id_token).uid == "ana"
        assert identity.sign_in("ana@demo.test", PASSWORD).account.uid == "ana"
        with pytest.raises(SignInError):
            identity.sign_in("ana@demo.test", "wrong-password")


def test_an_account_without_a_password_keeps_none(data: Path) -> None:
    with closing(identity_in(data)) as identity:
        assert identity.lookup("curator").password == ""
        for password in ("", "A" * 43, PASSWORD):
            with pytest.raises(SignInError):
                identity.sign_in("curator@demo.test", password)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        (DOCUMENTS, lambda data: SqliteAdapter(data / DOCUMENTS)),
        (ACCOUNTS, identity_in),
    ],
)
def test_a_file_of_a_newer_release_is_refused_and_stays_as_it_is(
    data: Path, name: str, start: Callable[[Path], object]
) -> None:
    set_version(data / name, 99)
    before = (data / name).read_bytes()
    with pytest.raises(NewerVersion, match=rf"{name} has version 99, .* up to \d"):
        start(data)
    assert (data / name).read_bytes() == before


def test_starts_at_once_take_each_step_once(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite3"
    steps = (
        ("CREATE TABLE taken (step INTEGER)", "INSERT INTO taken VALUES (1)"),
        ("INSERT INTO taken VALUES (2)",),
    )
    together = threading.Barrier(6)

    def start(_: int) -> None:
        together.wait()
        migrate(path, steps)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(start, range(6)))
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT step FROM taken").fetchall() == [(1,), (2,)]


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite3"
    first = ("CREATE TABLE kept (number INTEGER)",)
    broken = ("INSERT INTO kept VALUES (1)", "INSERT INTO missing VALUES (1)")
    with pytest.raises(sqlite3.OperationalError, match="missing"):
        migrate(path, (first, broken))
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == []
    assert version_of(path) == 1
