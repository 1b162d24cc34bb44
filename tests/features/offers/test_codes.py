"""Activation codes: loaded by professionals, given once, and used at booking."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.erasure import service as erasure_service
from functions.booking.cancel import service as cancel_service
from functions.booking.models import Booking, BookOffer
from functions.booking.store import EVEN_USED
from functions.booking.take import rules as take_rules
from functions.booking.take import service as take_service
from functions.booking.take.service import CountermarkTaken
from functions.kernel.database import (
    Query,
    Ref,
    RetryPolicy,
    Snapshot,
    UnitOfWork,
    metered,
)
from functions.kernel.events import Message
from functions.kernel.identifiers import new_countermark, new_id
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.offers.codes import service as codes_service
from functions.offers.codes.models import LoadCodes
from functions.offers.codes.rules import NoActivationCode
from functions.offers.models import Stock
from functions.offers.stocks import service as stocks_service
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.answers import refused
from tests.support.given import MEMBER, OTHER_SIREN, HandClock

URL = "https://books.test/lecture"


def ebooks(platform: Platform, price_cents: int = 1000, **facts: Any) -> Stock:
    """Return the stock of a new published offer of something online, without codes as yet."""
    of = {"category": "ebook", "url": URL, "name": "Un mois de lecture", **facts}
    return given.stock(platform, given.thing(price_cents, None, limit_days=10), **of)


def load(
    platform: Platform, stock_id: str, *codes: str, expires_in: float | None = None
) -> dict[str, Any]:
    """Return the answer to a member who loads codes."""
    body: dict[str, Any] = {"codes": codes}
    if expires_in is not None:
        body["expires_at"] = (given.now(platform) + timedelta(days=expires_in)).isoformat()
    answer = given.call(platform, "POST", path_of(stock_id), body, uid=MEMBER)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def path_of(stock_id: str) -> str:
    return f"/v1/stocks/{stock_id}/activation-codes"


def with_codes(platform: Platform, *codes: str, **facts: Any) -> Stock:
    """Return a new stock with these codes."""
    stock = ebooks(platform, **facts)
    load(platform, stock.id, *codes)
    return given.the_stock(platform, stock.id)


def book(
    platform: Platform, stock_id: str, uid: str = "ana", *, key: str | None = None
) -> TestResponse:
    """Return the answer to a beneficiary who books."""
    headers = {} if key is None else {"Idempotency_Key": key}
    body = {"stock_id": stock_id}
    return given.call(platform, "POST", "/v1/bookings", body, uid=uid, admin=False, **headers)


def counts(told: dict[str, Any]) -> tuple[int, int, int, int]:
    return told["loaded"], told["given"], told["left"], told["expired"]


def everything(platform: Platform) -> str:
    """Return all documents as one text, but for bookings and the codes that are still free."""
    names = ("stocks", "offers", "code_claims", "outbox", "handled_events", "idempotency_keys")
    return str({name: given.documents(platform, name) for name in names})


@pytest.fixture(autouse=True)
def _the_books_balance(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare, after each test, codes with bookings and the ledger with itself."""
    which = "either" if "either" in request.fixturenames else "platform"
    platform: Platform = request.getfixturevalue(which)
    yield
    given.audit(platform)
    assert given.documents(platform, "outbox") == {}
    made = given.documents(platform, "bookings").values()
    given_codes = [one["activation_code"] for one in made if one["activation_code"]]
    assert len(set(given_codes)) == len(given_codes), "a code was given twice"
    free = given.documents(platform, "free_codes")
    assert not {one["code"] for one in free.values()} & set(given_codes)
    for stock_id, stock in given.documents(platform, "stocks").items():
        if stock["code_batches"] is None or stock["is_deleted"]:
            continue
        left = sum(batch["loaded"] - batch["given"] for batch in stock["code_batches"])
        of_stock = [one for one in made if one["stock_id"] == stock_id]
        assert stock["quantity"] - stock["booked"] == left
        assert left == sum(name.startswith(f"{stock_id}~") for name in free)
        assert sum(batch["given"] for batch in stock["code_batches"]) == sum(
            one["activation_code"] is not None for one in of_stock
        )


# Loading


