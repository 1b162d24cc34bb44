"""Backups of a data folder: of one instant, restored whole or not at all."""

import hashlib
import io
import itertools
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.database import Database, Ref, Stale, UnitOfWork, Write
from functions.kernel.database.sqlite import FILE as DOCUMENTS
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_file import FILE as ACCOUNTS
from functions.kernel.platform import INDEXES, Platform
from local.backup import BackupRefused, Content, back_up, restore

ONE, TWO = Ref("pairs", "one"), Ref("pairs", "two")
PICTURE = "images/u1.1/a.webp"


@pytest.fixture
def filled(platform: Platform) -> Platform:
    """A platform with two documents, an account, a public file and the key of upload URLs."""

    def body(work: UnitOfWork) -> None:
        work.create(ONE, {"n": 0})
        work.create(TWO, {"n": 0})

    platform.database.run(body)
    identity(platform).create_account("ana@demo.test", None, claims={}, uid="ana")
    platform.files.publish(PICTURE, b"picture", content_type="image/webp")
    platform.files.sign_upload(
        "o/u", content_type="image/png", min_bytes=1, max_bytes=2, expires_at=platform.clock.now()
    )
    return platform


def identity(platform: Platform) -> LocalIdentity:
    found = platform.identity
    assert isinstance(found, LocalIdentity)
    return found


def backed_up(platform: Platform, target: Path) -> Path:
    back_up(platform.settings.data, target, clock=platform.clock)
    return target


def restored(platform: Platform, source: Path, data: Path | None = None) -> Content:
    settings = platform.settings if data is None else Settings(data=data)
    return restore(settings, source, clock=platform.clock, indexes=INDEXES)


def count_up(database: Database) -> int:
    """Write the next number into both documents, in one unit of work."""

    def body(work: UnitOfWork) -> int:
        document = work.find(ONE)
        assert document is not None
        number = int(str(document["n"])) + 1
        work.find(TWO)
        for ref in (ONE, TWO):
            work.replace(ref, {"n": number})
        return number

    return database.run(body)


def numbers(adapter: SqliteAdapter) -> list[object]:
    return [(snapshot.data or {}).get("n") for snapshot in adapter.read([ONE, TWO])]


def contents(data: Path) -> dict[str, str]:
    """Return a digest of every file of a data folder, databases by what is in them."""
    found = {}
    for place in sorted(data.rglob("*")):
        if place.suffix == ".sqlite3":
            with closing(sqlite3.connect(place)) as connection:
                text = "\n".join(connection.iterdump()).encode()
        elif place.is_file() and not place.name.endswith(("-wal", "-shm")):
            text = place.read_bytes()
        else:
            continue
        found[place.relative_to(data).as_posix()] = hashlib.sha256(text).hexdigest()
    return found


def test_a_backup_holds_everything_and_starts_a_folder_of_its_own(
    filled: Platform, tmp_path: Path
) -> None:
    source = backed_up(filled, tmp_path / "backup.tar")
    assert source.stat().st_mode & 0o77 == 0, "readable by its owner alone"
    elsewhere = tmp_path / "elsewhere"
    content = restored(filled, source, elsewhere)
    assert (content.documents, content.accounts, content.files) == (2, 1, 1)
    other = Platform(Settings(data=elsewhere))
    assert other.database.read([ONE])[0].data == {"n": 0}
    assert other.identity.find("ana") == filled.identity.find("ana")
    for name in ("keys/upload.key", f"files/public/{PICTURE}", f"files/facts/public/{PICTURE}"):
        copy = elsewhere / name
        assert copy.read_bytes() == (filled.settings.data / name).read_bytes()
        assert copy.stat().st_mode & 0o77 == 0 or not name.startswith("keys")
    other.close()


