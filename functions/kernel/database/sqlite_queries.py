"""Queries of the embedded database as SQL.

Queries run on the columns of indexed fields, with an index for each declared `Index`, and on
`json_extract` for others; those for an item of an array run on the tables of `sqlite_arrays`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

from functions.kernel.database import Index, Query, Value, Where
from functions.kernel.database.sqlite_arrays import ArrayIndex, source
from functions.kernel.database.sqlite_columns import IS_PRESENT, column
from functions.kernel.database.sqlite_tables import table_of
from functions.kernel.database.sqlite_values import MARK, path_of, scalar, type_of

_BEHIND_MARK = chr(ord(MARK) + 1)


def select(
    query: Query, columns: Collection[str], *, what: str = "id, version, data"
) -> tuple[str, list[object]]:
    """Return the statement that selects the matches, and its values; no limit is -1.

    `columns` are the fields of the collection that have one.
    """

    def place_of(field: str) -> str:
        return column(field) if field in columns else path_of(field)

    def is_present(field: str) -> str:
        there = f"{column(field)} {IS_PRESENT}"
        return there if field in columns else f"{type_of(field)} IS NOT NULL"

    values: list[object] = []
    conditions = [_condition(where, place_of(where.field), values) for where in query.where]
    # As in Firestore, documents without a field are left out of queries ordered by it. An index has
    # no others either, so SQLite uses it only where a query says so.
    named = [where.field for where in query.where if where.operator != "array_contains"]
    named += [order.field for order in query.order_by]
    conditions.extend(is_present(field) for field in dict.fromkeys(named))
    keys = _keys(query, place_of)
    conditions += _resumed(query, keys, values)
    statement = (
        f"SELECT {what} FROM {table_of(query.collection)}"
        f" WHERE {' AND '.join(conditions) or 'TRUE'}"
        f" ORDER BY {_sorted(keys)} LIMIT ?"
    )
    return statement, [*values, query.limit]


def select_by_item(
    array: ArrayIndex, query: Query, item: object, *, is_few: bool
) -> tuple[str, list[object]]:
    """Return the statement that selects by an item of an indexed array, and its values."""
    values = [item]
    table, has_item = source(array, is_few=is_few)
    conditions = [has_item]
    conditions += [
        _condition(where, column(where.field), values)
        for where in query.where
        if where.operator != "array_contains"
    ]
    conditions.extend(f"{column(order.field)} {IS_PRESENT}" for order in query.order_by)
    keys = _keys(query, column)
    conditions += _resumed(query, keys, values)
    names = ", ".join(f"{key} AS k{depth}" for depth, (key, _) in enumerate(keys))
    again = [(f"found.k{depth}", descending) for depth, (_, descending) in enumerate(keys)]
    statement = (
        f"SELECT id, version, data FROM (SELECT number, {names} FROM {table}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {_sorted(keys)} LIMIT ?) AS found"
        f" CROSS JOIN {table_of(query.collection)} USING (number) ORDER BY {_sorted(again)}"
    )
    return statement, [*values, query.limit]


def _keys(query: Query, path: Callable[[str], str]) -> list[tuple[str, bool]]:
    """Return the sort keys of a query, each with whether it descends; the id comes last."""
    keys = [(path(order.field), order.descending) for order in query.order_by]
    return [*keys, ("id", keys[-1][1] if keys else False)]


def _sorted(keys: Sequence[tuple[str, bool]]) -> str:
    return ", ".join(f"{key} DESC" if descending else key for key, descending in keys)


def _resumed(query: Query, keys: Sequence[tuple[str, bool]], values: list[object]) -> list[str]:
    """Return the conditions that exclude everything up to the position to resume from."""
    if query.after is None:
        return []
    conditions = []
    first, descending = keys[0]
    if not descending and query.after[0] is not None:
        # As a condition of its own it lets an index begin where the page does. (Not when
        # descending: nulls come last there, and no bound lets them through.)
        conditions.append(f"{first} >= ?")
        values.append(scalar(query.after[0]))
    return [*conditions, _behind(keys, query.after, values)]


def _condition(where: Where, path: str, values: list[object]) -> str:
    if where.operator == "array_contains":
        values.append(scalar(where.value))
        return f"EXISTS (SELECT 1 FROM json_each(data, '$.{where.field}') WHERE value = ?)"
    if where.operator == "in":
        assert isinstance(where.value, list | tuple)
        values.extend(scalar(value) for value in where.value)
        return f"{path} IN ({','.join('?' * len(where.value))})"
    if where.value is None:
        # The field has to be there, as everywhere.
        return f"{path} IS NULL"
    values.append(scalar(where.value))
    if isinstance(where.value, datetime) and where.operator != "==":
        # As in Firestore, a range of instants holds nothing but instants: to SQLite any number is
        # less than a text, and all other texts sort after the mark.
        bound = f">= '{MARK}'" if where.operator in ("<", "<=") else f"< '{_BEHIND_MARK}'"
        return f"{path} {where.operator} ? AND {path} {bound}"
    return f"{path} {'=' if where.operator == '==' else where.operator} ?"


def _behind(keys: Sequence[tuple[str, bool]], after: Sequence[Value], values: list[object]) -> str:
    """Return the condition that a row comes after `after` in the order of `keys`."""
    branches = []
    for depth, (key, descending) in enumerate(keys):
        equal = [f"{earlier} IS ?" for earlier, _ in keys[:depth]]
        values.extend(scalar(value) for value in after[:depth])
        branches.append(" AND ".join([*equal, _beyond(key, descending, after[depth], values)]))
    return "(" + " OR ".join(f"({branch})" for branch in branches) + ")"


def _beyond(key: str, descending: bool, value: Value, values: list[object]) -> str:
    """Return the condition that a row comes after `value` by one key; None sorts first."""
    if value is None:
        return "FALSE" if descending else f"{key} IS NOT NULL"
    values.append(scalar(value))
    return f"({key} < ? OR {key} IS NULL)" if descending else f"{key} > ?"


@cache
def index_statements(indexes: tuple[Index, ...]) -> Mapping[str, str | None]:
    """Return the statements that create indexes without arrays, by the name of the index.

    The statement is None where SQLite does without the index. Each one costs a write of one of its
    fields a page. Firestore needs one for each query; SQLite can use another that lacks one of the
    fields, but not the first or last: it reads a few rows more, in the same order.
    """
    made = {index: _index_statement(index) for index in indexes}
    return {
        name: None if _is_served(index, indexes) else statement
        for index, (name, statement) in made.items()
    }


def _is_served(index: Index, declared: Collection[Index]) -> bool:
    """Return whether another index is good enough for the queries of this one."""
    fields = index.fields
    shorter = {(*fields[:at], *fields[at + 1 :]) for at in range(1, len(fields) - 1)}
    return any(
        other.collection == index.collection and other.fields in shorter for other in declared
    )


def _index_statement(index: Index) -> tuple[str, str]:
    """Return the name and the statement of an index.

    As in Firestore it lacks the documents without its last field: every query for which it is
    declared compares or sorts by that one.
    """
    keys = [
        column(field[1:]) + " DESC" if field.startswith("-") else column(field)
        for field in index.fields
    ]
    last = index.fields[-1]
    keys.append("id DESC" if last.startswith("-") else "id")
    fields = "_".join([index.collection, *index.fields])
    name = "by_" + fields.replace(".", "_").replace("-", "desc_")
    return name, (
        f"CREATE INDEX {name} ON {table_of(index.collection)} ({', '.join(keys)})"
        f" WHERE {column(last.lstrip('-'))} {IS_PRESENT}"
    )