def test_codes_are_counted_and_not_shown_again(platform: Platform) -> None:
    stock = ebooks(platform)
    told = load(platform, stock.id, "A-1", " A-2 ", "A-1")
    assert told["stock_id"] == stock.id
    assert counts(told) == (2, 0, 2, 0)
    assert load(platform, stock.id, "A-2", "A-1") == told
    later = load(platform, stock.id, "B-1", "A-1", expires_in=20)
    assert [counts(batch) for batch in later["batches"]] == [(2, 0, 2, 0), (1, 0, 1, 0)]
    assert [batch["expires_at"] for batch in later["batches"]] == [None, "2026-05-24T10:00:00Z"]
    answer = given.call(platform, "GET", path_of(stock.id), uid=MEMBER)
    assert (answer.status_code, answer.get_json()) == (200, later)
    shown = given.call(platform, "GET", f"/v1/offers/{stock.offer_id}")
    assert shown.get_json()["stocks"][0]["remaining"] == 3
    for text in (str(told), answer.text, shown.text, everything(platform)):
        assert not [code for code in ("A-1", "A-2", "B-1") if code in text]


def test_only_members_load_and_count_codes(platform: Platform) -> None:
    stock = with_codes(platform, "A-1")
    given.house(platform, OTHER_SIREN, member="rival")
    body = {"codes": ["B-1"]}
    for method, sent in (("POST", body), ("GET", None)):
        path = path_of(stock.id)
        assert refused(given.call(platform, method, path, sent)) == (401, "unauthenticated")
        for uid in ("rival", "ana"):
            answer = given.call(platform, method, path, sent, uid=uid)
            assert refused(answer) == (403, "not_a_member")
        for unknown in ("no~1", "%C3%A9", "~", ".."):
            answer = given.call(platform, method, path_of(unknown), sent, uid=MEMBER)
            assert answer.status_code == 404
    assert given.the_stock(platform, stock.id) == stock


@pytest.mark.parametrize(
    "codes", [[], ["x"] * 201, [""], [" "], ["x" * 201], ["a\nb"], ["\u0007"], [7], "A-1", None]
)
def test_what_is_no_list_of_codes_is_refused(platform: Platform, codes: object) -> None:
    stock = ebooks(platform)
    answer = given.call(platform, "POST", path_of(stock.id), {"codes": codes}, uid=MEMBER)
    assert refused(answer) == (400, "malformed")
    assert given.the_stock(platform, stock.id) == stock


def test_refusals_of_loading_codes_are_documented(platform: Platform) -> None:
    house = given.house(platform)
    paper = given.stock(platform, given.thing(), at_venue=house)
    digital = ebooks(platform, at_venue=house)
    given.beneficiary(platform)
    given.book(platform, ebooks(platform, at_venue=house).id)
    booked = given.documents(platform, "active_bookings")
    (stock_id,) = (f"{name.partition('~')[2]}~1" for name in booked)

    def told(stock_id: str, **facts: Any) -> tuple[int, str]:
        body = {"codes": ["A-1"], **facts}
        return refused(given.call(platform, "POST", path_of(stock_id), body, uid=MEMBER))

    assert told(paper.id) == (409, "codes_not_allowed")
    assert told(stock_id) == (409, "booked_without_codes")
    soon = (given.now(platform) + timedelta(days=16)).isoformat()
    assert told(digital.id, expires_at=soon) == (400, "codes_expire_too_soon")
    assert given.documents(platform, "code_claims") == {}
    load(platform, digital.id, "A-1", expires_in=17)

    def edit(**changes: Any) -> tuple[int, str]:
        path = f"/v1/stocks/{digital.id}"
        return refused(given.call(platform, "PATCH", path, changes, uid=MEMBER))

    assert edit(quantity=9) == (409, "quantity_follows_codes")
    assert edit(quantity=None) == (409, "quantity_follows_codes")
    assert edit(booking_limit_at=None) == (400, "codes_expire_too_soon")


