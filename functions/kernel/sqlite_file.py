"""SQLite files of the embedded adapters: opening, transactions and schema versions."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from functions.kernel.clock import monotonic
from functions.kernel.errors import Unavailable
from functions.kernel.versions import NewerVersion

BUSY_SECONDS = 10.0
"""How long a writer waits for another process's."""

Step = Sequence[str] | Callable[[sqlite3.Connection], object]
"""The statements that migrate a schema from one version to the next, or a function that does."""


def connect(path: Path, *, is_durable: bool = True) -> sqlite3.Connection:
    """Return a connection in WAL mode that any thread may use, one at a time.

    The file is created readable by its owner alone, because it holds personal data. A commit is on
    the disk when it returns, so acknowledged writes survive a power cut. With `is_durable` false,
    for tests only, a commit survives a crash of the process but not a power cut.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Created before SQLite does it; its side files take over the mode.
    path.touch(mode=0o600)
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    _write_ahead(connection)
    connection.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'OFF'}")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit all changes of the block, or none when it raises.

    Waits up to BUSY_SECONDS for another writer, then raises sqlite3.OperationalError. Raises
    Unavailable when the disk is full or fails.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException as fault:
        # An interrupt may arrive just after the commit, and a full disk may have ended it.
        if connection.in_transaction:
            with suppress(sqlite3.OperationalError):
                connection.execute("ROLLBACK")
        if _is_of_the_disk(fault):
            raise Unavailable(str(fault)) from fault
        raise


def _is_of_the_disk(fault: BaseException) -> bool:
    """Return whether SQLite could not write. The low byte of a code names its kind."""
    kind = getattr(fault, "sqlite_errorcode", None) if isinstance(fault, sqlite3.Error) else None
    return kind is not None and kind & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def migrate(path: Path, steps: Sequence[Step], *, is_durable: bool = True) -> None:
    """Bring a file to the newest version of its schema, each step in one transaction.

    The version, the number of steps taken, is the file's `user_version`. Files older than versions
    have 0, like new ones, so the first step creates only what is missing. Processes that start
    together take each step once. Raises NewerVersion.
    """
    with closing(connect(path, is_durable=is_durable)) as connection:
        while (version := _version(connection)) < len(steps):
            with transaction(connection):
                # Another process may have taken the step while this one waited.
                if _version(connection) == version:
                    _take(connection, steps[version])
                    connection.execute(f"PRAGMA user_version = {version + 1}")
    if version > len(steps):
        raise NewerVersion(path.name, version=version, newest=len(steps))


def _take(connection: sqlite3.Connection, step: Step) -> None:
    if callable(step):
        step(connection)
    else:
        for statement in step:
            connection.execute(statement)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL. Two first starts may collide here, and SQLite does not wait for this lock."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
