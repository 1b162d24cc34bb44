"""Backups of the embedded default: one tar file with both databases, the files and the keys.

Both directions work while servers run on the data folder.

A backup is of one instant. Files never change under their name, so most are copied beforehand; then
no document can be committed while the list of files is taken and a snapshot of each database opens.

A restore checks the whole backup and brings it to this release's formats before it changes the data
folder. Then it adds the files, replaces each database in one transaction, and removes the files
that the backup does not have, so a document never names a missing file. A restore that is
interrupted in between has to be run again. Requests in progress may fail as under contention, and
writes since the backup are lost. Mails in the folder `mail` are not part of a backup.
"""

import glob
import hashlib
import io
import os
import re
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict, ValidationError

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.database import Index
from functions.kernel.database.sqlite import FILE as DOCUMENTS
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.files.disk import finish, put, temporary
from functions.kernel.files.objects import Objects
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_file import FILE as ACCOUNTS
from functions.kernel.sqlite_file import connect, transaction
from functions.kernel.versions import NewerVersion

FORMAT = 1

_MANIFEST = "manifest.json"
_NAME = re.compile(r"(?:files|keys)(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_~.@-]{1,250})+")
_UNFINISHED_SECONDS = 3600
_MARGIN = 1_000_000
"""How far a restore raises the commit number."""


class BackupRefused(Exception):
    """A backup or restore could not be done, for the reason that its text gives."""


class Manifest(BaseModel):
    """The last file of a backup: its date (RFC 3339), and the SHA-256 of every other file."""

    model_config = ConfigDict(frozen=True)

    format: int
    made_at: str
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """How much a backup holds, and when it was made (RFC 3339)."""

    made_at: str
    documents: int
    accounts: int
    files: int


def back_up(data: Path, target: Path, *, clock: Clock) -> Content:
    """Write a backup of the data folder to `target`, replacing an earlier one once it is complete.

    Raises BackupRefused, OSError and sqlite3.Error; then `target` is as it was.
    """
    if not (data / DOCUMENTS).exists() or not (data / ACCOUNTS).exists():
        raise BackupRefused(
            f"There is nothing to back up in {data}. CULTUREPASS_DATA names another."
        )
    prefix = f".{target.name}."
    _discard_old(target.parent, prefix)
    with temporary(target.parent, prefix=prefix) as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            content = _write(tar, data, made_at=clock.now().isoformat(timespec="seconds"))
        finish(file)
        put(file.name, target)
    return content


def restore(settings: Settings, source: Path, *, clock: Clock, indexes: Iterable[Index]) -> Content:
    """Replace the state of the data folder with that of a backup.

    Raises BackupRefused for a file that is not a complete backup or comes from a newer release, and
    NewerVersion for a data folder of a newer release; then nothing has changed.
    """
    indexes = tuple(indexes)
    data = settings.data
    _prepare(data, settings, clock, indexes)
    with TemporaryDirectory(dir=data / "files" / "unfinished") as folder:
        staged = Path(folder)
        manifest = _unpack(source, staged)
        try:
            _prepare(staged, settings, clock, indexes)
        except NewerVersion as newer:
            raise BackupRefused(f"{source} comes from a newer release: {newer}") from newer
        except sqlite3.DatabaseError as fault:
            raise BackupRefused(f"{source} is damaged: {fault}.") from fault
        names = _files(staged)
        surplus = set(_files(data)) - set(names)
        for name in sorted(names, key=_facts_first):
            put(str(staged / name), data / name)
        counts = _replace_databases(staged, data)
        for name in surplus:
            (data / name).unlink(missing_ok=True)
    return Content(manifest.made_at, *counts, files=sum(map(_is_object, names)))


def _write(tar: tarfile.TarFile, data: Path, *, made_at: str) -> Content:
    """Write everything into the archive, the manifest last."""
    digests: dict[str, str] = {}
    _add_all(tar, data, _files(data), digests)
    with (
        closing(connect(data / DOCUMENTS)) as lock,
        closing(connect(data / DOCUMENTS)) as documents,
        closing(connect(data / ACCOUNTS)) as accounts,
        TemporaryDirectory(dir=_unfinished(data)) as folder,
    ):
        databases = {DOCUMENTS: documents, ACCOUNTS: accounts}
        with transaction(lock):
            for database in databases.values():
                database.execute("BEGIN")
                # The snapshot begins with the first read.
                database.execute("PRAGMA user_version").fetchone()
            names = _files(data)
            _add_all(tar, data, names, digests)
        counts = (_count(documents, "documents"), _count(accounts, "accounts"))
        for name, database in databases.items():
            with closing(sqlite3.connect(Path(folder) / name)) as dump:
                database.backup(dump)
                # One file, without the side files of write-ahead logging.
                dump.execute("PRAGMA journal_mode = DELETE")
        _add_all(tar, Path(folder), databases, digests)
    # Uploads may disappear between their listing and their copy; no document names them.
    kept = {name: digests[name] for name in (*names, *databases) if name in digests}
    manifest = Manifest(format=FORMAT, made_at=made_at, digests=kept)
    text = manifest.model_dump_json().encode()
    tar.addfile(_entry(_MANIFEST, len(text)), io.BytesIO(text))
    return Content(made_at, *counts, files=sum(map(_is_object, kept)))


