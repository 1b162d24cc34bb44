"""Tables of the embedded database: one for each collection, and the view `documents` of them all.

A collection's table is created when it is first needed. The view is for people and tools; the
adapter itself reads and writes the tables.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache

from functions.kernel.database.sqlite_values import checked_name
from functions.kernel.sqlite_file import transaction

TABLE_PREFIX = "c_"
"""Begins the name of each collection's table, so that it differs from those of the adapter."""


@cache
def table_of(collection: str) -> str:
    """Return the table of a collection, quoted. Raises ValueError for an unsafe name."""
    return f'"{TABLE_PREFIX}{checked_name(collection)}"'


def is_missing_table(fault: sqlite3.OperationalError) -> bool:
    """Return whether a statement failed because a collection has no table yet."""
    return str(fault).startswith(f"no such table: {TABLE_PREFIX}")


def create_tables(connection: sqlite3.Connection, collections: Mapping[str, Sequence[str]]) -> None:
    """Create the tables of collections that have none, with these columns, in one transaction."""
    if not set(collections) <= set(_collections(connection)):
        with transaction(connection):
            _create_tables(connection, collections)
            connection.execute("DROP VIEW IF EXISTS documents")
            _create_view(connection)


def divide_documents(connection: sqlite3.Connection) -> None:
    """Move the documents from one table for all to one for each collection: a schema step."""
    found = connection.execute("SELECT DISTINCT collection FROM documents").fetchall()
    names = [name for (name,) in found]
    _create_tables(connection, dict.fromkeys(names, ()))
    for name in names:
        connection.execute(
            f"INSERT INTO {table_of(name)} (id, version, data)"
            " SELECT id, version, data FROM documents WHERE collection = ? ORDER BY id",
            [name],
        )
    # Its indexes and triggers go with it; new ones are created for the tables.
    connection.execute("DROP TABLE documents")
    _create_view(connection)


def _collections(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT substr(name, ?) FROM sqlite_master WHERE type = 'table' AND name GLOB ?"
        " ORDER BY name",
        [len(TABLE_PREFIX) + 1, f"{TABLE_PREFIX}*"],
    )
    return [name for (name,) in rows]


def _create_tables(
    connection: sqlite3.Connection, collections: Mapping[str, Sequence[str]]
) -> None:
    for name, columns in sorted(collections.items()):
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {table_of(name)} (number INTEGER PRIMARY KEY,"
            " id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, data TEXT NOT NULL"
            f"{''.join(f', {column}' for column in columns)})"
        )


def _create_view(connection: sqlite3.Connection) -> None:
    # The first part holds no row: a file without documents has the view too.
    parts = ["SELECT '' AS collection, '' AS id, 0 AS version, '' AS data WHERE FALSE"]
    parts += [
        f"SELECT '{name}', id, version, data FROM {table_of(name)}"
        for name in _collections(connection)
    ]
    connection.execute(f"CREATE VIEW documents AS {' UNION ALL '.join(parts)}")
