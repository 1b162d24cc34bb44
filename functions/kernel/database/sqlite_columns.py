"""Columns of the embedded database: the indexed fields of a document, beside its JSON text.

SQLite writes every index on an expression of the text again when the text changes. With columns, a
change writes only the indexes of the fields that it changes.

Null is null in a column, and a missing field is an empty blob, which equals no value. The columns
that a table has are filled by every process, whatever indexes it knows: so none is ever removed,
and a writer looks for new ones when the schema has changed.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from functions.kernel.database import Document, Index
from functions.kernel.database.sqlite_tables import TABLE_PREFIX, table_of
from functions.kernel.database.sqlite_values import STORED, encode, json_text, path_of
from functions.kernel.sqlite_file import transaction

_PREFIX = "f."
_MISSING = b""

IS_PRESENT = "IS NOT x''"
"""The condition that the column of a field that a document has meets."""

Columns = Mapping[str, tuple[str, ...]]
"""The fields that have a column, by collection."""


def columns_for(indexes: Iterable[Index]) -> Columns:
    """Return the columns that indexes without arrays need."""
    found: dict[str, set[str]] = {}
    for index in indexes:
        fields = found.setdefault(index.collection, set())
        fields.update(field.lstrip("-") for field in index.fields)
    return {collection: tuple(sorted(fields)) for collection, fields in found.items()}


def column(field: str) -> str:
    """Return the name of a field's column, quoted."""
    return f'"{_PREFIX}{field}"'


def value_in(row: str, field: str) -> str:
    """Return the SQL of what a field's column holds, from the column `data` of a row."""
    extract = path_of(field).replace("data", f"{row}data", 1)
    kind = extract.replace("json_extract", "json_type")
    return f"CASE WHEN {kind} IS NULL THEN x'' ELSE {extract} END"


def stored(document: Document, fields: Sequence[str]) -> tuple[str, list[object]]:
    """Return the JSON text of a document, and what the columns of these fields hold for it."""
    text, values = encode(document)
    return text, [_value_of(values, field) for field in fields]


def keep_columns_up(connection: sqlite3.Connection, wanted: Columns) -> None:
    """Add the columns that tables lack, filled from their documents."""
    if _added(connection, wanted):
        with transaction(connection):
            # Another process may have added them while this one waited.
            for collection, fields in _added(connection, wanted).items():
                table = table_of(collection)
                for field in fields:
                    connection.execute(f"ALTER TABLE {table} ADD COLUMN {column(field)}")
                filled = ", ".join(f"{column(field)} = {value_in('', field)}" for field in fields)
                connection.execute(f"UPDATE {table} SET {filled}")


def columns_in(connection: sqlite3.Connection) -> Columns:
    """Return the columns that the tables have now."""
    found: dict[str, list[str]] = {}
    rows = connection.execute(
        "SELECT substr(tables.name, ?), substr(columns.name, ?)"
        " FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table' AND tables.name GLOB ? AND columns.name GLOB ?",
        [len(TABLE_PREFIX) + 1, len(_PREFIX) + 1, f"{TABLE_PREFIX}*", f"{_PREFIX}*"],
    )
    for collection, field in rows:
        found.setdefault(collection, []).append(field)
    return {collection: tuple(fields) for collection, fields in found.items()}


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the number that changes with each change of tables and indexes."""
    (number,) = connection.execute("PRAGMA schema_version").fetchone()
    return int(number)


def drop_expression_indexes(connection: sqlite3.Connection) -> None:
    """Remove the indexes on expressions of earlier releases: a schema step.

    With it, these releases refuse the file, whose columns they would not fill.
    """
    find = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%json_extract(%'"
    for (name,) in connection.execute(find).fetchall():
        connection.execute(f'DROP INDEX "{name}"')


@cache
def insertion(collection: str, fields: tuple[str, ...]) -> str:
    """Return the statement that adds a document: its id, version, text and columns."""
    names = "".join(f", {column(field)}" for field in fields)
    return (
        f"INSERT INTO {table_of(collection)} (id, version, data{names})"
        f" VALUES (?, ?, ?{', ?' * len(fields)})"
    )


@cache
def lookup(collection: str, fields: tuple[str, ...]) -> str:
    """Return the statement that finds a row's number and columns by id and version.

    As of `lookup_to_merge` they come behind a text, which is not read here.
    """
    names = "".join(f", {column(field)}" for field in fields)
    return f"SELECT NULL, number{names} FROM {table_of(collection)} WHERE id = ? AND version = ?"


@cache
def replacement(collection: str) -> str:
    """Return the statement that replaces a document without columns, by id and version."""
    return f"UPDATE {table_of(collection)} SET version = ?, data = ? WHERE id = ? AND version = ?"


@cache
def lookup_to_merge(collection: str, fields: tuple[str, ...]) -> str:
    """Return the statement that finds a row's text, number and columns by id."""
    names = "".join(f", {column(field)}" for field in fields)
    return f"SELECT {STORED}, number{names} FROM {table_of(collection)} WHERE id = ?"


@cache
def change(collection: str, fields: tuple[str, ...]) -> str:
    """Return the statement that changes a version, a text and some columns by row number."""
    names = "".join(f", {column(field)} = ?" for field in fields)
    return f"UPDATE {table_of(collection)} SET version = ?, data = ?{names} WHERE number = ?"


def changed(
    before: Sequence[object], after: Sequence[object], fields: Sequence[str]
) -> tuple[tuple[str, ...], list[object]]:
    """Return the fields whose columns differ, and their new values."""
    differing = [
        (field, new) for field, old, new in zip(fields, before, after, strict=True) if old != new
    ]
    return tuple(field for field, _ in differing), [new for _, new in differing]


def _added(connection: sqlite3.Connection, wanted: Columns) -> Columns:
    found = columns_in(connection)
    missing = {
        collection: tuple(field for field in fields if field not in found.get(collection, ()))
        for collection, fields in wanted.items()
    }
    return {collection: fields for collection, fields in missing.items() if fields}


def _value_of(values: Mapping[str, object], field: str) -> object:
    """Return the value at a dotted path, from the fields as the JSON text has them."""
    value = values.get(field, _MISSING)
    if value is _MISSING and "." in field:
        value = values
        for step in field.split("."):
            if not isinstance(value, Mapping) or step not in value:
                return _MISSING
            value = value[step]
    return json_text(value) if isinstance(value, list | tuple | Mapping) else value
