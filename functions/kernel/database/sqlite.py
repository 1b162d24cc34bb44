"""The embedded database: every document in one SQLite file, in WAL mode.

A document is a row of its collection's table: its id, a JSON text, and its version, the number of
the commit that wrote it.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from functions.kernel.database import Exists, Index, Query, Ref, Snapshot, Stale, Write
from functions.kernel.database.sqlite_arrays import (
    ArrayIndex,
    array_indexes,
    count_statement,
    fill_statements,
    is_plain,
    item_of,
    most_few,
    order_statements,
    size_statement,
    table_statements,
)
from functions.kernel.database.sqlite_columns import (
    Columns,
    change,
    changed,
    column,
    columns_for,
    columns_in,
    drop_expression_indexes,
    insertion,
    keep_columns_up,
    lookup,
    lookup_to_merge,
    replacement,
    schema_version,
    stored,
)
from functions.kernel.database.sqlite_queries import (
    Form,
    form_of,
    index_statements,
    select,
    select_by_item,
    values_in,
)
from functions.kernel.database.sqlite_tables import (
    create_tables,
    divide_documents,
    is_missing_table,
    table_of,
)
from functions.kernel.database.sqlite_values import STORED, StoredText, scalar
from functions.kernel.database.sqlite_writers import Job, Writers
from functions.kernel.sqlite_file import connect, migrate, transaction
from functions.kernel.values import replace

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

T = TypeVar("T")

FILE = "documents.sqlite3"
"""The database's file in the platform's data folder."""

_CACHE_KIB = 2 * 1024
"""Cache of a connection for pages that are unchanged, in KiB. Each thread has a connection."""

_STEPS = (
    (
        """CREATE TABLE IF NOT EXISTS documents (
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (collection, id)
        ) WITHOUT ROWID""",
        "CREATE TABLE IF NOT EXISTS commits (number INTEGER NOT NULL)",
        "INSERT INTO commits SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM commits)",
    ),
    divide_documents,
    drop_expression_indexes,
)
"""The schema, step by step; a released step never changes. Indexes follow their declarations."""


def open_adapter(platform: "Platform") -> "SqliteAdapter":
    """Return the database in the platform's data folder."""
    return SqliteAdapter(
        platform.settings.data / FILE, indexes=platform.indexes, is_durable=platform.is_durable
    )


