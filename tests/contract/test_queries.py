"""Queries, their order and their pages, on every database adapter."""

from datetime import timedelta, timezone

import pytest

from functions.kernel.database import (
    Database,
    Order,
    Query,
    Ref,
    Value,
    Where,
    field_of,
    metered,
)
from tests.support.databases import OFFERS, ids, instant, put, remove


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([Where("kind", "==", "cinema")], "ace"),
        ([Where("kind", "==", "musée")], "d"),
        ([Where("kind", "==", "opera")], ""),
        ([Where("price", "==", 500)], "ae"),
        ([Where("note", "==", None)], "ac"),
        ([Where("note", "==", "\x1fx")], "d"),
        ([Where("at", "==", instant(11))], "de"),
        ([Where("at", "==", instant(11).astimezone(timezone(timedelta(hours=-5))))], "de"),
        ([Where("kind", "in", ["musée", "concert"])], "bdf"),
        ([Where("price", "in", (0, 700, 9))], "cd"),
        ([Where("at", "in", [instant(8), instant(12)])], "af"),
        ([Where("kind", "in", [])], ""),
        ([Where("tags", "array_contains", "fr")], "abd"),
        ([Where("tags", "array_contains", "f")], ""),
        ([Where("days", "array_contains", instant(11))], "de"),
        ([Where("prices.at.desk", "==", 2500)], "bf"),
        ([Where("prices.at.2024", "==", 700)], "c"),
        ([Where("prices.free", "==", True)], "d"),
        ([Where("kind", "==", "cinema"), Where("price", "==", 500)], "ae"),
        ([Where("kind", "==", "cinema"), Where("tags", "array_contains", "film")], "ae"),
    ],
)
def test_a_condition_finds_what_meets_it_by_id(
    offers: Database, where: list[Where], found: str
) -> None:
    assert ids(offers, Query("offers", tuple(where))) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([Where("price", "<", 700)], "dae"),
        ([Where("price", "<=", 700)], "daec"),
        ([Where("price", ">", 500)], "cbf"),
        ([Where("price", ">=", 500)], "aecbf"),
        ([Where("price", ">", 0), Where("price", "<", 2500)], "aec"),
        ([Where("at", "<", instant(10))], "ab"),
        ([Where("at", ">=", instant(11)), Where("kind", "==", "cinema")], "e"),
        ([Where("kind", ">=", "concert")], "bfd"),
        ([Where("note", ">", "")], "dfeb"),
        ([Where("note", "<", "Été")], "dfe"),
        ([Where("prices.at.desk", ">", 500)], "cbf"),
    ],
)
def test_a_range_finds_what_lies_in_it_in_order(
    offers: Database, where: list[Where], found: str
) -> None:
    query = Query("offers", tuple(where), (Order(where[0].field),))
    assert ids(offers, query) == found


def test_in_a_range_of_instants_lies_nothing_else(offers: Database) -> None:
    for name, at in (("g", 5), ("h", ""), ("i", "2026-05-04T09:30:00Z"), ("j", None), ("k", True)):
        put(offers, Ref("offers", name), {"kind": "cinema", "at": at})
    by_date = (Order("at"),)
    assert ids(offers, Query("offers", (Where("at", "<=", instant(10)),), by_date)) == "abc"
    assert ids(offers, Query("offers", (Where("at", ">", instant(10)),), by_date)) == "def"
    of_kind = (Where("kind", "==", "cinema"), Where("at", "<", instant(12)))
    assert ids(offers, Query("offers", of_kind, by_date)) == "ace"


def test_a_range_on_one_field_may_stand_behind_the_order_of_another(offers: Database) -> None:
    orders = (Order("kind"), Order("price", descending=True))
    assert ids(offers, Query("offers", (Where("price", ">", 0),), orders)) == "ceafb"


@pytest.mark.parametrize(
    ("where", "order_by"),
    [
        (Where("price", ">", 0), ()),
        (Where("price", "<=", 0), (Order("kind"),)),
        (Where("price", "in", list(range(31))), ()),
    ],
)
def test_a_query_that_firestore_refuses_cannot_be_made(
    where: Where, order_by: tuple[Order, ...]
) -> None:
    with pytest.raises(ValueError, match="offers: "):
        Query("offers", (where,), order_by)


@pytest.mark.parametrize(
    ("order_by", "found"),
    [
        ((), "abcdef"),
        ((Order("price"),), "daecbf"),
        ((Order("price", descending=True),), "fbcead"),
        ((Order("kind"), Order("price")), "aecbfd"),
        ((Order("kind"), Order("price", descending=True)), "ceafbd"),
        ((Order("kind", descending=True), Order("price")), "dbfaec"),
        ((Order("kind", descending=True), Order("price", descending=True)), "dfbcea"),
        ((Order("at"),), "abcdef"),
        ((Order("at", descending=True),), "fedcba"),
        ((Order("prices.at.desk"),), "daecbf"),
        ((Order("note"),), "acdfeb"),
        ((Order("note", descending=True),), "befdca"),
    ],
)
def test_an_order_is_total_and_ends_with_the_id(
    offers: Database, order_by: tuple[Order, ...], found: str
) -> None:
    assert ids(offers, Query("offers", (), order_by)) == found


