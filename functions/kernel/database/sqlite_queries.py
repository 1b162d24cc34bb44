"""Queries of the embedded database as SQL.

Queries run on the columns of indexed fields, with an index for each declared `Index`, and on
`json_extract` for others; those for an item of an array run on the tables of `sqlite_arrays`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Literal

from functions.kernel.database import Index, Order, Query, Where
from functions.kernel.database.sqlite_arrays import ArrayIndex, source
from functions.kernel.database.sqlite_columns import IS_PRESENT, column
from functions.kernel.database.sqlite_tables import table_of
from functions.kernel.database.sqlite_values import MARK, STORED, path_of, scalar, type_of
from functions.kernel.values import Struct

_BEHIND_MARK = chr(ord(MARK) + 1)

Kind = Literal["null", "instant", "other"]

After = tuple[bool, ...]
"""Whether each value of a position to resume from is there."""


class Form(Struct, frozen=True):
    """A query without its values: all that its statement depends on."""

    collection: str
    where: tuple[tuple[str, str, Kind | int], ...]
    """Of each condition its field, its operator, and the kind or the number of its values."""
    order_by: tuple[Order, ...]
    after: After | None

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """The fields that its matches are sorted by; they stand behind each document."""
        return tuple(order.field for order in self.order_by)

    @property
    def plain(self) -> tuple[tuple[str, str, Kind | int], ...]:
        """The conditions that are not about an item of an array."""
        return tuple(one for one in self.where if one[1] != "array_contains")

    @property
    def is_sorted(self) -> bool:
        """Whether the matches have to be sorted: those of `in` are not in the order of an index."""
        return any(operator == "in" for _, operator, _ in self.where)


def form_of(query: Query) -> Form:
    """Return the form of a query."""
    where = tuple([(one.field, one.operator, _kind_of(one)) for one in query.where])
    after = None if query.after is None else tuple([value is not None for value in query.after])
    return Form(query.collection, where, query.order_by, after)


def values_in(query: Query, *, with_item: bool = True) -> list[object]:
    """Return the values of a query, in the order of its statement: its limit is the last.

    Without the item of an array, if another place has it.
    """
    values: list[object] = []
    for where in query.where:
        if where.operator == "in":
            assert isinstance(where.value, list | tuple)
            values.extend(map(scalar, where.value))
        elif where.operator == "array_contains":
            values += [scalar(where.value)] if with_item else []
        elif where.value is not None:
            values.append(scalar(where.value))
    if query.after is not None:
        after = list(map(scalar, query.after))
        if after[0] is not None and not (query.order_by and query.order_by[0].descending):
            values.append(after[0])
        for depth, value in enumerate(after):
            values += after[:depth]
            values += [] if value is None else [value]
    values.append(query.limit)
    return values


@lru_cache(maxsize=1024)
def select(form: Form, columns: tuple[str, ...], *, is_count: bool = False) -> str:
    """Return the statement that selects the matches, or counts them.

    Its values are `values_in`, no limit is -1. Each match is an id, a version, a document and the
    fields that it is sorted by. `columns` are the fields of the collection that have one.
    """

    def place_of(field: str) -> str:
        return column(field) if field in columns else path_of(field)

    def is_present(field: str) -> str:
        there = f"{column(field)} {IS_PRESENT}"
        return there if field in columns else f"{type_of(field)} IS NOT NULL"

    conditions = [_condition(*one, place_of=place_of) for one in form.where]
    # As in Firestore, documents without a field are left out of queries ordered by it. An index has
    # no others either, so SQLite uses it only where a query says so.
    named = [field for field, _, _ in form.plain]
    named += [order.field for order in form.order_by]
    conditions.extend(is_present(field) for field in dict.fromkeys(named))
    keys = _keys(form, place_of)
    conditions += _resumed(form.after, keys)
    what = ", ".join(["id", "version", STORED, *(key for key, _ in keys[:-1])])
    return (
        f"SELECT {'count(*)' if is_count else what} FROM {table_of(form.collection)}"
        f" WHERE {' AND '.join(conditions) or 'TRUE'}"
        f" ORDER BY {_sorted(keys)} LIMIT ?"
    )


@lru_cache(maxsize=1024)
def select_by_item(array: ArrayIndex, form: Form, *, is_few: bool) -> str:
    """Return the statement that selects by an item of an indexed array.

    Its values are the item, then those of `values_in` without the item; its matches those of
    `select`.
    """
    table, has_item = source(array, is_few=is_few)
    conditions = [has_item]
    conditions += [_condition(*one, place_of=column) for one in form.plain]
    conditions.extend(f"{column(order.field)} {IS_PRESENT}" for order in form.order_by)
    keys = _keys(form, column)
    conditions += _resumed(form.after, keys)
    names = ", ".join(f"{key} AS k{depth}" for depth, (key, _) in enumerate(keys))
    again = [(f"found.k{depth}", descending) for depth, (_, descending) in enumerate(keys)]
    sorted_by = "".join(f", {key}" for key, _ in again[:-1])
    return (
        f"SELECT id, version, {STORED}{sorted_by} FROM (SELECT number, {names} FROM {table}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {_sorted(keys)} LIMIT ?) AS found"
        f" CROSS JOIN {table_of(form.collection)} USING (number) ORDER BY {_sorted(again)}"
    )


def _kind_of(where: Where) -> Kind | int:
    value = where.value
    if where.operator == "in":
        assert isinstance(value, list | tuple)
        return len(value)
    if value is None:
        return "null"
    return "instant" if isinstance(value, datetime) else "other"


def _keys(form: Form, path: Callable[[str], str]) -> list[tuple[str, bool]]:
    """Return the sort keys of a query, each with whether it descends; the id comes last."""
    keys = [(path(order.field), order.descending) for order in form.order_by]
    return [*keys, ("id", keys[-1][1] if keys else False)]


def _sorted(keys: Sequence[tuple[str, bool]]) -> str:
    return ", ".join(f"{key} DESC" if descending else key for key, descending in keys)


def _resumed(after: After | None, keys: Sequence[tuple[str, bool]]) -> list[str]:
    """Return the conditions that exclude everything up to the position to resume from."""
    if after is None:
        return []
    first, descending = keys[0]
    # As a condition of its own it lets an index begin where the page does. (Not when descending:
    # nulls come last there, and no bound lets them through.)
    bound = [f"{first} >= ?"] if after[0] and not descending else []
    return [*bound, _behind(keys, after)]


def _condition(
    field: str, operator: str, kind: Kind | int, *, place_of: Callable[[str], str]
) -> str:
    if operator == "array_contains":
        return f"EXISTS (SELECT 1 FROM json_each(data, '$.{field}') WHERE value = ?)"
    path = place_of(field)
    if operator == "in":
        assert isinstance(kind, int)
        return f"{path} IN ({','.join('?' * kind)})"
    if kind == "null":
        # The field has to be there, as everywhere.
        return f"{path} IS NULL"
    if kind == "instant" and operator != "==":
        # As in Firestore, a range of instants holds nothing but instants: to SQLite any number is
        # less than a text, and all other texts sort after the mark.
        bound = f">= '{MARK}'" if operator in ("<", "<=") else f"< '{_BEHIND_MARK}'"
        return f"{path} {operator} ? AND {path} {bound}"
    return f"{path} {'=' if operator == '==' else operator} ?"


def _behind(keys: Sequence[tuple[str, bool]], after: After) -> str:
    """Return the condition that a row comes after a position in the order of `keys`."""
    branches = []
    for depth, (key, descending) in enumerate(keys):
        equal = [f"{earlier} IS ?" for earlier, _ in keys[:depth]]
        branches.append(" AND ".join([*equal, _beyond(key, descending, is_there=after[depth])]))
    return "(" + " OR ".join(f"({branch})" for branch in branches) + ")"


def _beyond(key: str, descending: bool, *, is_there: bool) -> str:
    """Return the condition that a row comes after a value by one key; None sorts first."""
    if not is_there:
        return "FALSE" if descending else f"{key} IS NOT NULL"
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