class SqliteAdapter:
    """Documents in the SQLite file at `path`, with the declared indexes.

    Raises NewerVersion for a file of a newer release.
    """

    def __init__(
        self, path: Path, *, indexes: Iterable[Index] = (), is_durable: bool = True
    ) -> None:
        migrate(path, _STEPS, is_durable=is_durable)
        self._path = path
        self._is_durable = is_durable
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._common: dict[tuple[str, object], int] = {}
        """How many rows an item of an array has at least, where these were found to be many."""

        self._sizes: dict[str, int] = {}
        """About how many documents an array index had when an item was last counted."""

        self._answering: dict[Form, ArrayIndex | None] = {}
        """The array index that answers queries of each form."""
        self.writers = Writers()
        connection = self._connection()
        # A release may change or sort every row of a table at once: more than fits in memory.
        connection.execute("PRAGMA cache_spill = ON")
        connection.execute("PRAGMA temp_store = FILE")
        indexes = tuple(indexes)
        plain = tuple(filter(is_plain, indexes))
        self._declared = columns_for(plain)
        create_tables(connection, self._shapes({index.collection for index in indexes}))
        keep_columns_up(connection, self._declared)
        _create_indexes(connection, index_statements(plain))
        self._arrays = array_indexes(indexes)
        for array in self._arrays:
            _keep_up(connection, array)
        _keep_in_memory(connection)
        self._layout = schema_version(connection), columns_in(connection)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Return one snapshot for each reference, from one statement and so one instant."""
        wanted: dict[str, list[str]] = {}
        for ref in refs:
            wanted.setdefault(ref.collection, []).append(ref.id)
        statement = " UNION ALL ".join(
            f"SELECT '{collection}', id, version, {STORED} FROM {table_of(collection)}"
            f" WHERE id IN ({','.join('?' * len(ids))})"
            for collection, ids in wanted.items()
        )
        values = [document_id for ids in wanted.values() for document_id in ids]
        rows = self._rows(wanted, statement, values)
        found = {(c, i): Snapshot(Ref(c, i), StoredText(data), v) for c, i, v, data in rows}
        return [found.get((ref.collection, ref.id)) or Snapshot(ref, None, None) for ref in refs]

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Return the documents that match, in order."""
        form = form_of(query)
        if form not in self._answering:
            answering = (array for array in self._arrays if array.answers(query))
            self._answering[form] = next(answering, None)
        array = self._answering[form]
        if array is None:
            statement = select(form, self._columns_of(query.collection))
            values = values_in(query)
        else:
            item = scalar(item_of(query))
            is_few = self._is_few(array, item, query.limit, is_sorted=form.is_sorted)
            statement = select_by_item(array, form, is_few=is_few)
            values = [item, *values_in(query, with_item=False)]
        rows = self._rows([query.collection], statement, values)
        fields = form.sorted_by
        return [
            Snapshot(Ref(query.collection, i), StoredText(d, fields, keys), v)
            for i, v, d, *keys in rows
        ]

    def count(self, query: Query) -> int:
        """Return how many documents match in all."""
        columns = self._columns_of(query.collection)
        query = replace(query, limit=-1)
        statement = select(form_of(query), columns, is_count=True)
        ((number,),) = self._rows([query.collection], statement, values_in(query))
        return int(number)

    def query_and_read(
        self, queries: Sequence[Query], refs: Sequence[Ref]
    ) -> tuple[Sequence[Sequence[Snapshot]], Sequence[Snapshot]]:
        """Return the matches of each query and one snapshot for each reference."""
        return [self.query(query) for query in queries], self.read(refs) if refs else []

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Apply all writes or none, and return the version that each left.

        Callers that wait for the file together share its transaction, each with a savepoint of its
        own. Raises Stale, or Exists naming what was in the way.
        """
        connection = self._connection()
        collections = {write.ref.collection for write in writes}
        return self._with_tables(connection, collections, lambda: self._commit(connection, writes))

    def _commit(
        self, connection: sqlite3.Connection, writes: Sequence[Write]
    ) -> Sequence[object | None]:
        return self.writers.apply(
            writes,
            lambda group: _apply_group(connection, group, self._columns_now),
            is_lazy=getattr(self._local, "is_lazy", False),
        )

    def reported(self, event: object) -> Snapshot | None:  # noqa: ARG002 - the port's signature
        """Return None: SQLite has no triggers that start a function."""
        return None

    def leave_sync_to_others(self) -> None:
        """Let the calling thread's commits reach the disk with the next commit of another thread.

        Until then a power cut may take them back, the last ones first; a crash does not.
        """
        if self._is_durable:
            self._connection().execute("PRAGMA synchronous = NORMAL")
            self._local.is_lazy = True

    def trace(self, see: Callable[[str], object] | None) -> None:
        """Pass each statement that the calling thread runs to `see`, values filled in; or stop."""
        self._connection().set_trace_callback(see)

    def close(self) -> None:
        """Close the connections of every thread."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    def _rows(
        self, collections: Iterable[str], statement: str, values: Sequence[object]
    ) -> list[tuple[Any, ...]]:
        """Return the rows that a statement selects from the tables of these collections."""
        connection = self._connection()
        return self._with_tables(
            connection, collections, lambda: connection.execute(statement, values).fetchall()
        )

    def _with_tables(
        self, connection: sqlite3.Connection, collections: Iterable[str], act: Callable[[], T]
    ) -> T:
        """Return what `act` returns, once these collections have tables.

        A restore from elsewhere may take a table away, so none is known to be there for good.
        """
        try:
            return act()
        except sqlite3.OperationalError as fault:
            if not is_missing_table(fault):
                raise
        create_tables(connection, self._shapes(collections))
        return act()

    def _shapes(self, collections: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return the columns of the tables of these collections."""
        return {name: [*map(column, self._declared.get(name, ()))] for name in collections}

    def _columns_of(self, collection: str) -> tuple[str, ...]:
        """Return the fields of a collection that are known to have a column."""
        _, columns = self._layout
        return columns.get(collection, ())

    def _columns_now(self, connection: sqlite3.Connection) -> Columns:
        """Return the columns that the tables have in the transaction under way."""
        known, columns = self._layout
        version = schema_version(connection)
        if version != known:
            columns = columns_in(connection)
            self._layout = version, columns
        return columns

    def _is_few(self, array: ArrayIndex, item: object, limit: int, *, is_sorted: bool) -> bool:
        """Return whether an item has few rows; one that was common is not counted again."""
        known = (array.name, item)
        most = most_few(limit, self._sizes.get(array.name, 0), is_sorted=is_sorted)
        if self._common.get(known, 0) > most:
            return False
        connection = self._connection()
        (greatest,) = connection.execute(size_statement(array)).fetchone()
        self._sizes[array.name] = greatest or 0
        most = most_few(limit, greatest or 0, is_sorted=is_sorted)
        (number,) = connection.execute(count_statement(array), [item, most + 1]).fetchone()
        if number > most:
            self._common[known] = number
        return bool(number <= most)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self._path, is_durable=self._is_durable)
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            _keep_in_memory(connection)
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection


def _keep_in_memory(connection: sqlite3.Connection) -> None:
    """Let a commit write each page once, and keep in memory what undoes a statement."""
    # A commit of array items changes many scattered pages: beyond the cache, each would be written
    # several times.
    connection.execute("PRAGMA cache_spill = OFF")
    # SQLite journals a statement with triggers in case it fails half-way; in a file that would take
    # as long as the change itself.
    connection.execute("PRAGMA temp_store = MEMORY")


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit the block's changes. Raises Stale when another process kept the file locked."""
    try:
        with transaction(connection):
            yield
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise Stale from fault


def _apply_group(
    connection: sqlite3.Connection,
    group: Sequence[Job],
    columns_now: Callable[[sqlite3.Connection], Columns],
) -> None:
    """Apply the writes of each job, or none of a job's; all is on the disk at the end."""
    with _writing(connection):
        columns = columns_now(connection)
        counted = "UPDATE commits SET number = number + ? RETURNING number"
        ((last,),) = connection.execute(counted, [len(group)]).fetchall()
        for number, job in enumerate(group, last - len(group) + 1):
            if len(group) == 1:
                job.versions = _apply_all(connection, job.writes, number, columns)
            else:
                _apply_apart(connection, job, number, columns)


def _apply_apart(connection: sqlite3.Connection, job: Job, number: int, columns: Columns) -> None:
    """Apply the writes of a job of several, whose fault is its own."""
    connection.execute("SAVEPOINT job")
    try:
        job.versions = _apply_all(connection, job.writes, number, columns)
    except (Stale, Exists, sqlite3.OperationalError) as fault:
        if isinstance(fault, sqlite3.OperationalError) and not is_missing_table(fault):
            raise
        job.fault = fault
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")


def _apply_all(
    connection: sqlite3.Connection, writes: Sequence[Write], number: int, columns: Columns
) -> list[object | None]:
    for write in writes:
        _apply(connection, write, number, columns.get(write.ref.collection, ()))
    return [number if write.kind in ("create", "replace") else None for write in writes]


def _apply(
    connection: sqlite3.Connection, write: Write, number: int, fields: tuple[str, ...]
) -> None:
    table, document_id = table_of(write.ref.collection), write.ref.id
    if write.kind == "create":
        text, values = stored(write.data or {}, fields)
        try:
            connection.execute(
                insertion(write.ref.collection, fields), (document_id, number, text, *values)
            )
        except sqlite3.IntegrityError as exists:
            raise Exists(write.ref) from exists
        return
    if write.kind in ("replace", "merge"):
        is_done = _change(connection, write, number, fields)
    elif write.kind == "delete":
        deleted = connection.execute(
            f"DELETE FROM {table} WHERE id = ? AND version = ?", (document_id, write.version)
        )
        is_done = deleted.rowcount == 1
    else:
        found = connection.execute(
            f"SELECT 1 FROM {table} WHERE id = ? AND version = ?", (document_id, write.version)
        )
        is_done = found.fetchone() is not None
    if not is_done:
        raise Stale(f"{write.ref.collection}/{write.ref.id}")


def _change(
    connection: sqlite3.Connection, write: Write, number: int, fields: tuple[str, ...]
) -> bool:
    """Write a document, and those of its columns that change; return whether it was there."""
    collection, data = write.ref.collection, write.data or {}
    if write.kind == "replace" and not fields:
        text, _ = stored(data, fields)
        values = (number, text, write.ref.id, write.version)
        return connection.execute(replacement(collection), values).rowcount == 1
    if write.kind == "replace":
        find, key = lookup(collection, fields), [write.ref.id, write.version]
    else:
        find, key = lookup_to_merge(collection, fields), [write.ref.id]
    found = connection.execute(find, key).fetchone()
    if found is None:
        return False
    former, row, *before = found
    if write.kind == "merge":
        data = {**StoredText(former), **data}
    text, columns = stored(data, fields)
    named, after = changed(before, columns, fields)
    connection.execute(change(collection, named), (number, text, *after, row))
    return True


def _create_indexes(connection: sqlite3.Connection, wanted: Mapping[str, str | None]) -> None:
    """Create the indexes that are missing, and drop those that differ or have no statement."""
    if _changes_to(connection, wanted):
        with transaction(connection):
            # Another process may have made them while this one waited.
            for statement in _changes_to(connection, wanted):
                connection.execute(statement)


def _changes_to(connection: sqlite3.Connection, wanted: Mapping[str, str | None]) -> list[str]:
    find = "SELECT name, sql FROM sqlite_master WHERE type = 'index'"
    found = dict(connection.execute(find).fetchall())
    differing = {name: sql for name, sql in wanted.items() if found.get(name) != sql}
    drops = [f'DROP INDEX "{name}"' for name in differing if name in found]
    return [*drops, *(sql for sql in differing.values() if sql is not None)]


def _keep_up(connection: sqlite3.Connection, array: ArrayIndex) -> None:
    """Create an array's tables, filled from existing documents, and its indexes, as wanted."""
    wanted = table_statements(array)
    marks = ",".join("?" * len(wanted))
    find = f"SELECT name, type, sql FROM sqlite_master WHERE name IN ({marks})"
    found = connection.execute(find, list(wanted)).fetchall()
    if {name: sql for name, _, sql in found} != wanted:
        with transaction(connection):
            # Dropping a table drops its indexes, but not the triggers on the documents.
            for name, kind, _ in connection.execute(find, list(wanted)).fetchall():
                if kind in ("table", "trigger"):
                    connection.execute(f'DROP {kind} "{name}"')
            for statement in (*wanted.values(), *fill_statements(array)):
                connection.execute(statement)
    # One that is not declared any more goes too.
    there = "type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
    named = connection.execute(
        f"SELECT name FROM sqlite_master WHERE {there}", [f"sorted_{array.name}"]
    )
    _create_indexes(connection, {**dict.fromkeys(n for (n,) in named), **order_statements(array)})
