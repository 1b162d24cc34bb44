"""Columns of indexed fields in SQLite: what is written, what finds it, and earlier files."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from deployables import indexes
from functions.kernel.database import Document, Index, Order, Query, Ref, Value, Where, Write
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from functions.kernel.database.sqlite_columns import column, value_in
from functions.kernel.database.sqlite_values import MARK
from tests.support.databases import instant

BY_DATE = Index("films", ("kind", "-at"))
BY_PRICE = Index("films", ("price",))
BOTH = (BY_DATE, BY_PRICE)
DOCUMENTS: dict[str, Document] = {
    "a": {"kind": "short", "at": instant(8), "price": 500, "is_new": True},
    "b": {"kind": "short", "at": instant(9)},
    "c": {"kind": "short", "price": None},
    "d": {"kind": "long", "at": instant(7), "price": 900},
}
SHORT = (Where("kind", "==", "short"),)
NEWEST = Query("films", SHORT, (Order("at", descending=True),))
DEAR = Query("films", (Where("price", ">=", 1),), (Order("price"),))


def opened(path: Path, indexes: Sequence[Index] = BOTH) -> closing[SqliteAdapter]:
    return closing(SqliteAdapter(path / FILE, indexes=indexes, is_durable=False))


def fill(adapter: SqliteAdapter) -> None:
    adapter.commit([Write("create", Ref("films", i), data) for i, data in DOCUMENTS.items()])


def found(adapter: SqliteAdapter, query: Query) -> str:
    return "".join(snapshot.ref.id for snapshot in adapter.query(query))


@pytest.fixture
def films(tmp_path: Path) -> Iterator[SqliteAdapter]:
    with opened(tmp_path) as adapter:
        fill(adapter)
        yield adapter


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path / FILE)) as connection:
        return connection.execute(statement).fetchall()


def plans(path: Path, adapter: SqliteAdapter, query: Query) -> list[str]:
    statements: list[str] = []
    adapter.trace(statements.append)
    adapter.query(query)
    adapter.trace(None)
    return [str(step[3]) for one in statements for step in rows(path, f"EXPLAIN QUERY PLAN {one}")]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (NEWEST, "by_films_kind_desc_at"),
        (Query("films", SHORT, NEWEST.order_by, after=(instant(9), "b")), "by_films_kind_desc_at"),
        (Query("films", (Where("price", "==", 500),)), "by_films_price"),
        (Query("films", (Where("price", "==", None),)), "by_films_price"),
        (Query("films", (Where("price", "in", [500, 900]),)), "by_films_price"),
        (Query("films", (), (Order("price"),)), "by_films_price"),
        (DEAR, "by_films_price"),
    ],
)
def test_a_query_uses_its_index_and_sorts_nothing(
    tmp_path: Path, films: SqliteAdapter, query: Query, index: str
) -> None:
    steps = plans(tmp_path, films, query)
    assert any(index in step for step in steps), steps
    assert not query.order_by or not any("TEMP B-TREE" in step for step in steps), steps


def test_an_index_holds_only_documents_that_have_its_last_field(
    tmp_path: Path, films: SqliteAdapter
) -> None:
    assert found(films, NEWEST) == "ba"
    assert found(films, Query("films", (), (Order("price"),))) == "cad"
    counted = "SELECT count(*) FROM c_films INDEXED BY by_films_price WHERE \"f.price\" IS NOT x''"
    assert rows(tmp_path, counted) == [(3,)]


def test_a_change_writes_only_the_columns_that_differ(films: SqliteAdapter) -> None:
    (before,) = films.read([Ref("films", "a")])
    statements: list[str] = []
    films.trace(statements.append)
    after = {**DOCUMENTS["a"], "price": 700, "title": "Été"}
    films.commit([Write("replace", before.ref, after, before.version)])
    films.trace(None)
    (update,) = (one for one in statements if one.startswith('UPDATE "c_films"'))
    assert '"f.price" = 700' in update
    assert '"f.at"' not in update
    assert '"f.kind"' not in update
    assert found(films, DEAR) == "ad"
    films.commit([Write("merge", before.ref, {"kind": "long"})])
    assert (found(films, NEWEST), found(films, DEAR)) == ("b", "ad")


def test_a_field_that_goes_or_comes_leaves_or_enters_its_index(films: SqliteAdapter) -> None:
    gone, came = films.read([Ref("films", "a"), Ref("films", "c")])
    changes = [
        Write("replace", gone.ref, {"kind": "short"}, gone.version),
        Write("replace", came.ref, {"kind": "short", "at": instant(5)}, came.version),
    ]
    films.commit(changes)
    assert (found(films, NEWEST), found(films, DEAR)) == ("bc", "d")


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        2.5,
        "short",
        "",
        f"{MARK}2026",
        instant(8),
        {"at": instant(8), "by": f"{MARK}x"},
        {},
        [],
        [1, "a", instant(9), None],
    ],
)
def test_a_column_holds_what_a_new_one_would_be_filled_with(tmp_path: Path, value: Value) -> None:
    names = ("top", "inner.one", "inner.at.deep", "gone", "top.deep")
    with opened(tmp_path, [Index("films", (name,)) for name in names]) as adapter:
        document = {"top": value, "inner": {"one": value, "at": {"deep": value}}}
        adapter.commit([Write("create", Ref("films", "new"), document)])
        adapter.commit([Write("create", Ref("films", "changed"), {"top": 1})])
        adapter.commit([Write("merge", Ref("films", "changed"), document)])
    for name in names:
        written = rows(tmp_path, f"SELECT {column(name)} FROM c_films")
        assert written == rows(tmp_path, f"SELECT {value_in('', name)} FROM c_films"), name


def test_new_indexes_find_what_was_there_before(tmp_path: Path) -> None:
    with opened(tmp_path, ()) as adapter:
        fill(adapter)
    with opened(tmp_path, [BY_DATE]) as adapter:
        assert found(adapter, NEWEST) == "ba"
    with opened(tmp_path) as adapter:
        assert (found(adapter, NEWEST), found(adapter, DEAR)) == ("ba", "ad")


@pytest.mark.parametrize("known", [(), (BY_DATE,)])
def test_a_process_that_knows_fewer_indexes_fills_every_column(
    tmp_path: Path, films: SqliteAdapter, known: Sequence[Index]
) -> None:
    with opened(tmp_path, known) as fewer:
        fewer.commit([Write("create", Ref("films", "e"), {"kind": "short", "price": 100})])
    assert found(films, DEAR) == "ead"


def test_a_process_fills_a_column_that_another_has_added_since(tmp_path: Path) -> None:
    with opened(tmp_path, ()) as earlier:
        earlier.commit([Write("create", Ref("films", "c"), DOCUMENTS["c"])])
        with opened(tmp_path) as later:
            rest = [Write("create", Ref("films", i), DOCUMENTS[i]) for i in "abd"]
            earlier.commit(rest)
            assert (found(later, NEWEST), found(later, DEAR)) == ("ba", "ad")
            assert (found(earlier, NEWEST), found(earlier, DEAR)) == ("ba", "ad")


def test_a_file_with_indexes_on_expressions_gets_columns(tmp_path: Path) -> None:
    with opened(tmp_path, ()) as adapter:
        fill(adapter)
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        file.execute("CREATE INDEX by_films_price ON c_films (json_extract(data, '$.price'), id)")
        file.execute("PRAGMA user_version = 2")
    with opened(tmp_path) as adapter:
        assert (found(adapter, NEWEST), found(adapter, DEAR)) == ("ba", "ad")
    ((statement,),) = rows(tmp_path, "SELECT sql FROM sqlite_master WHERE name = 'by_films_price'")
    assert "json_extract" not in str(statement)


def test_starts_at_once_add_each_column_once(tmp_path: Path) -> None:
    with opened(tmp_path, ()) as adapter:
        fill(adapter)
    together = threading.Barrier(4)

    def start(_: int) -> str:
        together.wait()
        with opened(tmp_path) as adapter:
            return found(adapter, DEAR)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(start, range(4))) == {"ad"}


def test_a_table_that_was_taken_away_comes_back_with_its_columns(
    tmp_path: Path, films: SqliteAdapter
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        file.execute("DROP VIEW documents")
        file.execute("DROP TABLE c_films")
    assert found(films, DEAR) == ""
    fill(films)
    assert (found(films, NEWEST), found(films, DEAR)) == ("ba", "ad")


def test_each_key_of_an_index_is_a_column(tmp_path: Path) -> None:
    with opened(tmp_path, indexes()):
        keys = rows(
            tmp_path,
            "SELECT indexes.name, keys.name FROM sqlite_master AS indexes,"
            " pragma_index_xinfo(indexes.name) AS keys"
            " WHERE indexes.type = 'index' AND keys.cid = -2",
        )
    # SQLite takes a quoted name that no column has for a text.
    assert keys == []