def test_a_restore_under_a_running_platform_is_seen_by_it(filled: Platform, tmp_path: Path) -> None:
    token = identity(filled).open_session("ana").id_token
    source = backed_up(filled, tmp_path / "backup.tar")
    count_up(filled.database)
    identity(filled).create_account("ben@demo.test", None, claims={}, uid="ben")
    filled.files.unpublish("images/u1.1")
    filled.files.publish("images/u1.2/b.webp", b"newer", content_type="image/webp")
    restored(filled, source)
    assert filled.database.read([ONE])[0].data == {"n": 0}
    assert filled.identity.find("ben") is None
    assert filled.identity.verify(token).uid == "ana"
    public = filled.settings.data / "files" / "public"
    assert {p.relative_to(public).as_posix() for p in public.rglob("*") if p.is_file()} == {PICTURE}
    facts = filled.settings.data / "files" / "facts"
    assert [p.name for p in facts.rglob("*") if p.is_file()] == ["a.webp"]
    assert count_up(filled.database) == 1


def test_a_restore_brings_the_keys_of_its_backup(filled: Platform, tmp_path: Path) -> None:
    """Tokens of a folder count where it is restored, also under a running platform."""
    token = identity(filled).open_session("ana").id_token
    source = backed_up(filled, tmp_path / "backup.tar")
    other = Platform(Settings(data=tmp_path / "other"))
    other.clock = filled.clock
    own = identity(other).sign_up("ben@demo.test", "culture-pass").id_token
    assert identity(other).verify(own).email == "ben@demo.test"
    restored(filled, source, tmp_path / "other")
    assert identity(other).verify(token).uid == "ana"
    other.close()


def test_a_restore_brings_the_key_of_sealed_texts(filled: Platform, tmp_path: Path) -> None:
    sealed = filled.encryption.seal("FR7630006000011234567890189", context="account-1")
    source = backed_up(filled, tmp_path / "backup.tar")
    with closing(Platform(Settings(data=tmp_path / "other"))) as other:
        other.encryption.seal("another key", context="account-1")
        restored(filled, source, tmp_path / "other")
        opened = other.encryption.unseal(sealed, context="account-1")
    assert opened == "FR7630006000011234567890189"


def test_what_was_read_before_a_restore_is_stale_after_it(filled: Platform, tmp_path: Path) -> None:
    adapter = filled.database.adapter
    source = backed_up(filled, tmp_path / "backup.tar")
    count_up(filled.database)
    (before,) = adapter.read([ONE])
    restored(filled, source)
    for _ in range(3):
        with pytest.raises(Stale):
            adapter.commit([Write("replace", ONE, {"n": 9}, before.version)])
        count_up(filled.database)


