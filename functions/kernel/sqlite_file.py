"""Opening an SQLite file the way the embedded adapters need it."""

import sqlite3
import time
from pathlib import Path

from functions.kernel.clock import monotonic

BUSY_SECONDS = 10.0
"""How long a writer waits for another process's."""


def connect(path: Path, *, is_durable: bool = True) -> sqlite3.Connection:
    """Return a connection in WAL mode that any thread may use, one at a time.

    The file, made when there is none, is its owner's alone: it holds personal data. A commit is on
    the disk when it returns, so what was acknowledged survives a power cut too. With `is_durable`
    false, as only tests have it, a commit survives a crash of the process but not a power cut.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Made before SQLite makes it; its side files take over the mode.
    path.touch(mode=0o600)
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    _write_ahead(connection)
    connection.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'OFF'}")
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL. Two first starts meet here, and SQLite does not wait for this one lock."""
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
