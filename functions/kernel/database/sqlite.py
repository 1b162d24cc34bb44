"""The embedded database: every document in one SQLite file, in WAL mode.

A document is a JSON text with a version, the number of the commit that wrote it. Datetimes are
kept as fixed-width RFC 3339 texts behind a marker character, so that they sort and come back as
what they were. Queries run on `json_extract`, with a partial index for each declared `Index`; what
is looked for by an item of an array has tables of its own.
"""

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions.kernel.database import (
    Document,
    Exists,
    Index,
    Query,
    Ref,
    Snapshot,
    Stale,
    Unreadable,
    Value,
    Where,
    Write,
)
from functions.kernel.database.sqlite_arrays import (
    FEW,
    ArrayIndex,
    array_indexes,
    column,
    count_statement,
    fill_statements,
    is_plain,
    item_of,
    source,
    statements,
)
from functions.kernel.sqlite_file import connect

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

FILE = "documents.sqlite3"
"""What the database is called in the platform's data folder."""

_MARK = "\x1f"
_BEHIND_MARK = chr(ord(_MARK) + 1)
_MARKED = '"\\u001f'
"""How JSON writes the beginning of a text that begins with the mark."""
_CACHE_KIB = 32 * 1024
"""What a connection may keep of the file: the pages that the commit of an array's items touches are
many and far apart, and a smaller cache would write each of them several times.
"""
_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (collection, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commits (number INTEGER NOT NULL);
INSERT INTO commits SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM commits);
"""


def open_adapter(platform: "Platform") -> "SqliteAdapter":
    """Return the database in the platform's data folder."""
    return SqliteAdapter(
        platform.settings.data / FILE, indexes=platform.indexes(), is_durable=platform.is_durable
    )


class SqliteAdapter:
    """Documents in the SQLite file at `path`, with an index for each query that was declared."""

    def __init__(
        self, path: Path, *, indexes: Iterable[Index] = (), is_durable: bool = True
    ) -> None:
        self._path = path
        self._is_durable = is_durable
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._common: set[tuple[str, object]] = set()
        # SQLite's own wait for a writer sleeps and is unfair; in one process a lock is both quicker
        # and in order. Other processes still meet the busy timeout.
        self._writer = threading.Lock()
        connection = self._connection()
        connection.executescript(_SCHEMA)
        indexes = tuple(indexes)
        for index in filter(is_plain, indexes):
            connection.execute(_index_statement(index))
        self._arrays = array_indexes(indexes)
        for array in self._arrays:
            _keep_up(connection, array)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return one snapshot for each reference, from one statement and so one instant."""
        marks = ",".join(["(?,?)"] * len(refs))
        # A join from the wanted pairs looks each up by its key; `IN (VALUES ...)` with more than
        # one pair reads the whole table.
        rows = self._connection().execute(
            f"WITH wanted (c, i) AS (VALUES {marks})"
            " SELECT collection, id, version, data FROM wanted"
            " CROSS JOIN documents ON collection = c AND id = i",
            [part for ref in refs for part in (ref.collection, ref.id)],
        )
        found = {Ref(c, i): (version, data) for c, i, version, data in rows}
        return [
            Snapshot(ref, _decode(found[ref][1]), found[ref][0])
            if ref in found
            else Snapshot(ref, None, None)
            for ref in refs
        ]

    def find(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match, in order."""
        connection = self._connection()
        array = next((array for array in self._arrays if array.answers(query)), None)
        if array is None:
            statement, values = _select(query)
        else:
            item = _scalar(item_of(query))
            is_few = self._is_few(connection, array, item)
            statement, values = _select_by_item(array, query, item, is_few=is_few)
        rows = connection.execute(statement, values)
        return [Snapshot(Ref(query.collection, i), _decode(d), v) for i, v, d in rows]

    def count(self, query: Query) -> int:
        """Return how many documents match in all."""
        statement, values = _select(replace(query, limit=-1), what="count(*)")
        (number,) = self._connection().execute(statement, values).fetchone()
        return int(number)

    def look_up(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return what matches and one snapshot for each reference, one after the other."""
        return [self.find(query) for query in queries], self.read(refs) if refs else []

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none. Raises Stale, or Exists naming what was in the way."""
        connection = self._connection()
        with self._writer:
            _begin(connection)
            try:
                connection.execute("UPDATE commits SET number = number + 1")
                (number,) = connection.execute("SELECT number FROM commits").fetchone()
                for write in writes:
                    _apply(connection, write, number)
                connection.execute("COMMIT")
            except BaseException:
                # An interrupt may come when the commit has just taken place.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connections of every thread."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    def _is_few(self, connection: sqlite3.Connection, array: ArrayIndex, item: object) -> bool:
        """Tell whether an item has few rows. One that was common is taken to be so still."""
        known = (array.name, item)
        if known in self._common:
            return False
        (number,) = connection.execute(count_statement(array), [item]).fetchone()
        if number > FEW:
            self._common.add(known)
        return bool(number <= FEW)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self._path, is_durable=self._is_durable)
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            # What a statement with triggers changes is noted, in case it fails half-way: in a file
            # that takes as long as the change itself.
            connection.execute("PRAGMA temp_store = MEMORY")
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection


def _begin(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        # Another process kept the file for all that time: as good a reason to come back later.
        raise Stale from fault


def _apply(connection: sqlite3.Connection, write: Write, number: int) -> None:
    where = (write.ref.collection, write.ref.id)
    if write.kind == "create":
        try:
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?)", (*where, number, _encode(write.data))
            )
        except sqlite3.IntegrityError as exists:
            raise Exists(write.ref) from exists
        return
    if write.kind == "replace":
        done = connection.execute(
            "UPDATE documents SET version = ?, data = ?"
            " WHERE collection = ? AND id = ? AND version = ?",
            (number, _encode(write.data), *where, write.version),
        ).rowcount
    elif write.kind == "delete":
        done = connection.execute(
            "DELETE FROM documents WHERE collection = ? AND id = ? AND version = ?",
            (*where, write.version),
        ).rowcount
    else:
        (done,) = connection.execute(
            "SELECT count(*) FROM documents WHERE collection = ? AND id = ? AND version = ?",
            (*where, write.version),
        ).fetchone()
    if done != 1:
        raise Stale(f"{write.ref.collection}/{write.ref.id}")


def _keep_up(connection: sqlite3.Connection, array: ArrayIndex) -> None:
    """Have the tables of an array's index, filled from what is there when they are new."""
    wanted = statements(array, _path)
    marks = ",".join("?" * len(wanted))
    find = f"SELECT name, type, sql FROM sqlite_master WHERE name IN ({marks})"
    found = connection.execute(find, list(wanted)).fetchall()
    if {name: sql for name, _, sql in found} == wanted:
        return
    _begin(connection)
    try:
        found = connection.execute(find, list(wanted)).fetchall()
        # A table takes its indexes with it; a trigger is not its own.
        for name, kind, _ in found:
            if kind in ("table", "trigger"):
                connection.execute(f'DROP {kind} "{name}"')
        for statement in (*wanted.values(), *fill_statements(array, _path)):
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _select(query: Query, *, what: str = "id, version, data") -> tuple[str, list[object]]:
    """Return the statement that selects what matches, and its values; no limit is -1."""
    values: list[object] = []
    # Without the hint the planner takes a collection for a few rows, and would rather read them all
    # by the primary key than use the index that was declared for the query.
    conditions = [f"likely(collection = '{_name(query.collection)}')"]
    conditions += [_condition(where, _path(where.field), values) for where in query.where]
    # As in Firestore, a document that lacks a field has no place in that field's order.
    conditions.extend(f"{_type(order.field)} IS NOT NULL" for order in query.order_by)
    keys = _keys(query, _path)
    conditions += _resumed(query, keys, values)
    statement = (
        f"SELECT {what} FROM documents WHERE {' AND '.join(conditions)}"
        f" ORDER BY {_sorted(keys)} LIMIT ?"
    )
    return statement, [*values, query.limit]


def _select_by_item(
    array: ArrayIndex, query: Query, item: object, *, is_few: bool
) -> tuple[str, list[object]]:
    values = [item]
    table, has_item = source(array, is_few=is_few)
    conditions = [has_item]
    conditions += [
        _condition(where, column(where.field), values)
        for where in query.where
        if where.operator != "array_contains"
    ]
    conditions.extend(f"{column(order.field)} IS NOT x''" for order in query.order_by)
    keys = _keys(query, column)
    conditions += _resumed(query, keys, values)
    names = ", ".join(f"{key} AS k{depth}" for depth, (key, _) in enumerate(keys))
    again = [(f"found.k{depth}", descending) for depth, (_, descending) in enumerate(keys)]
    statement = (
        f"SELECT documents.id, version, data FROM (SELECT {names} FROM {table}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {_sorted(keys)} LIMIT ?) AS found"
        f" CROSS JOIN documents ON collection = '{_name(query.collection)}'"
        f" AND documents.id = found.k{len(keys) - 1} ORDER BY {_sorted(again)}"
    )
    return statement, [*values, query.limit]


def _keys(query: Query, path: Callable[[str], str]) -> list[tuple[str, bool]]:
    """Return what a query is sorted by, and whether descending; the id comes last."""
    keys = [(path(order.field), order.descending) for order in query.order_by]
    return [*keys, ("id", keys[-1][1] if keys else False)]


def _sorted(keys: Sequence[tuple[str, bool]]) -> str:
    return ", ".join(f"{key} DESC" if descending else key for key, descending in keys)


def _resumed(query: Query, keys: Sequence[tuple[str, bool]], values: list[object]) -> list[str]:
    """Return the conditions of standing behind what the query resumes from."""
    if query.after is None:
        return []
    conditions = []
    first, descending = keys[0]
    if not descending and query.after[0] is not None:
        # Said apart, it lets an index begin where the page does. (Not so when descending: what
        # is null comes last there, and no bound lets it through.)
        conditions.append(f"{first} >= ?")
        values.append(_scalar(query.after[0]))
    return [*conditions, _behind(keys, query.after, values)]


