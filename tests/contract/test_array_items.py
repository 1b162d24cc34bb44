"""Queries for an item of an array, on every database adapter."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from functions.kernel.database import (
    Database,
    Index,
    Order,
    Query,
    Ref,
    UnitOfWork,
    Value,
    Where,
    Write,
    field_of,
)
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from tests.support.databases import (
    BY_DATE,
    DEAREST,
    FILM,
    FR,
    OFFERS,
    TAGGED,
    ids,
    instant,
    put,
    remove,
)


@pytest.fixture
def tagged(database: Database) -> Database:
    """The six offers again, where an index for the items of their tags is declared."""

    def body(work: UnitOfWork) -> None:
        for name, offer in OFFERS.items():
            spot = None if name == "c" else {"cell": "u" if name in "abe" else "v"}
            work.create(Ref("tagged", name), {**offer, "spot": spot})

    database.run(body)
    return database


@pytest.mark.parametrize(
    ("where", "order_by", "found"),
    [
        ((FR,), BY_DATE, "abd"),
        ((FR,), (), "abd"),
        ((FR,), DEAREST, "bad"),
        ((FILM,), DEAREST, "ea"),
        ((Where("tags", "array_contains", "f"),), BY_DATE, ""),
        ((FR, Where("at", ">", instant(8))), BY_DATE, "bd"),
        ((FR, Where("at", ">=", instant(8)), Where("at", "<", instant(11))), BY_DATE, "ab"),
        ((FR, Where("spot.cell", "==", "v")), BY_DATE, "d"),
        ((Where("spot.cell", "in", ["u", "x"]), FR), BY_DATE, "ab"),
        ((FR, Where("kind", "==", "concert")), BY_DATE, "b"),
        ((FR, Where("note", "==", None)), BY_DATE, "a"),
    ],
)
def test_an_item_of_an_array_leads_to_what_has_it(
    tagged: Database, where: tuple[Where, ...], order_by: tuple[Order, ...], found: str
) -> None:
    assert ids(tagged, Query("tagged", where, order_by)) == found


@pytest.mark.parametrize("order_by", [BY_DATE, DEAREST, ()])
def test_pages_of_what_has_an_item_visit_each_document_once(
    tagged: Database, order_by: tuple[Order, ...]
) -> None:
    whole = ids(tagged, Query("tagged", (FR,), order_by))
    visited = ""
    after: tuple[Value, ...] | None = None
    while page := tagged.query(Query("tagged", (FR,), order_by, 1, after)):
        (last,) = page
        visited += last.ref.id
        after = (*(OFFERS[last.ref.id][order.field] for order in order_by), last.ref.id)
    assert visited == whole


def test_what_has_an_item_holds_the_fields_of_its_order(tagged: Database) -> None:
    found = tagged.query(Query("tagged", (FR,), BY_DATE))
    held = {one.ref.id: field_of(one.data or {}, "at") for one in found}
    assert held == {name: OFFERS[name]["at"] for name in "abd"}


def test_the_items_follow_each_write(tagged: Database) -> None:
    put(tagged, Ref("tagged", "a"), {"at": instant(20), "tags": ["film", "new", "new"]})
    put(tagged, Ref("tagged", "b"), {"at": instant(7), "tags": ["fr"]})
    remove(tagged, Ref("tagged", "d"))
    put(tagged, Ref("tagged", "g"), {"at": instant(6), "tags": ["fr", "new"]})
    put(tagged, Ref("other", "h"), {"at": instant(6), "tags": ["fr", "new"]})
    has_new = Where("tags", "array_contains", "new")
    assert ids(tagged, Query("tagged", (FR,), BY_DATE)) == "gb"
    assert ids(tagged, Query("tagged", (FILM,), BY_DATE)) == "ea"
    assert ids(tagged, Query("tagged", (has_new,), BY_DATE)) == "ga"
    put(tagged, Ref("tagged", "a"), {"at": instant(5), "tags": ["film", "new"]})
    assert ids(tagged, Query("tagged", (has_new,), BY_DATE)) == "ag"


def test_what_lacks_a_field_is_not_in_the_order_of_an_item_either(tagged: Database) -> None:
    put(tagged, Ref("tagged", "a"), {"at": instant(8), "tags": ["fr"]})
    put(tagged, Ref("tagged", "b"), {"at": instant(9), "tags": ["fr"], "price": None})
    assert ids(tagged, Query("tagged", (FR,), DEAREST)) == "db"
    assert ids(tagged, Query("tagged", (FR,), BY_DATE)) == "abd"
    assert ids(tagged, Query("tagged", (FR, Where("price", ">=", 0)), DEAREST)) == "d"


# How SQLite looks for an item; Firestore does it by indexes of its own.


@pytest.fixture
def file(many: SqliteAdapter, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the same file, past the adapter."""
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as connection:
        yield connection