def _add_all(
    tar: tarfile.TarFile, folder: Path, names: Iterable[str], digests: dict[str, str]
) -> None:
    """Add files to the archive, and their digests; skip those that are already in it or gone."""
    for name in names:
        if name not in digests:
            with suppress(FileNotFoundError), (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                tar.addfile(_entry(name, os.fstat(file.fileno()).st_size), file)
                digests[name] = digest


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into a folder, checking every file. Raises BackupRefused."""
    try:
        with tarfile.open(source, mode="r:") as tar:
            members = {member.name: member for member in tar.getmembers() if member.isreg()}
            manifest = _manifest(source, _read(tar, members[_MANIFEST]))
            for name, digest in manifest.digests.items():
                if name not in (DOCUMENTS, ACCOUNTS) and not _NAME.fullmatch(name):
                    raise BackupRefused(f"{source} is no backup: it holds {name!r}.")
                if _extract(tar, members[name], folder / name) != digest:
                    raise BackupRefused(f"{source} is damaged: {name} is not as it was written.")
    except (tarfile.TarError, KeyError, EOFError) as fault:
        raise BackupRefused(f"{source} is no whole backup of a culture pass.") from fault
    if not {DOCUMENTS, ACCOUNTS} <= manifest.digests.keys():
        raise BackupRefused(f"{source} is no whole backup of a culture pass.")
    return manifest


def _manifest(source: Path, text: bytes) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as fault:
        raise BackupRefused(f"{source} is no whole backup of a culture pass.") from fault
    if manifest.format > FORMAT:
        raise BackupRefused(
            f"{source} has format {manifest.format}, and this release reads formats up to {FORMAT}."
        )
    return manifest


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file is not None
    return file.read()


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> str:
    """Write a member to `place` and to the disk; return its SHA-256."""
    place.parent.mkdir(parents=True, exist_ok=True)
    packed = tar.extractfile(member)
    assert packed is not None
    place.touch(mode=0o600)
    with place.open("wb") as file:
        shutil.copyfileobj(packed, file)
        finish(file)
    with place.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _prepare(data: Path, settings: Settings, clock: Clock, indexes: Sequence[Index]) -> None:
    """Create what is missing in a data folder, and bring the rest to this release's formats."""
    SqliteAdapter(data / DOCUMENTS, indexes=indexes).close()
    LocalIdentity(data, settings.project, clock).close()
    Objects(data / "files")
    _unfinished(data)


def _replace_databases(staged: Path, data: Path) -> tuple[int, int]:
    """Replace both databases, each in one transaction; return how many documents and accounts."""
    counts = []
    for file, table in ((ACCOUNTS, "accounts"), (DOCUMENTS, "documents")):
        with closing(connect(staged / file)) as restored, closing(connect(data / file)) as live:
            if file == DOCUMENTS:
                (number,) = live.execute("SELECT number FROM commits").fetchone()
                # A document's version is the number of its commit. A number that a unit of work in
                # progress has seen must not be used again for another version.
                restored.execute("UPDATE commits SET number = max(number, ?)", (number + _MARGIN,))
            counts.append(_count(restored, table))
            restored.backup(live)
    accounts, documents = counts
    return documents, accounts


def _count(database: sqlite3.Connection, table: str) -> int:
    (number,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def _files(data: Path) -> list[str]:
    """Return the names of the files and keys in a data folder, without unfinished ones."""
    # A folder may go while its parent is listed: `os.walk` passes over it, `rglob` fails.
    walked = (entry for area in ("files", "keys") for entry in os.walk(data / area))
    places = (Path(folder, name) for folder, _, names in walked for name in names)
    names = (place.relative_to(data).as_posix() for place in places)
    return [n for n in names if _NAME.fullmatch(n) and not n.startswith("files/unfinished/")]


def _is_object(name: str) -> bool:
    return name.startswith(("files/public/", "files/uploads/"))


def _facts_first(name: str) -> bool:
    return not name.startswith("files/facts/")


def _unfinished(data: Path) -> Path:
    folder = data / "files" / "unfinished"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _discard_old(folder: Path, prefix: str) -> None:
    """Remove the temporary files of backups that were killed at least an hour ago."""
    for place in folder.glob(f"{glob.escape(prefix)}*"):
        with suppress(FileNotFoundError):
            if place.stat().st_mtime < time.time() - _UNFINISHED_SECONDS:
                place.unlink()
