"""Array indexes of the embedded database: finding documents by an item of an array.

Each array that a declared index names ("keys[]") has two tables, kept up to date by triggers:
`sorted_*` has a row for each document of the collection, under its number, with the other fields of
those indexes in columns, and `items_*` has the items of each row. A query for an item either reads
that item's rows, when they are few, or reads rows in the order of an index and checks each for the
item. So rare and common items are both cheap to find.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

from functions.kernel.database import Index, Query
from functions.kernel.database.sqlite_columns import column, value_in
from functions.kernel.database.sqlite_tables import table_of
from functions.kernel.database.sqlite_values import path_of

_FEW = 2000
"""The most rows of an item that are read one by one where no index has the order."""

_MARK = "[]"


@dataclass(frozen=True, slots=True)
class ArrayIndex:
    """The tables of one array of a collection, and the other fields that its indexes have."""

    collection: str
    array: str
    indexes: tuple[tuple[str, ...], ...]

    @property
    def fields(self) -> list[str]:
        """The fields that have a column."""
        return list(dict.fromkeys(field for fields in self.indexes for field in fields))

    @property
    def name(self) -> str:
        """The ending of its tables' names."""
        return f"{self.collection}_{self.array}".replace(".", "_")

    def answers(self, query: Query) -> bool:
        """Return whether the tables have every field of a query; its values do not matter."""
        if query.collection != self.collection:
            return False
        asked = [where for where in query.where if where.operator == "array_contains"]
        others = {where.field for where in query.where if where not in asked}
        others.update(order.field for order in query.order_by)
        return (
            [where.field for where in asked] == [self.array]
            and others <= set(self.fields)
            # A column does not distinguish a null from a missing field.
            and not any(where.value is None for where in query.where)
        )


def array_indexes(indexes: Iterable[Index]) -> list[ArrayIndex]:
    """Return the array indexes that the declared indexes with an array need."""
    found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for index in sorted(indexes, key=_place_of):
        for field in index.fields:
            if field.endswith(_MARK):
                others = tuple(f.lstrip("-") for f in index.fields if f != field)
                of_array = found.setdefault((index.collection, field.removesuffix(_MARK)), [])
                if others not in of_array:
                    of_array.append(others)
    return [ArrayIndex(*key, tuple(several)) for key, several in sorted(found.items())]


def _place_of(index: Index) -> tuple[object, ...]:
    """Return the place of an index among others, which makes the same tables of them in any order.

    Another order of columns would have the tables of existing files made again.
    """
    is_descending = any(field.startswith("-") for field in index.fields)
    return index.collection, len(index.fields), is_descending, index.fields


def is_plain(index: Index) -> bool:
    """Return whether no field of an index is an array."""
    return not any(field.endswith(_MARK) for field in index.fields)


def item_of(query: Query) -> object:
    """Return the array item of a query."""
    return next(where.value for where in query.where if where.operator == "array_contains")


def table_statements(index: ArrayIndex) -> dict[str, str]:
    """Return the statements that create the tables and their triggers, by name.

    Their columns are those of `sqlite_columns`.
    """
    name, columns = index.name, [column(field) for field in index.fields]

    def values(row: str) -> str:
        return ", ".join(value_in(f"{row}.", field) for field in index.fields)

    def items(row: str) -> str:
        return f"SELECT value, {row}.number FROM json_each({row}.data, '$.{index.array}')"

    array = path_of(index.array)
    old, new = (array.replace("data", f"{row}.data", 1) for row in ("OLD", "NEW"))
    documents = table_of(index.collection)
    return {
        f"sorted_{name}": f"CREATE TABLE sorted_{name} (number INTEGER PRIMARY KEY,"
        f" id TEXT NOT NULL, {', '.join(columns)})",
        f"items_{name}": f"CREATE TABLE items_{name} (item NOT NULL, number INTEGER NOT NULL,"
        f" PRIMARY KEY (item, number)) WITHOUT ROWID",
        f"insert_{name}": f"CREATE TRIGGER insert_{name} AFTER INSERT ON {documents} BEGIN"
        f" INSERT INTO sorted_{name} (number, id, {', '.join(columns)})"
        f" VALUES (NEW.number, NEW.id, {values('NEW')});"
        f" INSERT OR IGNORE INTO items_{name} {items('NEW')}; END",
        f"update_{name}": f"CREATE TRIGGER update_{name} AFTER UPDATE OF data ON {documents} BEGIN"
        f" UPDATE sorted_{name} SET ({', '.join(columns)}) = ({values('NEW')})"
        f" WHERE number = NEW.number; END",
        f"change_{name}": f"CREATE TRIGGER change_{name} AFTER UPDATE OF data ON {documents}"
        f" WHEN {old} IS NOT {new} BEGIN"
        f" DELETE FROM items_{name} WHERE (item, number) IN ({items('OLD')});"
        f" INSERT OR IGNORE INTO items_{name} {items('NEW')}; END",
        f"delete_{name}": f"CREATE TRIGGER delete_{name} AFTER DELETE ON {documents} BEGIN"
        f" DELETE FROM items_{name} WHERE (item, number) IN ({items('OLD')});"
        f" DELETE FROM sorted_{name} WHERE number = OLD.number; END",
    }


def order_statements(index: ArrayIndex) -> dict[str, str]:
    """Return the statements that create the indexes of the table `sorted_*`, by name."""
    made = {}
    for fields in index.indexes:
        name = f"sorted_{index.name}_by_{'_'.join(fields)}"
        keys = ", ".join([*map(column, fields), "id"])
        made[name] = f'CREATE INDEX "{name}" ON sorted_{index.name} ({keys})'
    return made


def fill_statements(index: ArrayIndex) -> list[str]:
    """Return the statements that fill new tables from existing documents, items in order."""
    name, columns = index.name, ", ".join(column(field) for field in index.fields)
    values = ", ".join(value_in("", field) for field in index.fields)
    documents = table_of(index.collection)
    return [
        f"INSERT INTO sorted_{name} (number, id, {columns})"
        f" SELECT number, id, {values} FROM {documents}",
        f"INSERT OR IGNORE INTO items_{name} SELECT value, number"
        f" FROM {documents}, json_each(data, '$.{index.array}') ORDER BY 1, 2",
    ]


def source(index: ArrayIndex, *, is_few: bool) -> tuple[str, str]:
    """Return the tables a query reads, and the condition that a row has the item "?"."""
    if is_few:
        return (
            f"items_{index.name} CROSS JOIN sorted_{index.name} USING (number)",
            "item = ?",
        )
    return (
        f"sorted_{index.name} AS row",
        f"EXISTS (SELECT 1 FROM items_{index.name} AS held"
        " WHERE held.item = ? AND held.number = row.number)",
    )


def most_few(limit: int, documents: int, *, is_sorted: bool) -> int:
    """Return the most rows of an item that are read one by one, among so many documents.

    Along the order of an index, an item that `n` of all documents have is met `limit` times in
    about `limit * documents / n` rows, which is less than `n` for a greater `n` than this. Where
    the matches have to be sorted, all of them are read.
    """
    return _FEW if is_sorted else isqrt(limit * documents)


def size_statement(index: ArrayIndex) -> str:
    """Return SQL for about how many documents there are: the greatest number; null for none."""
    return f"SELECT max(number) FROM sorted_{index.name}"


def count_statement(index: ArrayIndex) -> str:
    """Return SQL that counts an item's rows, up to a number."""
    return f"SELECT count(*) FROM (SELECT 1 FROM items_{index.name} WHERE item = ? LIMIT ?)"