def _condition(where: Where, path: str, values: list[object]) -> str:
    if where.operator == "array_contains":
        values.append(_scalar(where.value))
        return f"EXISTS (SELECT 1 FROM json_each(data, '$.{where.field}') WHERE value = ?)"
    if where.operator == "in":
        assert isinstance(where.value, list | tuple)
        values.extend(_scalar(value) for value in where.value)
        return f"{path} IN ({','.join('?' * len(where.value))})"
    if where.value is None:
        return f"{path} IS NULL AND {_type(where.field)} = 'null'"
    values.append(_scalar(where.value))
    if isinstance(where.value, datetime) and where.operator != "==":
        # As in Firestore, in a range of instants lies nothing else: SQLite takes any number for
        # less than a text, and any other text comes behind the mark.
        bound = f">= '{_MARK}'" if where.operator in ("<", "<=") else f"< '{_BEHIND_MARK}'"
        return f"{path} {where.operator} ? AND {path} {bound}"
    return f"{path} {'=' if where.operator == '==' else where.operator} ?"


def _behind(keys: Sequence[tuple[str, bool]], after: Sequence[Value], values: list[object]) -> str:
    """Return the condition of standing behind `after` in the order of `keys`."""
    branches = []
    for depth, (key, descending) in enumerate(keys):
        equal = [f"{earlier} IS ?" for earlier, _ in keys[:depth]]
        values.extend(_scalar(value) for value in after[:depth])
        branches.append(" AND ".join([*equal, _beyond(key, descending, after[depth], values)]))
    return "(" + " OR ".join(f"({branch})" for branch in branches) + ")"


def _beyond(key: str, descending: bool, value: Value, values: list[object]) -> str:
    """Return the condition of standing behind `value` in one key; None stands before all else."""
    if value is None:
        return "FALSE" if descending else f"{key} IS NOT NULL"
    values.append(_scalar(value))
    return f"({key} < ? OR {key} IS NULL)" if descending else f"{key} > ?"


def _index_statement(index: Index) -> str:
    keys = [
        _path(name[1:]) + " DESC" if name.startswith("-") else _path(name) for name in index.fields
    ]
    name = "_".join([index.collection, *index.fields]).replace(".", "_").replace("-", "desc_")
    return (
        f"CREATE INDEX IF NOT EXISTS by_{name} ON documents ({', '.join(keys)}, id)"
        f" WHERE collection = '{_name(index.collection)}'"
    )


def _path(name: str) -> str:
    if not _FIELD.fullmatch(name):
        raise ValueError(f"not the name of a field: {name!r}")
    return f"json_extract(data, '$.{name}')"


def _type(name: str) -> str:
    """Return what gives the field's JSON type, NULL where there is no such field."""
    return f"json_type(data, '$.{name}')"


def _name(collection: str) -> str:
    if not _FIELD.fullmatch(collection):
        raise ValueError(f"not the name of a collection: {collection!r}")
    return collection


def _instant(value: datetime) -> str:
    return (
        f"{_MARK}{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    )


def _scalar(value: Value) -> object:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, str) and value.startswith(_MARK):
        return _MARK + value
    return value


def _encode(document: Document | None) -> str:
    marked = 0

    def write(value: object) -> str:
        nonlocal marked
        if not isinstance(value, datetime):
            raise TypeError(f"not a value of a document: {type(value).__name__}")
        marked += 1
        return _instant(value)

    text = _dumps(document, write)
    # When nothing but instants begins with the mark, no text has to be told apart from them.
    return text if text.count(_MARKED) == marked else _dumps(_to_json(document), write)


def _dumps(value: object, write: Callable[[object], str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=write)


def _to_json(value: Value) -> object:
    if isinstance(value, dict):
        return {key: _to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    return _scalar(value)


def _decode(text: str) -> Document:
    document = json.loads(text)
    assert isinstance(document, dict)
    # Most values are what JSON makes of them; only what is marked is put in its place.
    return _unmark(document) if _MARKED in text else document


def _unmark(values: dict[str, Value]) -> dict[str, Value]:
    for key, value in values.items():
        if isinstance(value, str):
            if value.startswith(_MARK):
                values[key] = _from_mark(value)
        elif isinstance(value, dict | list):
            values[key] = _from_json(value)
    return values


def _from_json(value: object) -> Value:
    if isinstance(value, dict):
        return _unmark(value)
    if isinstance(value, list):
        return value if _is_plain_text(value) else [_from_json(item) for item in value]
    if isinstance(value, str) and value.startswith(_MARK):
        return _from_mark(value)
    return value


def _is_plain_text(items: list[object]) -> bool:
    """Tell whether a list is one of texts without a mark, such as the many keys of a listing."""
    try:
        return _MARK not in "".join(items)  # type: ignore[arg-type]
    except TypeError:
        return False


def _from_mark(text: str) -> Value:
    if text.startswith(_MARK * 2):
        return text[1:]
    try:
        return datetime.fromisoformat(text[1:])
    except ValueError:
        return Unreadable("timestamp")