def test_a_stock_can_wait_for_its_codes(platform: Platform) -> None:
    given.beneficiary(platform)
    path = f"/v1/offers/{ebooks(platform).offer_id}/stocks"
    body = {"price_cents": 500, "with_codes": True}
    answer = given.call(platform, "POST", path, body, uid=MEMBER).get_json()
    assert (answer["quantity"], answer["bookable"]) == (0, False)
    assert refused(book(platform, answer["id"])) == (409, "no_activation_code")
    load(platform, answer["id"], "A-1")
    assert book(platform, answer["id"]).get_json()["activation_code"] == "A-1"
    refusal = given.call(platform, "POST", path, {**body, "quantity": 3}, uid=MEMBER)
    assert refused(refusal) == (409, "quantity_follows_codes")


def test_a_code_is_one_code_in_all_stocks_of_an_offer(platform: Platform) -> None:
    """A professional starts again with the same file: who has a code stays the only one."""
    given.beneficiary(platform)
    given.beneficiary(platform, "zoe")
    first = with_codes(platform, "A-1", "A-2", "A-3")
    assert book(platform, first.id).get_json()["activation_code"] == "A-1"
    second = given.add_stock(
        platform, first.offer_id, given.thing(1000, None, limit_days=10), member=MEMBER
    )
    assert counts(load(platform, second.id, "A-1", "A-2", "B-1")) == (1, 0, 1, 0)
    deleted(platform, first.id)
    assert counts(load(platform, second.id, "A-1", "A-2", "A-3")) == (3, 0, 3, 0)
    assert counts(load(platform, second.id, "A-1", "A-2", "A-3")) == (3, 0, 3, 0)
    free = given.documents(platform, "free_codes")
    assert sorted(one["code"] for one in free.values()) == ["A-2", "A-3", "B-1"]
    assert all(name.startswith(f"{second.id}~") for name in free)
    assert book(platform, second.id, "zoe").get_json()["activation_code"] == "B-1"


def test_codes_of_a_deleted_stock_are_unknown(platform: Platform) -> None:
    stock = with_codes(platform, "A-1")
    deleted(platform, stock.id)
    for method in ("GET", "POST"):
        body = {"codes": ["A-2"]} if method == "POST" else None
        answer = given.call(platform, method, path_of(stock.id), body, uid=MEMBER)
        assert refused(answer) == (404, "unknown_stock")


def deleted(platform: Platform, stock_id: str) -> None:
    at = given.now(platform)
    platform.database.run(
        lambda work: stocks_service.delete_stock(work, stock_id, member_id=MEMBER, now=at)
    )


# Booking