def plans(adapter: SqliteAdapter, query: Query, file: sqlite3.Connection) -> str:
    """Return how SQLite goes about a query, each step of each statement."""
    statements = list[str]()
    adapter.trace(statements.append)
    adapter.query(query)
    adapter.trace(None)
    rows = [r for s in statements for r in file.execute(f"EXPLAIN QUERY PLAN {s}")]
    return "\n".join(row[3] for row in rows)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[SqliteAdapter]:
    """A file with a common tag, which every third of 9,000 documents has, and a rare one."""
    opened = SqliteAdapter(tmp_path / FILE, indexes=TAGGED, is_durable=False)
    with closing(opened) as adapter:
        adapter.commit(
            [
                Write(
                    "create", Ref("tagged", f"{n:04}"), {"at": n, "price": n % 7, "tags": tags(n)}
                )
                for n in range(9000)
            ]
        )
        yield adapter


def tags(number: int) -> list[str]:
    return [tag for tag, each in (("common", 3), ("rare", 3000)) if number % each == 0]


def test_sqlite_goes_through_a_rare_item_and_along_the_order_for_a_common_one(
    many: SqliteAdapter, file: sqlite3.Connection
) -> None:
    rare, common = (Where("tags", "array_contains", tag) for tag in ("rare", "common"))
    found = many.query(Query("tagged", (rare,), BY_DATE))
    assert [snapshot.ref.id for snapshot in found] == ["0000", "3000", "6000"]
    plan = plans(many, Query("tagged", (rare,), BY_DATE), file)
    assert "SEARCH items_tagged_tags USING PRIMARY KEY (item=?)" in plan
    assert "SEARCH sorted_tagged_tags USING INTEGER PRIMARY KEY" in plan
    query = Query("tagged", (common, Where("at", ">=", 4000), Where("at", "<", 4010)), BY_DATE, 3)
    assert [s.ref.id for s in many.query(query)] == ["4002", "4005", "4008"]
    plan = plans(many, query, file)
    assert "SEARCH row USING COVERING INDEX sorted_tagged_tags_by_at" in plan
    assert "SEARCH held USING PRIMARY KEY (item=? AND number=?)" in plan
    assert "SCAN c_tagged" not in plan
    assert plan.count("TEMP B-TREE") == 1, "only those found are sorted again"


def test_sqlite_follows_the_order_for_an_item_that_all_of_few_documents_have(
    tmp_path: Path,
) -> None:
    path = tmp_path / FILE
    opened = SqliteAdapter(path, indexes=TAGGED, is_durable=False)
    with closing(opened) as adapter, closing(sqlite3.connect(path)) as file:

        def way(query: Query, first: str) -> str:
            assert adapter.query(query)[0].ref.id == first
            plan = plans(adapter, query, file)
            by_item = "SEARCH sorted_tagged_tags USING INTEGER PRIMARY KEY" in plan
            in_order = "SEARCH row USING COVERING INDEX sorted_tagged_tags_by_at" in plan
            assert by_item != in_order
            return "by item" if by_item else "in order"

        all_tagged, few_tagged = (Where("tags", "array_contains", tag) for tag in ("all", "few"))
        since = Where("at", ">=", 4)
        for first in (0, 100):
            numbers = range(first, first + 100)
            adapter.commit(
                [
                    Write("create", Ref("tagged", f"{n:04}"), {"at": n, "price": 1, "tags": tags})
                    for n in numbers
                    for tags in [["all", "few"] if n % 50 == 5 else ["all"]]
                ]
            )
            assert way(Query("tagged", (all_tagged, since), BY_DATE, 3), "0004") == "in order"
            assert way(Query("tagged", (few_tagged, since), BY_DATE, 3), "0005") == "by item"
            # What has one of several prices is sorted anyway.
            in_any = Query("tagged", (all_tagged, Where("price", "in", [1, 2])), BY_DATE, 3)
            assert way(in_any, "0000") == "by item"


