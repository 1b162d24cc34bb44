"""A destroyed page of a SQLite file: it is found at start, and a backup repairs it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from local.file_check import damage
from tests.support.processes import Command, environment
from tests.support.server import Server

ROOTS = {
    "an index": "type = 'index' AND sql IS NOT NULL",
    "a table": "type = 'table' AND name NOT LIKE 'sqlite_%'",
}


def destroy(file: Path, of: str) -> None:
    """Fill the first page of an index or a table with zeros, as a failing disk may."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        find = f"SELECT rootpage FROM sqlite_master WHERE {ROOTS[of]} ORDER BY name LIMIT 1"
        (page,) = connection.execute(find).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as content:
        content.seek((page - 1) * size)
        content.write(bytes(size))


@pytest.mark.parametrize("name", ["documents", "accounts"])
@pytest.mark.parametrize("of", ROOTS)
def test_a_destroyed_page_is_noticed_at_start(own_data: Path, of: str, name: str) -> None:
    file = own_data / f"{name}.sqlite3"
    assert damage(file) == []
    destroy(file, of)
    assert damage(file) != []
    settings = environment(own_data, CULTUREPASS_DEMO="false", PORT="0")
    done = Command("local.__main__:run", environment=settings).wait()
    assert done.status == 1
    assert f"is damaged: {name}.sqlite3: " in done.out
    assert "local restore" in done.out
    assert "Traceback" not in done.err


def test_a_backup_repairs_a_damaged_file(new_server: Callable[[], Server], tmp_path: Path) -> None:
    server = new_server()
    backup = str(tmp_path / "backup.tar")
    settings = environment(server.data)
    assert Command("local.__main__:run", "backup", backup, environment=settings).wait().status == 0
    destroy(server.data / "documents.sqlite3", "an index")
    done = Command("local.__main__:run", "restore", backup, environment=settings).wait()
    assert (done.status, done.err) == (0, "")
    assert damage(server.data / "documents.sqlite3") == []
    server.start()
    assert server.api.run_job("audit-ledger")["faulty"] == 0
    server.stop()


def test_files_that_do_not_exist_yet_are_not_damaged(tmp_path: Path) -> None:
    assert damage(tmp_path / "documents.sqlite3") == []
    (tmp_path / "accounts.sqlite3").write_bytes(b"no database" * 100)
    assert damage(tmp_path / "accounts.sqlite3") == ["file is not a database"]