@pytest.mark.parametrize("size", [1, 2, 4, 6, 7])
@pytest.mark.parametrize(
    "order_by",
    [
        (),
        (Order("price"),),
        (Order("price", descending=True),),
        (Order("at"),),
        (Order("note"),),
        (Order("note", descending=True),),
        (Order("kind"), Order("price", descending=True)),
        (Order("kind", descending=True), Order("prices.at.desk")),
    ],
    ids=lambda orders: "+".join(f"{'-' * o.descending}{o.field}" for o in orders) or "id",
)
def test_pages_visit_each_document_once(
    offers: Database, order_by: tuple[Order, ...], size: int
) -> None:
    whole = ids(offers, Query("offers", (), order_by))
    visited = ""
    after: tuple[Value, ...] | None = None
    while page := offers.query(Query("offers", (), order_by, size, after)):
        assert len(page) <= size
        visited += "".join(snapshot.ref.id for snapshot in page)
        last = OFFERS[page[-1].ref.id]
        fields = [last["price" if "." in o.field else o.field] for o in order_by]
        after = (*fields, page[-1].ref.id)
    assert visited == whole


def test_a_page_goes_on_behind_a_document_that_is_gone(offers: Database) -> None:
    remove(offers, Ref("offers", "e"))
    query = Query("offers", (Where("kind", "==", "cinema"),), (Order("price"),), 10, (500, "e"))
    assert ids(offers, query) == "c"


def test_a_page_goes_on_within_a_range(offers: Database) -> None:
    where = (Where("price", ">=", 500), Where("price", "<=", 2500))
    query = Query("offers", where, (Order("price"),), 2, (500, "e"))
    assert ids(offers, query) == "cb"


def test_a_query_returns_at_most_its_limit(offers: Database) -> None:
    assert ids(offers, Query("offers", (), (Order("price"),), 3)) == "dae"


def test_a_document_without_the_field_is_not_in_its_order(offers: Database) -> None:
    put(offers, Ref("offers", "a"), {"kind": "cinema"})
    put(offers, Ref("offers", "c"), {"kind": "cinema", "price": None})
    assert ids(offers, Query("offers", (), (Order("price"),))) == "cdebf"
    assert ids(offers, Query("offers", (Where("kind", "==", "cinema"),))) == "ace"


def test_a_document_without_the_field_does_not_hold_none_in_it(offers: Database) -> None:
    put(offers, Ref("offers", "a"), {"kind": "cinema"})
    assert ids(offers, Query("offers", (Where("note", "==", None),))) == "c"


def test_a_query_sees_what_was_committed_before_it(offers: Database) -> None:
    put(offers, Ref("offers", "a"), {"price": 9000})
    assert ids(offers, Query("offers", (Where("price", ">", 2500),), (Order("price"),))) == "a"
    remove(offers, Ref("offers", "a"))
    assert ids(offers, Query("offers", (Where("price", ">", 2500),), (Order("price"),))) == ""


def test_a_query_is_one_round_trip_and_bills_at_least_one_read(offers: Database) -> None:
    with metered() as meter:
        offers.query(Query("offers", (Where("kind", "==", "cinema"),)))
        offers.query(Query("offers", (Where("kind", "==", "opera"),)))
    assert (meter.round_trips, meter.documents_read) == (2, 4)


# Looking for an item of an array


@pytest.mark.parametrize(
    ("query", "number"),
    [
        (Query("offers"), 6),
        (Query("offers", limit=2), 6),
        (Query("offers", (Where("kind", "==", "cinema"),), limit=1), 3),
        (Query("offers", (Where("kind", "in", ["musée", "concert"]),)), 3),
        (Query("offers", (Where("kind", "in", []),)), 0),
        (Query("offers", (Where("at", "<=", instant(10)),), (Order("at"),), limit=1), 3),
        (Query("offers", (Where("tags", "array_contains", "fr"),)), 3),
        (Query("offers", (), (Order("nothing"),)), 0),
        (Query("opera"), 0),
    ],
)
def test_what_matches_is_counted_whatever_the_limit(
    offers: Database, query: Query, number: int
) -> None:
    with metered() as meter:
        assert offers.count(query) == number
    assert (meter.round_trips, meter.documents_read) == (1, 1)


AT = instant(8)
SORTED: tuple[Value, ...] = ("a", "", "[1]", "{", "\x1fa", AT, 1, 1.5, True, None, ["a"], {"a": 1})


@pytest.mark.parametrize("path", ["price", "prices.desk"])
def test_a_field_that_a_query_sorted_by_is_what_the_document_holds(
    database: Database, path: str
) -> None:
    held = {f"{number:02}": value for number, value in enumerate(SORTED)}
    for name, value in held.items():
        put(database, Ref("offers", name), {"price": value, "prices": {"desk": value}, "at": AT})
    found = database.query(Query("offers", order_by=(Order(path), Order("at"))))
    fields = {one.ref.id: field_of(one.data or {}, path) for one in found}
    assert fields == held
    assert [name for name, value in fields.items() if value is True] == ["08"], "1 equals True"
    assert all(field_of(one.data or {}, "at") == AT for one in found)
    assert not any(field_of(one.data or {}, "prices.at") for one in found)
