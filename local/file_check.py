"""The check of the SQLite files at start: a page that a disk has destroyed is found before its use.

It reads both files whole, so a start waits for it a few seconds only. A check of large files
continues behind the server, and its findings are logged.
"""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from functions.kernel.database.sqlite import FILE as DOCUMENTS
from functions.kernel.identity.local_file import FILE as ACCOUNTS
from functions.kernel.logs import log

WAIT_SECONDS = 10.0
"""How long a start waits for the check."""


class FileCheck:
    """A check of the files in the folder `data`, in a thread of its own."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._findings: list[str] = []
        self._is_awaited = True
        self._thread = threading.Thread(target=self._run, name="file-check", daemon=True)
        self._thread.start()

    def wait(self, seconds: float = WAIT_SECONDS) -> list[str]:
        """Return what was found within this time; what is found later is logged."""
        self._thread.join(seconds)
        self._is_awaited = False
        return list(self._findings)

    def _run(self) -> None:
        for name in (DOCUMENTS, ACCOUNTS):
            for finding in damage(self._data / name):
                self._findings.append(f"{name}: {finding}")
                if not self._is_awaited:
                    log.error("file_damaged", file=name, finding=finding)


def damage(file: Path) -> list[str]:
    """Return what is wrong in the structure of a SQLite file, three findings at most.

    That an index agrees with its table is not checked, which would take several times as long.
    """
    if not file.exists():
        return []
    try:
        with closing(sqlite3.connect(file)) as connection:
            rows = connection.execute("PRAGMA quick_check(3)").fetchall()
    except sqlite3.DatabaseError as fault:
        return [str(fault)]
    return [line for (line,) in rows if line != "ok"]
