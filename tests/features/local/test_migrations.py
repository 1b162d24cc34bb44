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
from PIL import Image

from functions.kernel.clock import Clock
from functions.kernel.database import Index, Order, Query, Ref, Where, Write
from functions.kernel.database.sqlite import FILE as DOCUMENTS
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.events import Message
from functions.kernel.files import finalized
from functions.kernel.files.folder import FolderFiles
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.identity.local_file import FILE as ACCOUNTS
from functions.kernel.sqlite_file import connect, migrate
from functions.kernel.versions import NewerVersion

UNVERSIONED = Path(__file__).resolve().parent.parent.parent / "fixtures" / "unversioned"
PASSWORD = "culture-pass"
BY_PRICE = Index("offers", ("tags[]", "price"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data folder of the last release without versions."""
    return Path(shutil.copytree(UNVERSIONED, tmp_path / "data"))


def identity_in(data: Path) -> LocalIdentity:
    return LocalIdentity(data, "demo-culture-pass", Clock())


def files_in(data: Path, announced: list[Message] | None = None) -> FolderFiles:
    notify = (announced if announced is not None else []).append
    return FolderFiles(data, "http://127.0.0.1:8080", clock=Clock(), notify=notify)


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
        found = [snapshot.ref.id for snapshot in adapter.query(french)]
    assert cinema.data == {
        "kind": "cinema",
        "price": 900,
        "tags": ["fr", "film"],
        "at": datetime(2026, 5, 4, 12, tzinfo=UTC),
    }
    assert missing.data is None
    assert found == ["o1", "o2"]
    assert version_of(data / DOCUMENTS) == 3


def test_each_collection_gets_a_table_and_its_documents_keep_their_versions(data: Path) -> None:
    every = "SELECT collection, id, version, data FROM documents ORDER BY collection, id"
    with closing(sqlite3.connect(data / DOCUMENTS)) as connection:
        before = connection.execute(every).fetchall()
    assert len(before) > 1
    with closing(SqliteAdapter(data / DOCUMENTS, indexes=[BY_PRICE])) as adapter:
        with closing(sqlite3.connect(data / DOCUMENTS)) as connection:
            assert connection.execute(every).fetchall() == before
            tables = connection.execute("SELECT name FROM sqlite_master WHERE name GLOB 'c_*'")
            assert {name for (name,) in tables} == {f"c_{collection}" for collection, *_ in before}
        (cinema,) = adapter.read([Ref("offers", "o1")])
        adapter.commit([Write("delete", cinema.ref, None, cinema.version)])
        french = Query("offers", (Where("tags", "array_contains", "fr"),), (Order("price"),))
        assert [snapshot.ref.id for snapshot in adapter.query(french)] == ["o2"]


def test_a_collection_whose_table_a_restore_took_away_is_empty(tmp_path: Path) -> None:
    with closing(SqliteAdapter(tmp_path / DOCUMENTS)) as adapter:
        ref = Ref("seats", "one")
        adapter.commit([Write("create", ref, {"n": 1})])
        with closing(SqliteAdapter(tmp_path / "empty")) as other:
            other.read([Ref("halls", "a")])
        with (
            closing(sqlite3.connect(tmp_path / "empty")) as empty,
            closing(sqlite3.connect(tmp_path / DOCUMENTS)) as live,
        ):
            empty.backup(live)
        assert [snapshot.data for snapshot in adapter.read([ref, Ref("halls", "a")])] == [None] * 2
        assert (adapter.query(Query("rows")), adapter.count(Query("queues"))) == ([], 0)
        adapter.commit([Write("create", ref, {"n": 2})])
        assert [snapshot.data for snapshot in adapter.read([ref])] == [{"n": 2}]


def test_a_schema_step_may_be_a_function(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite3"
    migrate(path, (lambda connection: connection.execute("CREATE TABLE made (step)"),))
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT * FROM made").fetchall() == []
    assert version_of(path) == 1


def test_accounts_without_a_version_are_migrated_and_sign_in(data: Path) -> None:
    with closing(identity_in(data)) as identity:
        session = identity.sign_in("ana@demo.test", PASSWORD)
        assert identity.verify(session.id_token).claims == {"admin": True}
        with pytest.raises(SignInError, match="INVALID_LOGIN_CREDENTIALS"):
            identity.sign_in("ana@demo.test", "culture-pas")
    assert version_of(data / ACCOUNTS) == 4


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


def test_files_of_the_former_layout_become_plain_files(data: Path) -> None:
    announced: list[Message] = []
    files = files_in(data, announced)
    public = data / "files" / "public" / "images" / "u1.1" / "abc-750.jpg"
    with Image.open(public) as image:
        assert (image.format, image.size) == ("JPEG", (8, 6))
    shown = files.open_public("images/u1.1/abc-750.jpg")
    assert (shown.content, shown.content_type) == (public.read_bytes(), "image/jpeg")
    assert files.announce_all() == 1
    upload = finalized(announced[0])
    assert (upload.path, upload.content_type) == ("offers/o1/u2", "image/jpeg")
    assert upload.generation == 1795795151782117055, "the one that was announced before"
    assert files.read_upload("offers/o1/u2", generation=upload.generation) == shown.content
    files.delete_upload("offers/o1/u2", generation=upload.generation)
    assert files.announce_all() == 0
    assert files_in(data).announce_all() == 0


@pytest.mark.parametrize("converted", ["public", "uploads"])
def test_a_conversion_that_broke_off_is_finished_at_the_next_start(
    data: Path, converted: str
) -> None:
    whole = Path(shutil.copytree(data, data.with_name("whole")))
    files_in(whole)
    # What a crash leaves when one of two files is converted: no version yet.
    shutil.copytree(whole / "files" / converted, data / "files" / converted, dirs_exist_ok=True)
    shutil.copytree(whole / "files" / "facts" / converted, data / "files" / "facts" / converted)
    files_in(data)
    assert contents(data / "files") == contents(whole / "files")


def test_an_upload_that_looks_like_the_former_layout_stays_as_it_is(data: Path) -> None:
    files = files_in(data)
    (data / "files" / "version").unlink()
    (place,) = (data / "files" / "uploads" / "offers" / "o1").iterdir()
    place.write_bytes(b'["00000000000000000001", "text/html"]\nsent by a client')
    files = files_in(data)
    assert files.read_upload("offers/o1/u2") == place.read_bytes()


def test_a_folder_of_files_of_a_newer_release_is_refused(data: Path) -> None:
    (data / "files" / "version").write_text("9")
    before = contents(data / "files")
    with pytest.raises(NewerVersion, match=r"files has version 9, .* up to 1"):
        files_in(data)
    assert contents(data / "files") == before


def contents(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder by its path in it."""
    files = (place for place in folder.rglob("*") if place.is_file())
    return {place.relative_to(folder): place.read_bytes() for place in files}


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