@pytest.mark.behaviour(29)
def test_a_booking_with_a_code_is_used_at_once(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = ebooks(platform)
    load(platform, stock.id, "A-1", expires_in=20)
    answer = book(platform, stock.id)
    assert answer.status_code == 201
    booking = answer.get_json()
    assert (booking["status"], booking["used_at"]) == ("used", "2026-05-04T10:00:00Z")
    assert booking["activation_code"] == "A-1"
    assert booking["activation_code_expires_at"] == "2026-05-24T10:00:00Z"
    assert given.parts(platform) == (49_000, 0, 1000, 0)
    assert [entry.kind for entry in given.entries(platform)] == ["grant", "hold", "capture"]
    assert given.the_stock(platform, stock.id).remaining == 0
    assert given.documents(platform, "free_codes") == {}

    def listed(state: str) -> list[str | None]:
        page = given.call(platform, "GET", f"/v1/bookings?state={state}", uid="ana").get_json()
        return [item["activation_code"] for item in page["items"]]

    assert (listed("ongoing"), listed("ended")) == (["A-1"], [])
    clock.move(days=30)
    assert (listed("ongoing"), listed("ended")) == ([], ["A-1"])
    export = given.call(platform, "GET", "/v1/me/export", uid="ana").get_json()
    assert [one["activation_code"] for one in export["bookings"]] == ["A-1"]


@pytest.mark.behaviour(29)
def test_something_online_without_codes_is_not_used_at_once(platform: Platform) -> None:
    given.beneficiary(platform)
    booking = book(platform, ebooks(platform).id).get_json()
    assert (booking["status"], booking["used_at"]) == ("confirmed", None)
    assert (booking["activation_code"], booking["activation_code_expires_at"]) == (None, None)
    assert given.parts(platform) == (49_000, 1000, 0, 0)


@pytest.mark.behaviour(27)
def test_a_code_that_was_given_is_passed_over(platform: Platform) -> None:
    stock = with_codes(platform, "A-1", "A-2")
    told = []
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
        told.append(book(platform, stock.id, uid).get_json()["activation_code"])
    assert told == ["A-1", "A-2"]
    answer = given.call(platform, "GET", path_of(stock.id), uid=MEMBER)
    assert counts(answer.get_json()) == (2, 2, 0, 0)


@pytest.mark.behaviour(28)
def test_without_a_code_nothing_is_booked(platform: Platform, clock: HandClock) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1")
    assert book(platform, stock.id).status_code == 201
    assert refused(book(platform, stock.id, "zoe")) == (409, "no_activation_code")
    load(platform, stock.id, "B-1", expires_in=17)
    # The booking limit lies before the end of every code, unless a fault moves it.
    given.change(platform, "stocks", stock.id, booking_limit_at=None)
    clock.move(days=17)
    assert refused(book(platform, stock.id, "zoe")) == (409, "no_activation_code")
    answer = given.call(platform, "GET", path_of(stock.id), uid=MEMBER)
    assert counts(answer.get_json()) == (2, 1, 0, 1)
    shown = given.call(platform, "GET", f"/v1/offers/{stock.offer_id}").get_json()
    # The offer's own document tells when its stocks are over, and has the limit still.
    assert (shown["status"], shown["stocks"][0]["bookable"]) == ("expired", False)
    assert given.parts(platform, "zoe") == (50_000, 0, 0, 0)
    assert len(given.documents(platform, "bookings")) == 1


def test_a_code_is_the_last_thing_that_is_asked_for(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, other = (ebooks(platform, 15_000, at_venue=house) for _ in range(2))
    load(platform, first.id, "A-1")
    assert book(platform, first.id).status_code == 201
    # Neither has a code left.
    assert refused(book(platform, first.id)) == (409, "already_booked")
    waiting = given.add_stock(
        platform, other.offer_id, {**given.thing(15_000, None), "with_codes": True}, member=MEMBER
    )
    body = {"stock_id": waiting.id, "quantity": 2}
    twice = given.call(platform, "POST", "/v1/bookings", body, uid="ana")
    assert refused(twice) == (409, "quantity_invalid")
    assert refused(book(platform, waiting.id)) == (409, "cap_reached")


def test_after_the_booking_limit_no_code_is_given(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "A-1")
    clock.move(days=10)
    assert refused(book(platform, stock.id)) == (409, "booking_closed")


def test_a_free_code_is_given_for_nothing(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = ebooks(platform, 0)
    load(platform, stock.id, "A-1")
    assert book(platform, stock.id).get_json()["status"] == "used"
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_a_code_costs_one_round_trip_more_and_nothing_else_does(platform: Platform) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    house = given.house(platform)
    coded = ebooks(platform, at_venue=house)
    load(platform, coded.id, "A-1", "A-2")
    plain = ebooks(platform, at_venue=house)
    committed, platform.database.on_commit = platform.database.on_commit, None
    trips = []
    for stock in (coded, plain):
        with metered() as meter:
            given.book(platform, stock.id)
        trips.append((meter.round_trips, meter.attempts))
    assert trips == [(3, 1), (2, 1)]
    platform.database.on_commit = committed
    platform.relay.sweep()


# Secrets


def test_a_repeat_gets_the_same_code_which_is_kept_with_the_booking_alone(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "SECRET-1", "SECRET-2")
    first = book(platform, stock.id, key="k1")
    again = book(platform, stock.id, key="k1")
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert first.get_json()["activation_code"] == "SECRET-1"
    assert "SECRET" not in everything(platform)
    path = f"/v1/bookings/{first.get_json()['id']}/cancel"
    for _ in range(2):
        answer = given.call(platform, "POST", path, uid="ana", Idempotency_Key="k2")
        assert refused(answer) == (409, "already_used")


def test_no_code_stands_in_a_log_a_desk_or_an_event(platform: Platform) -> None:
    given.beneficiary(platform)
    told: list[str] = []
    stream = io.StringIO()
    log.to(stream)
    committed, platform.database.on_commit = platform.database.on_commit, None
    try:
        stock = with_codes(platform, "SECRET-1")
        booking = book(platform, stock.id).get_json()
        load_again = given.call(
            platform, "POST", path_of(stock.id), {"codes": ["SECRET-1"], "x": 1}, uid=MEMBER
        )
        told.append(load_again.text)
    finally:
        log.to(None)
        platform.database.on_commit = committed
    assert "booking_api" in stream.getvalue()
    told += [stream.getvalue(), str(given.documents(platform, "outbox"))]
    platform.relay.sweep()
    venue_id = stock.place.venue_id
    for path in (
        f"/v1/desk/countermarks/{booking['countermark']}",
        f"/v1/desk/bookings?venue_id={venue_id}",
        f"/v1/desk/transactions?venue_id={venue_id}",
    ):
        for accept in ("application/json", "text/csv"):
            answer = given.call(platform, "GET", path, uid=MEMBER, Accept=accept)
            assert answer.status_code == 200
            told.append(answer.text)
    assert booking["activation_code"] == "SECRET-1"
    assert not [text for text in told if "SECRET-1" in text]


def test_who_is_forgotten_leaves_no_code_behind(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "SECRET-1")
    booking = book(platform, stock.id, key="k1").get_json()
    at = given.now(platform)
    platform.database.run(lambda work: erasure_service.erase(work, "ana", email="", now=at))
    after = given.the_booking(platform, booking["id"])
    assert (after.status, after.activation_code, after.holder_name) == ("used", "", "")
    assert "SECRET-1" not in everything(platform) + str(given.documents(platform, "bookings"))


# At the desk, and afterwards


@pytest.mark.behaviour(58)
def test_the_desk_cannot_take_a_code_back(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "A-1")
    booking = book(platform, stock.id).get_json()
    before = given.the_booking(platform, booking["id"])

    def desk(verb: str) -> tuple[int, str]:
        path = f"/v1/desk/countermarks/{booking['countermark']}/{verb}"
        return refused(given.call(platform, "POST", path, uid=MEMBER))

    assert desk("undo") == (403, "activation_code_given")
    assert desk("cancel") == (403, "undo_before_cancelling")
    assert desk("redeem") == (410, "already_used")
    own = given.call(platform, "POST", f"/v1/bookings/{booking['id']}/cancel", uid="ana")
    assert refused(own) == (409, "already_used")
    assert given.the_booking(platform, booking["id"]) == before


def test_a_deleted_stock_leaves_what_was_given(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "A-1", "A-2")
    booking = book(platform, stock.id).get_json()
    deleted(platform, stock.id)
    after = given.the_booking(platform, booking["id"])
    assert (after.status, after.activation_code) == ("used", "A-1")
    assert given.parts(platform) == (49_000, 0, 1000, 0)


def test_a_code_of_a_booking_that_ends_is_not_given_again(platform: Platform) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1", "A-2")
    booking = book(platform, stock.id).get_json()
    at = given.now(platform)
    platform.database.run(
        lambda work: cancel_service.cancel(
            work, booking["id"], reason="offerer", status=EVEN_USED, now=at
        )
    )
    after = given.the_stock(platform, stock.id)
    assert (after.quantity, after.booked, after.remaining) == (1, 0, 1)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert book(platform, stock.id, "zoe").get_json()["activation_code"] == "A-2"
    assert refused(book(platform, stock.id, "kim")) == (409, "no_activation_code")
    # Taken back, it has its code again, and takes no other.
    path = f"/v1/bookings/{booking['id']}/reinstate"
    answer = given.call(platform, "POST", path, uid="admin", admin=True, Idempotency_Key="k1")
    again = given.call(platform, "POST", path, uid="admin", admin=True, Idempotency_Key="k1")
    assert (answer.status_code, again.data) == (200, answer.data)
    assert (answer.get_json()["status"], answer.get_json()["activation_code"]) == ("used", None)
    assert given.the_booking(platform, booking["id"]).activation_code == "A-1"
    after = given.the_stock(platform, stock.id)
    assert (after.quantity, after.booked) == (2, 2)
    assert given.parts(platform) == (49_000, 0, 1000, 0)


# Cards that are free


@pytest.mark.behaviour(29)
@pytest.mark.parametrize(
    "category", ["museum_pass", "library_membership", "film_library_membership"]
)
def test_a_free_card_is_used_at_once_and_ended_after_a_month(
    platform: Platform, clock: HandClock, category: str
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    free, paid = (
        given.stock(platform, given.thing(price), at_venue=house, category=category)
        for price in (0, 500)
    )
    card = book(platform, free.id).get_json()
    assert (card["status"], card["activation_code"]) == ("used", None)
    assert book(platform, paid.id).get_json()["status"] == "confirmed"

    def ended() -> list[str]:
        page = given.call(platform, "GET", "/v1/bookings?state=ended", uid="ana").get_json()
        return [item["id"] for item in page["items"]]

    assert ended() == []
    clock.move(days=30)
    assert ended() == [card["id"]]


def test_a_free_card_can_be_taken_back_at_the_desk(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.thing(0), category="museum_pass")
    card = book(platform, stock.id).get_json()
    path = f"/v1/desk/countermarks/{card['countermark']}"
    undone = given.call(platform, "POST", f"{path}/undo", uid=MEMBER).get_json()
    assert undone["status"] == "confirmed"
    assert given.call(platform, "POST", f"{path}/redeem", uid=MEMBER).status_code == 200
    page = given.call(platform, "GET", "/v1/bookings?state=ended", uid="ana").get_json()
    assert [item["id"] for item in page["items"]] == [card["id"]]


def test_a_free_ticket_is_still_to_be_shown(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(0))
    assert book(platform, stock.id).get_json()["status"] == "confirmed"


# Events in any order


@pytest.mark.parametrize("repeats", [1, 2])
def test_the_ledger_holds_and_captures_in_every_order_of_delivery(
    platform: Platform, repeats: int
) -> None:
    """Two codes of one person: confirmations and redemptions are delivered in every order."""
    given.beneficiary(platform)
    house = given.house(platform)
    several = [ebooks(platform, at_venue=house) for _ in range(2)]
    for number, stock in enumerate(several):
        load(platform, stock.id, f"A-{number}")
    committed, platform.database.on_commit = platform.database.on_commit, None
    made = [given.book(platform, stock.id) for stock in several]
    messages = [
        Message(str(one["topic"]), str(one["id"]), str(one["data"]))
        for one in given.documents(platform, "outbox").values()
    ]
    assert sorted(message.id for message in messages) == sorted(
        f"{name}:{booking.id}:{revision}"
        for booking in made
        for name, revision in (("booking-confirmed", 1), ("booking-redeemed", 2))
    )
    before = {name: given.documents(platform, name) for name in LEDGER}
    given.audit(platform)
    assert given.parts(platform) == (48_000, 2000, 0, 0)
    for order in permutations(messages):
        for message in order * repeats:
            given.deliver(platform, message)
            given.audit(platform)
        assert given.parts(platform) == (48_000, 0, 2000, 0)
        kinds = [entry.kind for entry in given.entries(platform)]
        assert kinds == ["grant", "hold", "hold", "capture", "capture"]
        restore(platform, before)
    platform.database.on_commit = committed
    platform.relay.sweep()


LEDGER = ("wallets", "holds", "ledger_entries", "handled_events", "audit_findings")


def restore(platform: Platform, before: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Restore the ledger as if nothing had been delivered."""

    def body(work: UnitOfWork) -> None:
        for name in LEDGER:
            for ref, _ in work.query(Query(name, limit=5000)):
                if ref.id not in before[name]:
                    work.delete(ref)
                else:
                    work.replace(ref, before[name][ref.id])

    platform.database.run(body)


# Many at once, on both databases


def waiting_room(platform: Platform, codes: list[str]) -> Stock:
    """Return a stock with these codes, for 24 people with a wallet."""
    platform.database.policy = RetryPolicy(deadline=60.0)
    for number in range(24):
        given.beneficiary(platform, f"b{number}")
    stock = ebooks(platform)
    load(platform, stock.id, *codes)
    return stock


def test_24_people_get_24_codes(either: Platform) -> None:
    codes = [f"A-{number}" for number in range(24)]
    stock = waiting_room(either, codes)
    got = given.at_once(lambda n: given.book(either, stock.id, f"b{n}"), 24)
    assert sorted(one.activation_code for one in got) == sorted(codes)
    assert {one.status for one in got} == {"used"}
    for number in range(24):
        assert given.parts(either, f"b{number}") == (49_000, 0, 1000, 0)


def test_24_people_get_5_codes(either: Platform) -> None:
    codes = [f"A-{number}" for number in range(5)]
    stock = waiting_room(either, codes)
    got = given.at_once(lambda n: given.book(either, stock.id, f"b{n}"), 24)
    lucky = [one for one in got if isinstance(one, Booking)]
    assert sorted(str(one.activation_code) for one in lucky) == codes
    assert got.count(NoActivationCode) == 19
    assert len(given.documents(either, "bookings")) == 5


def test_as_many_codes_as_a_call_may_bring_fit_in_it(either: Platform) -> None:
    stock = ebooks(either)
    for part in (0, 0, 1):
        codes = [f"{200 * part + number:0200d}" for number in range(200)]
        told = load(either, stock.id, *codes)
        assert counts(told) == (200 * (part + 1), 0, 200 * (part + 1), 0)


def test_the_same_codes_loaded_by_six_at_once_are_loaded_once(either: Platform) -> None:
    stock = ebooks(either)
    codes = [f"A-{number}" for number in range(20)]
    at = given.now(either)

    def again(number: int) -> Stock:
        rotated = tuple(codes[number:] + codes[:number])
        command = LoadCodes(stock_id=stock.id, member_id=MEMBER, codes=rotated, expires_at=None)
        return either.database.run(lambda work: codes_service.load_codes(work, command, now=at))

    got = given.at_once(again, 6)
    assert {one.quantity for one in got} == {20}
    free = given.documents(either, "free_codes")
    assert sorted(one["code"] for one in free.values()) == sorted(codes)
    assert len(given.documents(either, "code_claims")) == 20


@pytest.mark.parametrize("happens", ["another books", "more codes", "deleted"])
def test_what_changes_between_reading_and_committing_is_noticed(
    either: Platform, happens: str
) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(either, uid)
    stock = with_codes(either, "A-1", "A-2")
    at = given.now(either)
    command = BookOffer(
        booking_id=new_id(),
        beneficiary_id="ana",
        stock_id=stock.id,
        quantity=1,
        countermark=new_countermark(),
    )
    attempts: list[Booking] = []

    def book_it(work: UnitOfWork) -> Booking:
        attempts.append(take_service.book_offer(work, command, now=at))
        if len(attempts) == 1:
            if happens == "another books":
                given.book(either, stock.id, "zoe")
            elif happens == "more codes":
                load(either, stock.id, "A-3")
            else:
                deleted(either, stock.id)
        return attempts[-1]

    if happens == "deleted":
        with pytest.raises(take_rules.NotBookable):
            either.database.run(book_it)
    else:
        made = either.database.run(book_it)
        expected = "A-2" if happens == "another books" else "A-1"
        assert (made.activation_code, len(attempts)) == (expected, 2)


@dataclass
class Overtaken(DelegatingAdapter):
    """A database in which something happens just before the first free code is read."""

    happens: Callable[[], object] | None

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        happens = self.happens
        if happens is not None and any(ref.collection == "free_codes" for ref in refs):
            self.happens = None
            happens()
        return super().read(refs)


def test_who_is_overtaken_between_stock_and_code_gets_the_next_one(platform: Platform) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1", "A-2")
    database = platform.database
    database.adapter = Overtaken(
        database.adapter, lambda: given.book(platform, stock.id, "zoe").activation_code
    )
    assert given.book(platform, stock.id).activation_code == "A-2"


def test_a_countermark_that_is_taken_takes_no_code(platform: Platform) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1", "A-2")
    first = given.book(platform, stock.id)
    with pytest.raises(CountermarkTaken):
        given.book(platform, stock.id, "zoe", countermark=first.countermark)
    assert given.book(platform, stock.id, "zoe").activation_code == "A-2"
