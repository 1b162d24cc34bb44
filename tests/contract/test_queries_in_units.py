"""Queries of a unit of work, side by side with its reads."""

import pytest

from functions.kernel.database import (
    Adapter,
    Database,
    Order,
    Query,
    Ref,
    UnitOfWork,
    Where,
    metered,
)
from tests.support.databases import SEAT, TICKET, WALLET, SoldOut, look, put, version

# Looking up: a query and a batch of reads side by side


def test_query_and_read_returns_matches_and_documents(adapter: Adapter, offers: Database) -> None:
    put(offers, SEAT, {"n": 1})
    query = Query("offers", (Where("kind", "==", "cinema"),), (Order("price"),))
    (matching, operas), (ticket, seat) = adapter.query_and_read(
        [query, Query("offers", (Where("kind", "==", "opera"),))], [TICKET, SEAT]
    )
    assert list(operas) == []
    assert "".join(snapshot.ref.id for snapshot in matching) == "aec"
    assert list(matching) == list(offers.query(query))
    assert (ticket.data, ticket.version) == (None, None)
    assert (seat.data, seat.version) == ({"n": 1}, version(offers, SEAT))
    nowhere = Query("offers", (Where("kind", "in", []),))
    (none,), (again,) = adapter.query_and_read([nowhere], [SEAT])
    assert (list(none), again) == ([], seat)
    assert adapter.query_and_read([query, nowhere, query], []) == ([matching, [], matching], [])


def test_a_query_reads_what_is_prefetched_in_the_same_round_trip(offers: Database) -> None:
    put(offers, SEAT, {"n": 1})
    query = Query("offers", (Where("kind", "==", "opera"),))

    def body(work: UnitOfWork) -> tuple[object, ...]:
        work.prefetch(WALLET)
        work.prefetch(SEAT)
        found = work.query(query)
        return (found, work.find(SEAT), work.find(WALLET))

    with metered() as meter:
        assert offers.run(body) == ([], {"n": 1}, None)
    # What a query does not find is billed as one read.
    assert (meter.round_trips, meter.documents_read) == (1, 3)


def test_a_unit_asks_several_queries_in_one_round_trip(offers: Database) -> None:
    put(offers, SEAT, {"n": 1})
    kinds = [Query("offers", (Where("kind", "==", kind),)) for kind in ("cinema", "opera")]

    def body(work: UnitOfWork) -> tuple[object, ...]:
        work.prefetch(SEAT)
        cinemas, operas = work.query_all(kinds)
        return ([ref.id for ref, _ in cinemas], operas, work.find(SEAT))

    with metered() as meter:
        assert offers.run(body) == (["a", "c", "e"], [], {"n": 1})
    assert (meter.round_trips, meter.documents_read) == (1, 3 + 1 + 1)


def test_a_query_reads_nothing_prefetched_twice(offers: Database) -> None:
    put(offers, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.find(SEAT)
        work.prefetch(SEAT)
        work.query(Query("offers", (Where("kind", "==", "cinema"),)))
        work.find(Ref("offers", "a"))

    with metered() as meter:
        offers.run(body)
    assert (meter.round_trips, meter.documents_read) == (2, 1 + 3)


def test_a_found_document_stops_a_unit_that_queries(database: Database) -> None:
    put(database, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.stop_if_found(SEAT, lambda _: SoldOut())
        work.query(Query("offers"))
        raise AssertionError

    with pytest.raises(SoldOut):
        database.run(body)


def test_what_a_query_found_is_replaced_and_verified_only_unchanged(offers: Database) -> None:
    put(offers, SEAT, {"n": 0})
    runs: list[tuple[object, object]] = []
    offer = Ref("offers", "a")

    def body(work: UnitOfWork) -> None:
        work.prefetch(SEAT)
        ((_, found),) = work.query(Query("offers", (Where("price", "==", 900),)))
        seat = work.find(SEAT)
        runs.append((found["kind"], seat))
        if len(runs) == 1:
            put(offers, SEAT, {"n": 1})
        if len(runs) == 2:
            put(offers, offer, {"kind": "opera", "price": 900})
        work.replace(offer, {"kind": "sold"})

    put(offers, offer, {"kind": "cinema", "price": 900})
    offers.run(body)
    assert runs == [("cinema", {"n": 0}), ("cinema", {"n": 1}), ("opera", {"n": 1})]
    assert look(offers, offer) == {"kind": "sold"}
