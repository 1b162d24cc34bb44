"""Many stocks together: added, moved, priced, deleted by page, and finished after a crash."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from functions.kernel.bus import Relay
from functions.kernel.database import OUTBOX, metered
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.batches import service as batches_service
from functions.offers.batches.models import Selection, Series, SeriesPrice, StockBatch
from functions.offers.batches.rules import MOST_NAMED
from functions.offers.batches.store import stock_batches
from functions.offers.models import Offer
from functions.offers.search.store import date_entries, listings
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import MEMBER, HandClock
from tests.support.offerers import pro

pytestmark = pytest.mark.usefixtures("books_balance")

SERIES: dict[str, Any] = {
    "first_day": "2026-10-19",
    "last_day": "2026-11-01",
    "weekdays": [1, 6, 7],
    "times": ["02:30", "20:00"],
    "prices": [{"price_cents": 1_000, "quantity": 10}],
}


def event(platform: Platform, *, published: bool = False) -> Offer:
    return given.offer(platform, given.house(platform), given.ticket(), published=published)


def series(platform: Platform, offer: Offer, status: int = 200, **facts: Any) -> dict[str, Any]:
    body = {**SERIES, **facts}
    return content(pro(platform, "POST", f"/v1/offers/{offer.id}/stocks/series", body), status)


def batch(platform: Platform, of: dict[str, Any]) -> dict[str, Any]:
    return content(pro(platform, "GET", f"/v1/stock-batches/{of['id']}"))


def dates(platform: Platform, offer: Offer) -> list[datetime]:
    return sorted(s.begins_at for s in given.the_offer(platform, offer.id).stocks if s.begins_at)


def act(
    platform: Platform, offer: Offer, what: str, body: dict[str, Any], **chosen: Any
) -> dict[str, Any]:
    answer = pro(platform, "POST", f"/v1/offers/{offer.id}/stocks/{what}", {**body, **chosen})
    return batch(platform, content(answer))


def daily(platform: Platform, offer: Offer, days: int, **facts: Any) -> dict[str, Any]:
    """Add this many dates, one a day from 1 June 2027."""
    last = datetime(2027, 5, 31, tzinfo=UTC).toordinal() + days
    made = series(
        platform,
        offer,
        first_day="2027-06-01",
        last_day=datetime.fromordinal(last).date().isoformat(),
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        times=["20:00"],
        **facts,
    )
    return batch(platform, made)


def test_series_keeps_local_time_across_a_change_of_clocks(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), published=False)
    made = series(platform, offer)
    assert (made["status"], made["done"], made["total"]) == ("done", 12, 12)
    found = dates(platform, offer)
    # Until Sunday 25 October 3 h, Paris is two hours ahead; 02:30 comes twice that night.
    assert [at.strftime("%d %H:%M") for at in found] == [
        *("19 00:30", "19 18:00"),
        *("24 00:30", "24 18:00", "25 00:30", "25 19:00"),
        *("26 01:30", "26 19:00"),
        *("31 01:30", "31 19:00", "01 01:30", "01 19:00"),
    ]


def test_time_that_the_clocks_skip_is_an_hour_later(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), published=False)
    series(platform, offer, first_day="2027-03-28", last_day="2027-03-28", weekdays=[7])
    assert dates(platform, offer) == [
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 18, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"last_day": "2026-10-18"}, 400, "series_empty"),
        ({"first_day": "2026-10-20", "last_day": "2026-10-22"}, 400, "series_empty"),
        ({"last_day": "2029-10-20"}, 400, "series_empty"),
        ({"first_day": "2026-05-01"}, 400, "in_the_past"),
        ({"prices": [{}]}, 400, "price_ambiguous"),
        ({"prices": [{"price_cents": 5, "price_category": "1"}]}, 400, "price_ambiguous"),
        ({"prices": [{"price_category": "1"}]}, 404, "unknown_price_category"),
        ({"weekdays": [8]}, 400, "malformed"),
        ({"times": ["24:00"]}, 400, "malformed"),
        ({"times": []}, 400, "malformed"),
        (
            {"last_day": "2028-10-18", "weekdays": [1, 2, 3, 4, 5, 6, 7], "prices": [
                {"price_cents": 1}, {"price_cents": 2}
            ]},
            409,
            "too_many_stocks",
        ),
    ],
)  # fmt: skip
def test_series_that_makes_no_sense_changes_nothing(
    platform: Platform, facts: dict[str, Any], status: int, code: str
) -> None:
    offer = event(platform)
    path = f"/v1/offers/{offer.id}/stocks/series"
    assert refused(pro(platform, "POST", path, {**SERIES, **facts})) == (status, code)
    assert given.the_offer(platform, offer.id) == offer
    assert given.documents(platform, "stock_batches") == {}


def test_things_have_no_dates(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), category="paper_book", published=False)
    path = f"/v1/offers/{offer.id}/stocks/series"
    assert refused(pro(platform, "POST", path, SERIES)) == (400, "begins_at_not_allowed")


def test_pages_follow_by_themselves(platform: Platform) -> None:
    offer = event(platform, published=True)
    first = series(
        platform,
        offer,
        first_day="2027-06-01",
        last_day="2027-10-31",
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        times=["20:00"],
    )
    assert (first["status"], first["done"], first["total"]) == ("running", 50, 153)
    assert (batch(platform, first)["status"], batch(platform, first)["done"]) == ("done", 153)
    assert len(given.the_offer(platform, offer.id).stocks) == 154
    assert len(given.documents(platform, listings.name)[offer.id]["chances"]) == 154
    assert len(given.documents(platform, date_entries.name)) == 154


def test_dates_that_are_there_already_are_passed_over(platform: Platform) -> None:
    offer = event(platform)
    daily(platform, offer, 60)
    again = daily(platform, offer, 61)
    assert again["done"] == 1
    (left,) = again["skipped"]
    assert (left["code"], left["count"], len(left["stocks"])) == ("already_there", 60, 60)
    first = {"begins_at": "2027-06-01T18:00:00Z", "price_cents": 1_000, "price_label": None}
    assert left["stocks"][0] == first
    other = daily(platform, offer, 61, prices=[{"price_cents": 1_000, "price_label": "Balcon"}])
    assert (other["done"], other["skipped"]) == (61, [])


@pytest.mark.parametrize("what", ["add", "move", "price", "quantity", "delete"])
def test_crash_between_pages_is_finished_by_the_sweep(either: Platform, what: str) -> None:
    offer = event(either, published=True)
    if what != "add":
        daily(either, offer, 120)
    database = either.database
    database.on_commit = lambda _: None
    acts: dict[str, tuple[str, dict[str, Any]]] = {
        "move": ("move", {"days": 1}),
        "price": ("price", {"price_cents": 300}),
        "quantity": ("quantity", {"quantity": 25}),
        "delete": ("delete", {"stocks": {"first_day": "2027-06-01"}}),
    }
    made = daily(either, offer, 120) if what == "add" else act(either, offer, *acts[what])
    assert made["status"] == "running"
    # One more page, and then the process is gone.
    given.do(either, batches_service.advance, made["id"])
    assert batch(either, made)["status"] == "running"
    assert any("stock-batch-started" in name for name in given.documents(either, OUTBOX))
    database.on_commit = Relay(database, either.bus).after_commit
    either.relay.sweep()
    after = batch(either, made)
    assert (after["status"], after["done"], after["skipped"]) == ("done", made["total"], [])
    found = given.the_offer(either, offer.id).stocks
    expected = {"add": 121, "move": 121, "price": 121, "quantity": 121, "delete": 1}
    assert len(found) == expected[what]
    if what == "price":
        assert {stock.price_cents for stock in found} == {300}
    if what == "quantity":
        assert {
            stock.quantity for stock in given.stocks_of(either, given.the_offer(either, offer.id))
        } == {25}
    assert len(given.documents(either, date_entries.name)) == expected[what]
    assert given.documents(either, OUTBOX) == {}


def test_moved_dates_keep_their_hour_and_their_bookings_follow(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = event(platform, published=True)
    daily(platform, offer, 3, limit_minutes=60)
    stock = given.stocks_of(platform, offer := given.the_offer(platform, offer.id))[-1]
    booking = given.book(platform, stock.id)
    moved = act(
        platform,
        offer,
        "move",
        {"days": 150, "time": "21:15", "stocks": {"first_day": "2027-06-01"}},
    )
    assert (moved["total"], moved["done"]) == (3, 3)
    after = given.the_stock(platform, stock.id)
    # In November Paris is one hour ahead.
    assert after.begins_at == datetime(2027, 10, 31, 20, 15, tzinfo=UTC)
    assert after.booking_limit_at == datetime(2027, 10, 31, 19, 15, tzinfo=UTC)
    assert given.the_booking(platform, booking.id).begins_at == after.begins_at


def test_past_dates_stay_and_the_answer_counts_them(platform: Platform, clock: HandClock) -> None:
    offer = event(platform, published=True)
    daily(platform, offer, 2)
    clock.move(days=20)
    priced = act(platform, offer, "price", {"price_cents": 100})
    assert (priced["total"], priced["done"]) == (3, 2)
    (left,) = priced["skipped"]
    assert (left["code"], left["count"]) == ("event_past", 1)
    past = given.the_offer(platform, offer.id).stocks[0]
    assert left["stocks"] == [
        {
            "begins_at": f"{past.begins_at:%Y-%m-%dT%H:%M:%SZ}",
            "price_cents": past.price_cents,
            "price_label": None,
        }
    ]


def test_deleted_dates_give_credit_back(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = event(platform, published=True)
    daily(platform, offer, 2)
    stocks = given.stocks_of(platform, given.the_offer(platform, offer.id))
    booking = given.book(platform, stocks[-1].id)
    chosen = {"first_day": "2027-06-02", "weekdays": [3], "times": ["20:00"]}
    deleted = act(platform, offer, "delete", {"stocks": chosen})
    assert (deleted["total"], deleted["done"]) == (1, 1)
    assert given.the_booking(platform, booking.id).status == "cancelled"
    assert [s.id for s in given.the_offer(platform, offer.id).stocks] == [s.id for s in stocks[:2]]


def test_quantity_below_what_is_booked_leaves_a_stock_as_it_is(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = event(platform, published=True)
    daily(platform, offer, 2)
    stocks = given.stocks_of(platform, given.the_offer(platform, offer.id))
    given.book(platform, stocks[-1].id)
    ended = act(platform, offer, "quantity", {"quantity": 0})
    assert (ended["total"], ended["done"]) == (3, 2)
    (left,) = ended["skipped"]
    assert (left["code"], left["count"]) == ("quantity_below_booked", 1)
    assert [one["begins_at"] for one in left["stocks"]] == ["2027-06-02T18:00:00Z"]
    assert [given.the_stock(platform, s.id).quantity for s in stocks] == [0, 0, 10]
    opened = act(platform, offer, "quantity", {"quantity": None})
    assert (opened["done"], opened["skipped"]) == (3, [])
    assert {given.the_stock(platform, s.id).quantity for s in stocks} == {None}
    path = f"/v1/offers/{offer.id}/stocks/quantity"
    for body in ({}, {"quantity": -1}, {"quantity": 1_000_001}):
        assert refused(pro(platform, "POST", path, body)) == (400, "malformed")


def test_stocks_are_chosen_by_their_ids(platform: Platform) -> None:
    offer = event(platform)
    daily(platform, offer, 60)
    stocks = given.stocks_of(platform, given.the_offer(platform, offer.id))
    ids = [stock.id for stock in (stocks[1], stocks[58], stocks[60])]
    chosen = {"stock_ids": [*ids, "other~1"], "last_day": "2027-07-29"}
    priced = act(platform, offer, "price", {"price_cents": 700, "stocks": chosen})
    assert (priced["total"], priced["done"]) == (2, 2)
    after = given.stocks_of(platform, given.the_offer(platform, offer.id))
    assert [stock.id for stock in after if stock.price_cents == 700] == ids[:2]
    path = f"/v1/offers/{offer.id}/stocks/delete"
    many = {"stocks": {"stock_ids": ["x~1"] * 501}}
    assert refused(pro(platform, "POST", path, many)) == (400, "malformed")


def test_large_stocks_are_dealt_out_and_followed(either: Platform) -> None:
    offer = event(either, published=True)
    evenings = Series(
        first_day=date(2027, 6, 1),
        last_day=date(2027, 6, 8),
        weekdays=tuple(range(1, 8)),
        times=("20:00",),
        prices=(SeriesPrice(price_cents=1_000, quantity=10_000),),
    )
    large = StockBatch(
        id="large",
        offer_id=offer.id,
        member_id=MEMBER,
        kind="add",
        series=evenings,
        may_deal=True,
        created_at=given.NOW,
    )
    assert given.do(either, batches_service.start, large).status == "done"
    stocks = given.stocks_of(either, given.the_offer(either, offer.id))[1:]
    # An offer has at most 500 shards.
    assert [stock.shards for stock in stocks] == [100] * 5 + [0] * 3
    given.beneficiary(either)
    given.book(either, stocks[0].id)
    act(either, offer, "price", {"price_cents": 200})
    assert {shard["stock"]["price_cents"] for shard in shards(either).values()} == {200}
    assert sum(shard["left"] for shard in shards(either).values()) == 49_999
    larger = StockBatch(
        id="larger",
        offer_id=offer.id,
        member_id=MEMBER,
        kind="quantity",
        selection=Selection(stock_ids=tuple(stock.id for stock in stocks[:2])),
        quantity=5_000,
        may_deal=True,
        created_at=given.NOW,
    )
    assert given.do(either, batches_service.start, larger).done == 2
    assert sum(shard["left"] for shard in shards(either).values()) == 39_999
    resized = given.stocks_of(either, given.the_offer(either, offer.id))[1:]
    assert [stock.shards for stock in resized] == [50] * 2 + [100] * 3 + [0] * 3
    act(either, offer, "delete", {"stocks": {"first_day": "2027-06-01"}})
    assert {shard["stock"]["is_deleted"] for shard in shards(either).values()} == {True}
    given.audit(either)


def shards(platform: Platform) -> dict[str, dict[str, Any]]:
    return given.documents(platform, "stock_shards")


def test_batch_stops_with_its_offer_and_can_be_resumed(platform: Platform) -> None:
    offer = event(platform)
    platform.database.on_commit = lambda _: None
    made = daily(platform, offer, 120)
    given.change(platform, "offers", offer.id, publication="closed")
    given.do(platform, batches_service.advance, made["id"])
    stopped = batch(platform, made)
    assert (stopped["status"], stopped["code"]) == ("stopped", "offer_not_editable")
    path = f"/v1/stock-batches/{made['id']}/resume"
    assert refused(pro(platform, "POST", path)) == (409, "offer_not_editable")
    given.change(platform, "offers", offer.id, publication="draft")
    assert content(pro(platform, "POST", path))["status"] == "running"
    platform.database.on_commit = Relay(platform.database, platform.bus).after_commit
    platform.relay.sweep()
    assert (batch(platform, made)["status"], batch(platform, made)["done"]) == ("done", 120)


def test_flagged_price_of_a_later_page_is_reviewed_at_the_first(platform: Platform) -> None:
    offer = event(platform, published=True)
    dear = [{"price_cents": 1_000}, {"price_cents": 900, "price_label": "Carte cadeau"}]
    made = daily(platform, offer, 60, prices=dear)
    held = given.the_offer(platform, offer.id)
    assert (made["status"], made["done"], held.publication) == ("done", 120, "pending")
    assert len(held.stocks) == 121


def test_page_costs_the_same_however_many_stocks_there_are(platform: Platform) -> None:
    offer = event(platform, published=True)
    daily(platform, offer, 60)

    def cost(day: str) -> tuple[int, int]:
        chosen = {"first_day": day, "last_day": day}
        with metered() as meter:
            act(platform, offer, "price", {"price_cents": 300, "stocks": chosen})
        return meter.documents_read, meter.documents_written

    few = cost("2027-06-01")
    daily(platform, offer, 600)
    assert cost("2027-06-02") == few


def test_another_offerers_batch_is_not_shown(platform: Platform) -> None:
    made = daily(platform, event(platform), 1)
    given.offerer(platform, given.OTHER_SIREN, member="other")
    path = f"/v1/stock-batches/{made['id']}"
    assert refused(given.call(platform, "GET", path, uid="other")) == (403, "not_a_member")
    assert refused(pro(platform, "GET", "/v1/stock-batches/none"))[1] == "unknown_stock_batch"


def test_the_change_that_runs_is_found_from_its_offer_or_else_the_last_one(
    platform: Platform, clock: HandClock
) -> None:
    offer = event(platform, published=True)
    path = f"/v1/offers/{offer.id}/stock-batch"
    assert refused(pro(platform, "GET", path)) == (404, "unknown_stock_batch")
    first = daily(platform, offer, 2)
    assert content(pro(platform, "GET", path)) == first
    clock.move(minutes=1)
    second = act(platform, offer, "price", {"price_cents": 100})
    assert content(pro(platform, "GET", path)) == second
    kept = platform.database.run(lambda work: stock_batches.get(work, first["id"]))
    running = replace(kept, status="running")
    platform.database.run(lambda work: stock_batches.replace(work, running.id, running))
    found = content(pro(platform, "GET", path))
    assert (found["id"], found["status"]) == (first["id"], "running")
    stranger = given.call(platform, "GET", path, uid="stranger")
    assert refused(stranger) == (403, "not_a_member")


def test_a_batch_counts_all_that_it_leaves_out_and_names_the_first_500(platform: Platform) -> None:
    offer = event(platform)
    weeks: dict[str, Any] = {
        "first_day": "2027-01-01",
        "last_day": "2027-12-31",
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "times": ["14:00", "20:00"],
    }
    made = series(platform, offer, **weeks)
    assert batch(platform, made)["done"] == 730
    again = batch(platform, series(platform, offer, **weeks))
    (left,) = again["skipped"]
    assert (again["done"], left["count"], len(left["stocks"])) == (0, 730, MOST_NAMED)