def test_a_backup_amid_commits_is_of_one_instant(filled: Platform, tmp_path: Path) -> None:
    write_number(filled, 1)
    stopped = threading.Event()

    def write() -> None:
        for number in itertools.count(2):
            if stopped.is_set():
                return
            write_number(filled, number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sources = [backed_up(filled, tmp_path / f"{n}.tar") for n in range(5)]
    finally:
        stopped.set()
        writer.join()
    seen = []
    for source in sources:
        restored(filled, source)
        assert isinstance(filled.database.adapter, SqliteAdapter)
        one, two = numbers(filled.database.adapter)
        number = int(str(one))
        assert one == two
        assert filled.identity.find(f"u{number}") is not None
        assert filled.identity.find(f"u{number + 2}") is None
        for place in ("public", "facts/public"):
            assert (filled.settings.data / "files" / place / f"images/{number}/a").exists()
        seen.append(number)
    assert seen == sorted(seen)
    assert seen[-1] > 1


def write_number(platform: Platform, number: int) -> None:
    """Make an account and a file for a number, write it, and remove the file of the former."""
    uid = f"u{number}"
    identity(platform).create_account(f"{uid}@demo.test", None, claims={}, uid=uid)
    platform.files.publish(f"images/{number}/a", b"picture", content_type="image/webp")
    assert count_up(platform.database) == number
    platform.files.unpublish(f"images/{number - 1}")


def test_a_restore_amid_commits_is_whole(filled: Platform, tmp_path: Path) -> None:
    source = backed_up(filled, tmp_path / "backup.tar")
    stopped = threading.Event()

    def count() -> None:
        while not stopped.is_set():
            count_up(filled.database)

    writer = threading.Thread(target=count)
    writer.start()
    try:
        for _ in range(3):
            restored(filled, source)
    finally:
        stopped.set()
        writer.join()
    assert isinstance(filled.database.adapter, SqliteAdapter)
    one, two = numbers(filled.database.adapter)
    assert one == two


def test_a_backup_of_an_earlier_release_is_migrated(filled: Platform, tmp_path: Path) -> None:
    source = backed_up(filled, tmp_path / "backup.tar")
    unversioned = Path(__file__).resolve().parent.parent.parent / "fixtures" / "unversioned"

    def change(files: dict[str, bytes]) -> None:
        files.clear()
        for place in unversioned.rglob("*"):
            if place.is_file():
                files[place.relative_to(unversioned).as_posix()] = place.read_bytes()

    source.write_bytes(repacked(change)(source.read_bytes()))
    content = restored(filled, source)
    assert (content.documents, content.accounts, content.files) == (2, 2, 2)
    assert identity(filled).sign_in("ana@demo.test", "culture-pass").account.uid == "ana"
    public = filled.settings.data / "files" / "public" / "images" / "u1.1" / "abc-750.jpg"
    assert public.read_bytes().startswith(b"\xff\xd8")


def test_an_empty_data_folder_is_not_backed_up(tmp_path: Path) -> None:
    empty = Platform(Settings(data=tmp_path / "empty"))
    with pytest.raises(BackupRefused, match="CULTUREPASS_DATA"):
        backed_up(empty, tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    """Change one byte in the middle of the documents."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        member = tar.getmember(DOCUMENTS)
    at = member.offset_data + member.size // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def repacked(change: Callable[[dict[str, bytes]], object]) -> Callable[[bytes], bytes]:
    """Change the files of a backup, each with a right digest."""

    def damage(content: bytes) -> bytes:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            files = {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
        manifest = json.loads(files.pop("manifest.json"))
        change(files)
        manifest["format"] = int(files.pop("format", b"1"))
        manifest["digests"] = {n: hashlib.sha256(text).hexdigest() for n, text in files.items()}
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for name, text in {**files, "manifest.json": json.dumps(manifest).encode()}.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(text)
                tar.addfile(entry, io.BytesIO(text))
        return packed.getvalue()

    return damage


DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "is no whole backup"),
    "another file": (lambda _: b"%PDF-1.7" * 5_000, "is no whole backup"),
    "cut off": (truncated, "is no whole backup"),
    "a changed byte": (flipped, "documents.sqlite3 is not as it was written"),
    "a path out of the folder": (
        repacked(lambda files: files.update({"files/../../outside": b"x"})),
        "holds 'files/",
    ),
    "no accounts": (repacked(lambda files: files.pop(ACCOUNTS)), "is no whole backup"),
    "a database that is none": (
        repacked(lambda files: files.update({DOCUMENTS: b"no database" * 1_000})),
        "is damaged",
    ),
    "a newer format": (repacked(lambda files: files.update(format=b"7")), "has format 7"),
    "newer files": (
        repacked(lambda files: files.update({"files/version": b"9"})),
        "comes from a newer release",
    ),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_no_whole_backup_changes_nothing(
    filled: Platform, tmp_path: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    source = backed_up(filled, tmp_path / "backup.tar")
    count_up(filled.database)
    source.write_bytes(damage(source.read_bytes()))
    before = contents(filled.settings.data)
    with pytest.raises(BackupRefused, match=reason):
        restored(filled, source)
    assert contents(filled.settings.data) == before
    assert not (tmp_path / "outside").exists()
