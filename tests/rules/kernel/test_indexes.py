"""Which indexes a query needs, and that the embedded default refuses what has none."""

import pytest

from functions.kernel.database import Index, Order, Query, Where
from functions.kernel.indexes import MissingIndex, needed_indexes, serving_indexes
from functions.kernel.platform import Platform

A, B = Where("a", "==", 1), Where("b", "in", [1, 2])
AFTER, NEWEST = Where("at", ">", 3), Order("at", descending=True)
HAS_X = Where("keys", "array_contains", "x")


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (Query("c"), []),
        (Query("c", after=("x",)), []),
        (Query("c", (A,)), [("a",)]),
        (Query("c", (A, B)), [("a",), ("b",)]),
        (Query("c", (), (NEWEST,)), [("-at",)]),
        (Query("c", (AFTER,), (Order("at"),)), [("at",)]),
        (Query("c", (A,), (NEWEST,)), [("a", "-at")]),
        (Query("c", (B, AFTER, A), (Order("at"),)), [("b", "a", "at")]),
        (Query("c", (), (Order("a"), NEWEST)), [("a", "-at")]),
        (Query("c", (HAS_X,)), [("keys[]",)]),
        (
            Query("c", (Where("keys", "array_contains", "x"), A), (NEWEST,)),
            [("a", "keys[]", "-at")],
        ),
    ],
)
def test_a_query_needs_what_firestore_reads(query: Query, fields: list[tuple[str, ...]]) -> None:
    assert needed_indexes(query) == tuple(Index("c", each) for each in fields)


def test_the_compared_fields_of_an_index_may_stand_in_any_order_the_sorted_ones_not() -> None:
    declared = [Index("c", ("b", "a", "at")), Index("other", ("a", "-at"))]
    both = Query("c", (A, B, AFTER), (Order("at"),))
    assert serving_indexes(both, declared) == [declared[0]]
    for query in (
        Query("c", (A, B), (NEWEST,)),
        Query("c", (A,), (NEWEST,)),
        Query("c", (A,), (Order("b"), Order("at"))),
    ):
        with pytest.raises(MissingIndex):
            serving_indexes(query, declared)


def test_a_query_without_an_index_fails_on_one_machine_as_it_would_on_the_cloud(
    platform: Platform,
) -> None:
    query = Query("bookings", (Where("status", "==", "used"),), (Order("used_at"),))
    with pytest.raises(MissingIndex, match=r"Index\('bookings', \('status', 'used_at'\)\)"):
        platform.database.query(query)