def test_sqlite_does_without_an_index_that_another_serves(tmp_path: Path) -> None:
    path = tmp_path / FILE
    by_state = Index("seats", ("hall", "state", "-at"))
    for indexes in ([by_state], [by_state, Index("seats", ("hall", "-at"))]):
        adapter = SqliteAdapter(path, indexes=indexes)
        if len(indexes) == 1:
            adapter.commit(
                [
                    Write("create", Ref("seats", f"s{n}"), {"hall": "a", "state": n % 2, "at": n})
                    for n in range(6)
                ]
            )
        where = (Where("hall", "==", "a"), Where("state", "==", 1))
        query = Query("seats", where, (Order("at", descending=True),))
        assert [found.ref.id for found in adapter.query(query)] == ["s5", "s3", "s1"]
        adapter.close()
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'by_%'")
        assert [name for (name,) in found] == ["by_seats_hall_desc_at"]


def test_sqlite_takes_in_what_was_there_before_the_index(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    old = SqliteAdapter(path)
    old.commit([Write("create", Ref("tagged", "a"), {"at": 1, "tags": ["fr"]})])
    (before,) = old.read([Ref("tagged", "a")])
    for fields in (("tags[]", "at"), ("tags[]", "price", "at"), ("tags[]", "price", "at")):
        adapter = SqliteAdapter(path, indexes=[Index("tagged", fields)])
        (found,) = adapter.query(Query("tagged", (FR,), BY_DATE))
        assert found == before
        adapter.close()
    old.close()


def test_sqlite_makes_another_index_without_filling_the_tables_again(
    many: SqliteAdapter, file: sqlite3.Connection, tmp_path: Path
) -> None:
    def indexes() -> dict[str, str]:
        find = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'sorted_tagged_tags_by_%'"
        return dict(file.execute(find).fetchall())

    wanted = indexes()
    many.close()
    file.execute('DROP INDEX "sorted_tagged_tags_by_at"')
    file.execute('CREATE INDEX "sorted_tagged_tags_by_at" ON sorted_tagged_tags ("f.at")')
    file.execute('CREATE INDEX "sorted_tagged_tags_by_id" ON sorted_tagged_tags (id)')
    # The tables would have this item again.
    file.execute("DELETE FROM items_tagged_tags WHERE item = 'rare'")
    SqliteAdapter(tmp_path / FILE, indexes=TAGGED).close()
    assert indexes() == wanted
    assert file.execute("SELECT * FROM items_tagged_tags WHERE item = 'rare'").fetchall() == []


def test_sqlite_does_not_touch_items_that_stay(
    many: SqliteAdapter, file: sqlite3.Connection
) -> None:
    ref = Ref("tagged", "0003")
    (before,) = many.read([ref])
    file.execute("CREATE TABLE touched (name TEXT, change TEXT)")
    for name in ("c_tagged", "items_tagged_tags", "sorted_tagged_tags"):
        for change in ("INSERT", "UPDATE", "DELETE"):
            file.execute(
                f"CREATE TRIGGER {name}_{change} AFTER {change} ON {name}"
                f" BEGIN INSERT INTO touched VALUES ('{name}', '{change}'); END"
            )
    many.commit([Write("replace", ref, {"at": 3, "price": 9, "tags": tags(3)}, before.version)])
    touched = file.execute("SELECT * FROM touched ORDER BY name").fetchall()
    assert touched == [("c_tagged", "UPDATE"), ("sorted_tagged_tags", "UPDATE")]
    many.commit([Write("create", Ref("tagged", "new"), {"at": 3, "price": 9, "tags": tags(3)})])
    assert ("items_tagged_tags", "INSERT") in file.execute("SELECT * FROM touched")


def test_the_order_in_which_indexes_are_declared_makes_no_difference(tmp_path: Path) -> None:
    def tables() -> list[tuple[str, str]]:
        with closing(sqlite3.connect(tmp_path / FILE)) as connection:
            return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY 1").fetchall()

    SqliteAdapter(tmp_path / FILE, indexes=TAGGED).close()
    first = tables()
    SqliteAdapter(tmp_path / FILE, indexes=tuple(reversed(TAGGED))).close()
    assert tables() == first
