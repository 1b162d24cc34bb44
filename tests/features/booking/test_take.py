"""Bookings and the desk: taking a place, showing it at the door, giving it back.

After every test the books are looked at whole: the ledger, the places, and the claims.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.people import service as people_service
from functions.accounts.people.models import SuspensionReason
from functions.accounts.people.rules import BeneficiaryOnly
from functions.accounts.schemes.data import load_scheme
from functions.booking.desk import rules as desk_rules
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking, BookOffer
from functions.booking.store import bookings
from functions.booking.take import rules as take_rules
from functions.booking.take import service as take_service
from functions.booking.take.service import CountermarkTaken
from functions.kernel.database import (
    Database,
    Ref,
    RetryPolicy,
    Snapshot,
    Stale,
    UnitOfWork,
    Write,
    metered,
)
from functions.kernel.errors import Refusal
from functions.kernel.events import Message
from functions.kernel.identifiers import COUNTERMARK_ALPHABET, new_countermark, new_id
from functions.kernel.jobs import PartlyDone
from functions.kernel.platform import Platform
from functions.offers.publish import service as publish_service
from functions.offers.rules import UnknownStock
from functions.offers.stocks import service as stocks_service
from functions.offers.store import stocks
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.answers import refused
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

LIVE = ("confirmed", "used", "reimbursed")


@pytest.fixture(autouse=True)
def _the_books_balance(platform: Platform) -> Iterator[None]:
    """Compare, after each test, what stands in several places."""
    yield
    given.audit(platform)
    assert given.documents(platform, "outbox") == {}
    made = given.documents(platform, "bookings")
    live = {name: one for name, one in made.items() if one["status"] in LIVE}
    taken = Counter[str]()
    for one in live.values():
        taken[one["stock_id"]] += one["quantity"]
    for stock_id, stock in given.documents(platform, "stocks").items():
        assert stock["booked"] == taken[stock_id]
        assert stock["quantity"] is None or stock["booked"] <= stock["quantity"]
    claims = given.documents(platform, "active_bookings")
    assert {claim["booking_id"] for claim in claims.values()} == set(live)
    assert len(claims) == len(live)
    codes = given.documents(platform, "countermarks")
    assert {one["countermark"]: name for name, one in made.items()} == {
        code: claim["booking_id"] for code, claim in codes.items()
    }
    for code, claim in codes.items():
        assert (claim["reusable_at"] is None) == (claim["booking_id"] in live), code
    states = {"confirmed": "held", "used": "captured", "reimbursed": "captured"}
    for name, hold in given.documents(platform, "holds").items():
        assert hold["state"] == states.get(made[name]["status"], "released")


def cancelled(platform: Platform, booking_id: str, uid: str = "ana") -> Booking:
    at = given.now(platform)
    return platform.database.run(
        lambda work: holder_service.cancel_own(work, booking_id, caller_id=uid, now=at)
    )


def deleted(platform: Platform, stock_id: str) -> None:
    at = given.now(platform)
    platform.database.run(
        lambda work: stocks_service.delete_stock(work, stock_id, member_id=MEMBER, now=at)
    )


def suspended(platform: Platform, uid: str, reason: SuspensionReason) -> None:
    at = given.now(platform)
    platform.database.run(lambda work: people_service.suspend(work, uid, reason=reason, now=at))


def at_desk(
    platform: Platform,
    code: str,
    verb: str = "",
    *,
    uid: str | None = MEMBER,
    key: str | None = None,
) -> TestResponse:
    """Ask the desk as a member or, where a key is given, as software that has it."""
    path = f"/v1/desk/countermarks/{code}" + (f"/{verb}" if verb else "")
    method = "POST" if verb else "GET"
    if key is not None:
        return given.call(platform, method, path, X_Api_Key=key)
    return given.call(platform, method, path, uid=uid)


# Booking


def test_a_booking_takes_a_place_and_holds_its_price(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(1250, 10), duo=True)
    body = {"stock_id": stock.id, "quantity": 2}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana")
    assert answer.status_code == 201
    booking = answer.get_json()
    assert (booking["status"], booking["quantity"], booking["amount_cents"]) == (
        *("confirmed", 2),
        2500,
    )
    assert len(booking["countermark"]) == 6
    assert set(booking["countermark"]) <= set(COUNTERMARK_ALPHABET)
    assert booking["qr_payload"] == f"PASSCULTURE:v3;TOKEN:{booking['countermark']}"
    assert booking["cancellable_until"] == "2026-05-06T10:00:00Z"
    assert booking["expires_at"] is None
    assert given.the_stock(platform, stock.id).remaining == 8
    assert given.parts(platform) == (47_500, 2500, 0, 0)


@pytest.mark.behaviour(4)
def test_a_thing_has_a_term_and_no_deadline(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    assert booking.cancellable_until is None
    assert booking.expires_at == datetime.fromisoformat("2026-05-14T22:00Z")


def test_the_same_booking_asked_for_again_is_the_same_booking(platform: Platform) -> None:
    """The commit had landed and only its answer was lost."""
    given.beneficiary(platform)
    stock = given.stock(platform)
    first = given.book(platform, stock.id, booking_id="b1")
    assert given.book(platform, stock.id, booking_id="b1") == first


@pytest.mark.behaviour(9)
@pytest.mark.behaviour(10)
def test_an_offer_is_booked_once_at_a_time_whichever_stock(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket(days=11))
    first, second = (stock.id for stock in given.stocks_of(platform, offer))
    booking = given.book(platform, first)
    for stock_id in (first, second):
        with pytest.raises(take_rules.AlreadyBooked):
            given.book(platform, stock_id)
    cancelled(platform, booking.id)
    again = given.book(platform, second)
    assert again.countermark != booking.countermark


@pytest.mark.behaviour(8)
def test_two_places_need_two_places(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(1000, 1), duo=True)
    with pytest.raises(take_rules.SoldOut):
        given.book(platform, stock.id, quantity=2)
    given.book(platform, stock.id, quantity=1)


@pytest.mark.behaviour(6)
def test_unlimited_is_never_sold_out(platform: Platform) -> None:
    stock = given.stock(platform, given.thing(1000, None))
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
        given.book(platform, stock.id, uid)
    after = given.the_stock(platform, stock.id)
    assert (after.quantity, after.booked) == (None, 2)


@pytest.mark.behaviour(14)
def test_who_is_not_an_active_beneficiary_books_nothing(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(0))
    with pytest.raises(BeneficiaryOnly):
        given.book(platform, stock.id, "zoe")
    given.pending(platform, "zoe")
    with pytest.raises(take_rules.NotActive):
        given.book(platform, stock.id, "zoe")
    given.activated(platform, "zoe")
    suspended(platform, "zoe", "user_request")
    with pytest.raises(take_rules.NotActive):
        given.book(platform, stock.id, "zoe")


@pytest.mark.behaviour(14)
def test_whose_grant_is_still_on_its_way_books_nothing_until_it_comes(platform: Platform) -> None:
    """Not even what is free."""
    house = given.house(platform)
    paid = given.stock(platform, at_venue=house)
    free = given.stock(platform, given.ticket(0), at_venue=house)
    given.pending(platform)
    relay, platform.database.on_commit = platform.database.on_commit, None
    given.activated(platform, "ana")
    platform.database.on_commit = relay
    for stock in (paid, free):
        with pytest.raises(take_rules.NotActive):
            given.book(platform, stock.id)
    platform.relay.sweep()
    for stock in (paid, free):
        given.book(platform, stock.id)


@pytest.mark.behaviour(15)
@pytest.mark.behaviour(16)
@pytest.mark.behaviour(31)
def test_credit_is_held_to_the_last_cent(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second, third = (
        given.stock(platform, given.ticket(price), at_venue=house) for price in (30_000, 20_000, 1)
    )
    booking = given.book(platform, first.id)
    given.book(platform, second.id)
    with pytest.raises(InsufficientCredit):
        given.book(platform, third.id)
    cancelled(platform, booking.id)
    given.book(platform, third.id)
    assert given.parts(platform) == (29_999, 20_001, 0, 0)


@pytest.mark.behaviour(17)
@pytest.mark.behaviour(21)
def test_physical_goods_are_capped_and_outings_are_not(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    given.book(platform, given.stock(platform, given.thing(19_000), at_venue=house).id)
    with pytest.raises(CapReached):
        given.book(platform, given.stock(platform, given.thing(1_100), at_venue=house).id)
    given.book(platform, given.stock(platform, given.thing(1_000), at_venue=house).id)
    given.book(platform, given.stock(platform, given.ticket(30_000), at_venue=house).id)
    assert given.parts(platform) == (0, 50_000, 0, 0)


@pytest.mark.behaviour(22)
@pytest.mark.behaviour(23)
def test_after_the_grants_end_only_what_is_free_can_be_booked(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    clock.move(days=366)
    with pytest.raises(GrantExpired):
        given.book(platform, given.stock(platform, given.ticket(1), at_venue=house).id)
    free = given.book(platform, given.stock(platform, given.ticket(0), at_venue=house).id)
    assert free.amount_cents == 0
    assert given.documents(platform, "holds") == {}


@pytest.mark.parametrize(
    ("stock_id", "status", "code"),
    [
        ("unknown~1", 404, "unknown_stock"),
        ("~", 404, "unknown_stock"),
        ("..", 404, "unknown_stock"),
        ("a/b", 404, "unknown_stock"),
        ("é", 404, "unknown_stock"),
        ("x" * 200, 404, "unknown_stock"),
        ("x" * 201, 400, "malformed"),
        ("", 400, "malformed"),
    ],
)
def test_a_stock_that_there_is_not_cannot_be_booked(
    platform: Platform, stock_id: str, status: int, code: str
) -> None:
    given.beneficiary(platform)
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock_id}, uid="ana")
    assert refused(answer) == (status, code)


def test_nobody_books_without_a_token(platform: Platform) -> None:
    stock = given.stock(platform)
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock.id})
    assert refused(answer) == (401, "unauthenticated")


@pytest.mark.behaviour(13)
@pytest.mark.parametrize("price_cents", [0, 1000])
def test_neither_an_administrator_nor_a_professional_books(
    platform: Platform, price_cents: int
) -> None:
    stock = given.stock(platform, given.thing(price_cents))
    body = {"stock_id": stock.id}
    for uid, admin in (("admin", True), (MEMBER, False)):
        answer = given.call(platform, "POST", "/v1/bookings", body, uid=uid, admin=admin)
        assert refused(answer) == (403, "beneficiary_only")
    assert given.the_stock(platform, stock.id) == stock


DIGITAL = {"category": "video_on_demand", "url": "https://films.test/1"}


def test_a_link_that_was_corrected_reaches_those_who_have_booked(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    stock = given.stock(platform, given.thing(500), at_venue=house, **DIGITAL)
    given.book(platform, stock.id)
    given.book(platform, given.stock(platform, given.thing(500), at_venue=house).id)
    path, body = f"/v1/offers/{stock.offer_id}", {"url": "https://films.test/2"}
    assert given.call(platform, "PATCH", path, body, uid=MEMBER).status_code == 200
    with metered() as meter:
        listed = given.call(platform, "GET", "/v1/bookings", uid="ana").get_json()["items"]
    assert {one["url"] for one in listed} == {"https://films.test/2", None}
    # The beneficiary, the two bookings, and the one stock that is online.
    assert meter.documents_read == 4


@pytest.mark.parametrize(
    ("offered", "spent", "price_cents", "refusal"),
    [
        pytest.param(DIGITAL, 9_000, 1_000, None, marks=pytest.mark.behaviour(19)),
        pytest.param(DIGITAL, 9_000, 1_100, CapReached, marks=pytest.mark.behaviour(19)),
        pytest.param({}, 29_000, 1_000, None, marks=pytest.mark.behaviour(20)),
        pytest.param({}, 29_000, 1_100, InsufficientCredit, marks=pytest.mark.behaviour(20)),
    ],
    ids=["digital 100", "digital 101", "physical 300", "physical 301"],
)
def test_under_the_scheme_of_2021_only_what_is_digital_is_capped(
    platform: Platform,
    offered: dict[str, str],
    spent: int,
    price_cents: int,
    refusal: type[Refusal] | None,
) -> None:
    given.beneficiary(platform, schemes=(load_scheme("fr-2021"),))
    house = given.house(platform)
    first, second = (
        given.stock(platform, given.thing(price), at_venue=house, **offered)
        for price in (spent, price_cents)
    )
    given.book(platform, first.id)
    if refusal is None:
        given.book(platform, second.id)
        assert given.parts(platform)[1] == spent + price_cents
    else:
        with pytest.raises(refusal):
            given.book(platform, second.id)
        assert given.parts(platform)[1] == spent


class Locked(DelegatingAdapter):
    """A database in which somebody else keeps every document that a commit is about."""

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        raise Stale(f"{len(writes)} documents")


@pytest.mark.behaviour(30)
def test_while_somebody_keeps_the_stock_nothing_is_counted(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform)
    ordinary = platform.database
    platform.use("database", Database(Locked(ordinary.adapter), RetryPolicy(deadline=0.1)))
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock.id}, uid="ana")
    platform.use("database", ordinary)
    assert refused(answer) == (503, "contention")
    assert given.the_stock(platform, stock.id) == stock
    assert given.parts(platform) == (50_000, 0, 0, 0)
    given.book(platform, stock.id)


# Many at once


@pytest.mark.behaviour(7)
@pytest.mark.parametrize("places", [1, 5])
def test_the_last_places_are_sold_once(platform: Platform, places: int) -> None:
    stock = given.stock(platform, given.ticket(1000, places))
    for number in range(8):
        given.beneficiary(platform, f"b{number}")
    got = given.at_once(lambda n: given.book(platform, stock.id, f"b{n}"), 8)
    assert sum(isinstance(one, Booking) for one in got) == places
    assert [one for one in got if not isinstance(one, Booking)] == [take_rules.SoldOut] * (
        8 - places
    )
    assert given.the_stock(platform, stock.id).remaining == 0


def test_eight_clicks_of_one_person_make_one_booking(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform)
    got = given.at_once(lambda _: given.book(platform, stock.id), 8)
    assert sum(isinstance(one, Booking) for one in got) == 1
    assert got.count(take_rules.AlreadyBooked) == 7
    assert given.parts(platform) == (49_000, 1000, 0, 0)


def test_credit_is_not_spent_twice_on_several_offers_at_once(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    several = [given.stock(platform, given.ticket(10_000), at_venue=house) for _ in range(8)]
    got = given.at_once(lambda n: given.book(platform, several[n].id), 8)
    assert sum(isinstance(one, Booking) for one in got) == 5
    assert got.count(InsufficientCredit) == 3


@pytest.mark.behaviour(34)
def test_eight_cancellations_at_once_free_one_place(platform: Platform) -> None:
    booking = given.booking(platform)
    got = given.at_once(lambda _: cancelled(platform, booking.id), 8)
    assert [one.status for one in got] == ["cancelled"] * 8
    assert given.the_stock(platform, booking.stock_id).booked == 0
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_a_booking_that_ends_while_it_is_cancelled_is_cancelled_once(platform: Platform) -> None:
    booking = given.booking(platform)
    attempts = 0

    def cancel(work: UnitOfWork) -> Booking:
        nonlocal attempts
        attempts += 1
        bookings.get(work, booking.id)
        if attempts == 1:
            cancelled(platform, booking.id)
        return holder_service.cancel_own(work, booking.id, caller_id="ana", now=given.NOW)

    assert platform.database.run(cancel).status == "cancelled"
    assert attempts == 2
    assert given.the_stock(platform, booking.stock_id).booked == 0


def test_eight_desks_redeem_a_countermark_once(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1500))

    def redeem(_: int) -> Booking:
        return platform.database.run(
            lambda work: desk_service.redeem(
                work, booking.countermark, desk=Desk(uid=MEMBER), now=given.NOW
            )
        )

    got = given.at_once(redeem, 8)
    assert sum(isinstance(one, Booking) for one in got) == 1
    assert got.count(desk_rules.AlreadyUsed) == 7
    assert given.parts(platform) == (48_500, 0, 1500, 0)


def test_redeeming_and_cancelling_at_once_have_one_winner(
    platform: Platform,
) -> None:
    booking = given.booking(platform, given.thing(1500))
    code, at = booking.countermark, given.NOW

    def redeem(work: UnitOfWork) -> Booking:
        return desk_service.redeem(work, code, desk=Desk(uid=MEMBER), now=at)

    def give_back(work: UnitOfWork) -> Booking:
        return holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)

    def cancel(work: UnitOfWork) -> Booking:
        return desk_service.cancel(work, code, desk=Desk(uid=MEMBER), now=at)

    acts = [redeem, give_back, cancel] * 3
    got = given.at_once(lambda number: platform.database.run(acts[number]), len(acts))
    after = given.the_booking(platform, booking.id)
    done = [one for one in got if isinstance(one, Booking)]
    assert {one.status for one in done} == {after.status}
    if after.status == "used":
        assert len(done) == 1
        assert given.parts(platform) == (48_500, 0, 1500, 0)
    else:
        assert desk_rules.AlreadyUsed not in got
        assert given.parts(platform) == (50_000, 0, 0, 0)


@pytest.mark.parametrize(
    ("happens", "refusal"),
    [
        ("withdrawn", take_rules.NotBookable),
        ("deleted", take_rules.NotBookable),
        ("suspended", take_rules.NotActive),
        ("sold", take_rules.SoldOut),
        ("booked", take_rules.AlreadyBooked),
    ],
)
def test_what_changes_between_reading_and_committing_is_noticed(
    platform: Platform, happens: str, refusal: type[Exception]
) -> None:
    given.beneficiary(platform)
    given.beneficiary(platform, "zoe")
    stock = given.stock(platform, given.ticket(1000, 1 if happens == "sold" else 9))
    changes: dict[str, Callable[[], object]] = {
        "withdrawn": lambda: platform.database.run(
            lambda work: publish_service.unpublish(
                work, stock.offer_id, member_id=MEMBER, now=given.NOW
            )
        ),
        "deleted": lambda: deleted(platform, stock.id),
        "suspended": lambda: suspended(platform, "ana", "administrative"),
        "sold": lambda: given.book(platform, stock.id, "zoe"),
        "booked": lambda: given.book(platform, stock.id, "ana"),
    }
    command = BookOffer(
        booking_id=new_id(),
        beneficiary_id="ana",
        stock_id=stock.id,
        quantity=1,
        countermark=new_countermark(),
    )
    attempts: list[Booking] = []

    def book(work: UnitOfWork) -> Booking:
        booking = take_service.book_offer(work, command, now=given.NOW)
        attempts.append(booking)
        if len(attempts) == 1:
            changes[happens]()
        return booking

    with pytest.raises(refusal):
        platform.database.run(book)
    assert len(attempts) == 1, "the first attempt decided on what it had read"
    assert command.booking_id not in given.documents(platform, "bookings")


# Countermarks


@dataclass
class Colliding(DelegatingAdapter):
    """A database in which the first so many countermarks that are drawn are taken already."""

    collisions: int
    tried: list[str] = field(default_factory=list)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        return [self._taken(snapshot) for snapshot in super().read(refs)]

    def _taken(self, snapshot: Snapshot) -> Snapshot:
        if snapshot.ref.collection != "countermarks":
            return snapshot
        self.tried.append(snapshot.ref.id)
        if len(self.tried) > self.collisions:
            return snapshot
        return Snapshot(snapshot.ref, {"booking_id": "other", "offerer_siren": SIREN}, 1)


def test_a_countermark_that_is_taken_is_not_given_to_another(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform, "zoe")
    booking = given.booking(platform)
    with pytest.raises(CountermarkTaken):
        given.book(platform, booking.stock_id, "zoe", countermark=booking.countermark)
    cancelled(platform, booking.id)
    # Released, it still rests: what it once stood for can be looked up at the desk.
    with pytest.raises(CountermarkTaken):
        given.book(platform, booking.stock_id, "zoe", countermark=booking.countermark)


def test_one_countermark_drawn_twice_at_once_is_given_once(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1000, None))
    for number in range(4):
        given.beneficiary(platform, f"b{number}")
    got = given.at_once(lambda n: given.book(platform, stock.id, f"b{n}", countermark="ABC234"), 4)
    assert sum(isinstance(one, Booking) for one in got) == 1
    assert got.count(CountermarkTaken) == 3


def test_another_countermark_is_drawn_where_one_is_taken(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform)
    database = platform.database
    colliding = Colliding(database.adapter, collisions=3)
    database.adapter = colliding
    body = {"stock_id": stock.id}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert answer.status_code == 201
    assert len(set(colliding.tried)) == 4
    assert answer.get_json()["countermark"] == colliding.tried[-1]


def test_a_hundred_collisions_are_reported_as_busy(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform)
    platform.database.adapter = Colliding(platform.database.adapter, collisions=1000)
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock.id}, uid="ana")
    assert refused(answer) == (503, "contention")
    assert answer.headers["Retry-After"] == "1"


# Idempotency keys


def test_a_repeat_with_its_key_gets_the_first_answer(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    body = {"stock_id": given.stock(platform).id}
    first = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    clock.move(minutes=1)
    again = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    other = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k2")
    assert refused(other) == (409, "already_booked")


def test_a_key_with_another_body_is_refused(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (given.stock(platform, given.ticket(), at_venue=house) for _ in range(2))

    def book(stock_id: str, uid: str = "ana") -> TestResponse:
        body = {"stock_id": stock_id}
        return given.call(platform, "POST", "/v1/bookings", body, uid=uid, Idempotency_Key="k1")

    assert book(first.id).status_code == 201
    assert refused(book(second.id)) == (409, "idempotency_key_reused")
    # A key is its caller's own.
    given.beneficiary(platform, "zoe")
    assert book(second.id, "zoe").status_code == 201


def test_a_refused_request_keeps_no_answer(platform: Platform) -> None:
    stock = given.stock(platform)
    body = {"stock_id": stock.id}
    given.pending(platform)
    early = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert refused(early) == (409, "not_active")
    given.activated(platform, "ana")
    later = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert later.status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_1_to_255_characters(platform: Platform, key: str) -> None:
    given.beneficiary(platform)
    body = {"stock_id": given.stock(platform).id}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key=key)
    assert refused(answer) == (400, "malformed")


def test_the_same_key_eight_times_at_once_makes_one_booking(platform: Platform) -> None:
    given.beneficiary(platform)
    body = {"stock_id": given.stock(platform).id}
    token = given.token(platform, "ana")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
    app = given.client("booking_api").application

    def book(_: int) -> tuple[int, bytes]:
        answer = app.test_client().post("/v1/bookings", json=body, headers=headers)
        return answer.status_code, answer.data

    got = given.at_once(book, 8)
    assert {status for status, _ in got} == {201}
    assert len({data for _, data in got}) == 1
    assert len(given.documents(platform, "bookings")) == 1


# Cancelling


@pytest.mark.behaviour(32)
@pytest.mark.behaviour(33)
def test_the_second_click_on_cancel_succeeds_and_frees_nothing_more(
    platform: Platform,
) -> None:
    booking = given.booking(platform)
    path = f"/v1/bookings/{booking.id}/cancel"
    answers = [given.call(platform, "POST", path, uid="ana") for _ in range(2)]
    assert [(a.status_code, a.get_json()["status"]) for a in answers] == [(200, "cancelled")] * 2
    assert answers[0].data == answers[1].data
    assert answers[0].get_json()["cancellation_reason"] == "beneficiary"
    assert [entry.kind for entry in given.entries(platform)] == ["grant", "hold", "release"]


@pytest.mark.behaviour(38)
def test_nobody_cancels_what_is_not_theirs(platform: Platform) -> None:
    booking = given.booking(platform)
    given.beneficiary(platform, "zoe")
    for path in (f"/v1/bookings/{booking.id}/cancel", "/v1/bookings/unknown/cancel"):
        answer = given.call(platform, "POST", path, uid="zoe")
        assert refused(answer) == (404, "unknown_booking")


@pytest.mark.behaviour(35)
@pytest.mark.behaviour(37)
def test_too_late_and_used_are_different_refusals(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform)
    path = f"/v1/bookings/{booking.id}/cancel"
    clock.move(days=2)
    assert refused(given.call(platform, "POST", path, uid="ana")) == (409, "too_late")
    at_desk(platform, booking.countermark, "redeem")
    assert refused(given.call(platform, "POST", path, uid="ana")) == (409, "already_used")


@pytest.mark.behaviour(39)
def test_after_the_grants_end_a_booking_can_be_cancelled_and_its_credit_is_lost(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    clock.move(days=364)
    booking = given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
    clock.move(days=2)
    given.run(platform, "expire-grants")
    assert given.parts(platform) == (0, 1000, 0, 49_000)
    cancelled(platform, booking.id)
    assert given.parts(platform) == (0, 0, 0, 50_000)


@pytest.mark.behaviour(43)
@pytest.mark.parametrize(
    ("is_event", "statuses"),
    [(True, ["cancelled", "cancelled", "cancelled"]), (False, ["cancelled", "used", "cancelled"])],
    ids=["event", "thing"],
)
def test_a_deleted_stock_cancels_its_bookings(
    platform: Platform, clock: HandClock, is_event: bool, statuses: list[str]
) -> None:
    facts = given.ticket(days=1) if is_event else given.thing()
    stock = given.stock(platform, facts)
    made = []
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
    at_desk(platform, made[1].countermark, "redeem")
    at_desk(platform, made[2].countermark, "cancel")
    clock.move(hours=1)
    before = given.the_booking(platform, made[2].id)
    deleted(platform, stock.id)
    after = [given.the_booking(platform, one.id) for one in made]
    assert [one.status for one in after] == statuses
    assert after[0].cancellation_reason == "offerer"
    assert after[2] == before
    assert given.parts(platform, "ana") == (50_000, 0, 0, 0)
    assert given.parts(platform, "zoe") == ((50_000, 0, 0, 0) if is_event else (49_000, 0, 1000, 0))
    with pytest.raises(take_rules.NotBookable):
        given.book(platform, stock.id)


def test_a_redelivered_deletion_continues_where_it_stopped(
    platform: Platform,
) -> None:
    stock = given.stock(platform, given.ticket())
    made = []
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
    relay, platform.database.on_commit = platform.database.on_commit, None
    deleted(platform, stock.id)
    (event,) = given.documents(platform, "outbox").values()
    platform.database.on_commit = relay
    given.change(platform, "bookings", made[1].id, quantity="lots")
    message = Message(event["topic"], event["id"], event["data"])
    for _ in range(2):
        with metered() as meter, pytest.raises(PartlyDone):
            given.deliver(platform, message)
    assert meter.documents_read == 2, "itself in the list, and alone"
    given.change(platform, "bookings", made[1].id, quantity=1)
    platform.relay.sweep()
    assert {given.the_booking(platform, one.id).status for one in made} == {"cancelled"}
    assert given.documents(platform, "outbox") == {}


@pytest.mark.behaviour(44)
@pytest.mark.parametrize(
    ("reason", "status"),
    [("fraud", "cancelled"), ("user_request", "confirmed"), ("administrative", "confirmed")],
)
def test_a_suspension_for_fraud_cancels_what_is_open(
    platform: Platform, reason: SuspensionReason, status: str
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (
        given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
        for _ in range(2)
    )
    at_desk(platform, second.countermark, "redeem")
    suspended(platform, "ana", reason)
    after = given.the_booking(platform, first.id)
    assert after.status == status
    assert after.cancellation_reason == ("fraud" if reason == "fraud" else None)
    assert given.the_booking(platform, second.id).status == "used"


def test_a_suspension_for_fraud_keeps_what_can_no_longer_be_cancelled(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    late, early = (
        given.book(platform, given.stock(platform, given.ticket(days=days), at_venue=house).id)
        for days in (3, 30)
    )
    assert late.cancellable_until is not None
    clock.at = late.cancellable_until
    suspended(platform, "ana", "fraud")
    assert given.the_booking(platform, late.id).status == "confirmed"
    assert given.the_booking(platform, early.id).status == "cancelled"


# The desk


def test_the_desk_looks_without_changing_anything(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(1250, 3), duo=True)
    shown = at_desk(platform, booking.countermark.lower()).get_json()
    assert (shown["holder_name"], shown["offer_name"]) == ("Ana Kieffer", "Nuit du jazz")
    assert (shown["quantity"], shown["amount_cents"], shown["status"]) == (1, 1250, "confirmed")
    assert shown["usable_from"] == "2026-05-06T10:00:00Z"
    assert given.the_booking(platform, booking.id) == booking


@pytest.mark.behaviour(46)
@pytest.mark.behaviour(47)
@pytest.mark.behaviour(48)
@pytest.mark.behaviour(49)
@pytest.mark.behaviour(51)
@pytest.mark.behaviour(55)
@pytest.mark.behaviour(56)
def test_a_countermark_goes_through_its_life_at_the_desk(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.ticket(days=4))
    code = booking.countermark
    early = at_desk(platform, code, "redeem")
    assert refused(early) == (409, "too_early")
    assert early.get_json()["usable_from"] == "2026-05-06T10:00:00Z"
    assert early.get_json()["usable_from_local"] == "2026-05-06T12:00:00+02:00"
    assert refused(at_desk(platform, code, "undo")) == (410, "not_used")
    clock.move(days=2)
    used = at_desk(platform, f"%20{code.lower()}", "redeem").get_json()
    assert (used["status"], used["used_at"]) == ("used", "2026-05-06T10:00:00Z")
    assert refused(at_desk(platform, code, "redeem")) == (410, "already_used")
    assert refused(at_desk(platform, code, "cancel")) == (403, "undo_before_cancelling")
    assert at_desk(platform, code, "undo").get_json()["status"] == "confirmed"
    assert at_desk(platform, code, "cancel").get_json()["status"] == "cancelled"
    for verb in ("redeem", "undo", "cancel"):
        assert refused(at_desk(platform, code, verb)) == (410, "cancelled")
    kinds = [entry.kind for entry in given.entries(platform)]
    assert kinds == ["grant", "hold", "capture", "reversal", "release"]


@pytest.mark.behaviour(40)
@pytest.mark.behaviour(41)
def test_what_the_professional_cancels_has_their_reason_and_keeps_the_first_one(
    platform: Platform,
) -> None:
    given.beneficiary(platform, "zoe")
    booking = given.booking(platform)
    assert at_desk(platform, booking.countermark, "cancel").get_json()["status"] == "cancelled"
    assert given.the_booking(platform, booking.id).cancellation_reason == "offerer"
    other = given.book(platform, booking.stock_id, "zoe")
    cancelled(platform, other.id, "zoe")
    for one, reason in ((booking, "offerer"), (other, "beneficiary")):
        assert refused(at_desk(platform, one.countermark, "cancel")) == (410, "cancelled")
        assert given.the_booking(platform, one.id).cancellation_reason == reason


@pytest.mark.behaviour(42)
@pytest.mark.behaviour(50)
@pytest.mark.behaviour(57)
def test_what_was_used_or_reimbursed_stays_at_the_desk(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    code = booking.countermark
    at_desk(platform, code, "redeem")
    assert refused(at_desk(platform, code, "cancel")) == (403, "undo_before_cancelling")
    given.change(platform, "bookings", booking.id, status="reimbursed")
    for verb in ("redeem", "undo", "cancel"):
        assert refused(at_desk(platform, code, verb)) == (410, "reimbursed")
    assert at_desk(platform, code).get_json()["status"] == "reimbursed"
    assert given.parts(platform) == (49_000, 0, 1000, 0)


@pytest.mark.behaviour(52)
@pytest.mark.behaviour(53)
@pytest.mark.behaviour(54)
@pytest.mark.parametrize(
    ("facts", "days_later"),
    [
        pytest.param(given.ticket(days=2), 0, id="an event in 48 hours"),
        pytest.param(given.ticket(days=7), 3, id="an event in a week, booked 3 days ago"),
        pytest.param(given.thing(), 0, id="a thing"),
    ],
)
def test_what_can_no_longer_be_cancelled_or_is_a_thing_is_good_at_the_door(
    platform: Platform, clock: HandClock, facts: dict[str, Any], days_later: int
) -> None:
    booking = given.booking(platform, facts)
    clock.move(days=days_later)
    assert at_desk(platform, booking.countermark, "redeem").get_json()["status"] == "used"


def test_an_expired_booking_is_over_at_the_desk(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.thing())
    clock.move(days=12)
    given.run(platform, "expire-bookings")
    assert refused(at_desk(platform, booking.countermark, "redeem")) == (410, "expired")


@pytest.mark.behaviour(60)
@pytest.mark.behaviour(61)
@pytest.mark.behaviour(62)
def test_the_desk_is_closed_to_strangers(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    code = booking.countermark
    for verb in ("", "redeem", "undo", "cancel"):
        assert refused(at_desk(platform, code, verb, uid=None)) == (401, "unauthenticated")
        wrong = at_desk(platform, code, verb, key="abc_def")
        assert refused(wrong) == (401, "unauthenticated")
        assert refused(at_desk(platform, code, verb, uid="ana")) == (403, "not_a_member")
        theirs = at_desk(platform, code, verb, uid="rival")
        none = at_desk(platform, "ZZZZZZ", verb, uid="rival")
        assert refused(theirs) == (404, "unknown_countermark")
        assert theirs.data == none.data
        assert refused(at_desk(platform, "ZZZZZZ", verb)) == (404, "unknown_countermark")
        assert refused(at_desk(platform, "%C3%A9", verb)) == (404, "unknown_countermark")
    for path in ("/v1/desk/countermarks", "/v1/desk/countermarks/"):
        assert given.call(platform, "GET", path, uid=MEMBER).status_code == 404
    assert given.the_booking(platform, booking.id) == booking


@pytest.mark.behaviour(60)
@pytest.mark.behaviour(61)
def test_software_with_an_api_key_stands_at_the_desk_until_it_is_revoked(
    platform: Platform,
) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    made = {
        siren: given.call(platform, "POST", f"/v1/offerers/{siren}/api-keys", uid=member).get_json()
        for siren, member in ((SIREN, MEMBER), (OTHER_SIREN, "rival"))
    }
    code = booking.countermark

    def redeem(key: str) -> TestResponse:
        return at_desk(platform, code, "redeem", key=key)

    key = made[SIREN]["secret"]
    assert refused(redeem(made[OTHER_SIREN]["secret"])) == (404, "unknown_countermark")
    for wrong in (key[:-1], key + "0", key.partition("_")[0], "_", "", "é"):
        assert refused(redeem(wrong)) == (401, "unauthenticated")
    assert redeem(key).get_json()["status"] == "used"
    path = f"/v1/offerers/{SIREN}/api-keys/{made[SIREN]['prefix']}"
    given.call(platform, "DELETE", path, uid=MEMBER)
    undo = at_desk(platform, code, "undo", key=key)
    assert refused(undo) == (401, "unauthenticated")


def desk_rows(platform: Platform, what: str, venue_id: str, **query: str) -> Any:
    path = f"/v1/desk/{what}?venue_id={venue_id}"
    path += "".join(f"&{name}={value}" for name, value in query.items())
    answer = given.call(platform, "GET", path, uid=MEMBER)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def three_bookings(platform: Platform, clock: HandClock) -> tuple[str, list[Booking]]:
    """Return a venue and its bookings: a confirmed, a used and a cancelled one, a day apart."""
    stock = given.stock(platform, given.thing(1500))
    made = []
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
        clock.move(days=1)
    at_desk(platform, made[1].countermark, "redeem")
    cancelled(platform, made[2].id, "kim")
    return stock.place.venue_id, made


def test_a_countermark_is_listed_only_once_it_is_used(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)
    rows = desk_rows(platform, "bookings", venue_id)["items"]
    assert [(row["booking_id"], row["status"]) for row in rows] == [
        (made[2].id, "cancelled"),
        (made[1].id, "used"),
        (made[0].id, "confirmed"),
    ]
    assert [row["countermark"] for row in rows] == [None, made[1].countermark, None]
    text = str(desk_rows(platform, "bookings", venue_id))
    assert made[0].countermark not in text


def test_the_desks_list_can_be_narrowed_and_paged(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)

    def ids(**query: str) -> list[str]:
        rows = desk_rows(platform, "bookings", venue_id, **query)["items"]
        return [row["booking_id"] for row in rows]

    assert ids(status="confirmed") == [made[0].id]
    assert ids(**{"from": "2026-05-05T10:00:00Z"}) == [made[2].id, made[1].id]
    assert ids(to="2026-05-05T09:59:59Z") == [made[0].id]
    page = desk_rows(platform, "bookings", venue_id, page_size="2")
    rest = desk_rows(
        platform, "bookings", venue_id, page_size="2", page_token=page["next_page_token"]
    )
    assert [row["booking_id"] for row in page["items"] + rest["items"]] == [
        one.id for one in reversed(made)
    ]
    assert rest["next_page_token"] is None
    stranger = given.call(platform, "GET", f"/v1/desk/bookings?venue_id={venue_id}", uid="stranger")
    assert refused(stranger) == (403, "not_a_member")


def test_transactions_are_what_was_captured(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)
    told = desk_rows(platform, "transactions", venue_id)
    assert [row["booking_id"] for row in told["items"]] == [made[1].id]
    assert told["total_cents"] == 1500
    at_desk(platform, made[1].countermark, "undo")
    told = desk_rows(platform, "transactions", venue_id)
    assert (told["items"], told["total_cents"]) == ([], 0)


def test_an_event_that_is_called_off_after_use_is_no_transaction(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(1500, days=1))
    at_desk(platform, booking.countermark, "redeem")
    deleted(platform, booking.stock_id)
    assert given.the_booking(platform, booking.id).status == "cancelled"
    assert given.parts(platform) == (50_000, 0, 0, 0)
    told = desk_rows(platform, "transactions", booking.venue_id)
    assert (told["items"], told["total_cents"]) == ([], 0)


def test_a_spreadsheet_gets_the_same_rows(platform: Platform, clock: HandClock) -> None:
    venue_id, made = three_bookings(platform, clock)
    given.change(platform, "bookings", made[1].id, holder_name='=HYPERLINK("http://x")')

    def table(what: str) -> list[list[str]]:
        path = f"/v1/desk/{what}?venue_id={venue_id}"
        answer = given.call(platform, "GET", path, uid=MEMBER, Accept="text/csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"].endswith('.csv"')
        text = answer.data.decode("utf-8")
        assert text.startswith("\ufeff")
        return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))

    rows = table("bookings")
    assert len(rows) == 4
    assert [row[6] for row in rows[1:]] == ["annulée", "utilisée", "confirmée"]
    assert [row[7] for row in rows[1:]] == ["", made[1].countermark, ""]
    assert rows[2][3] == '\'=HYPERLINK("http://x")'
    assert (rows[2][5], rows[2][9]) == ("15,00", "07/05/2026 12:00")
    amounts = [row[-2] for row in table("transactions")]
    assert amounts == ["Montant (EUR)", "15,00"]


# Lists of the beneficiary


def test_a_beneficiarys_bookings_are_ongoing_or_ended(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    made: dict[str, Booking] = {}
    for name, facts in {
        "open": given.ticket(days=10),
        "used thing": given.thing(),
        "used, to come": given.ticket(days=1),
        "cancelled": given.ticket(days=10),
    }.items():
        made[name] = given.book(platform, given.stock(platform, facts, at_venue=house).id)
        clock.move(seconds=1)
    for name in ("used thing", "used, to come"):
        at_desk(platform, made[name].countermark, "redeem")
    clock.move(seconds=1)
    cancelled(platform, made["cancelled"].id)

    def listed(query: str = "") -> list[str]:
        names, token = [], ""
        while True:
            path = f"/v1/bookings?page_size=1{query}{token}"
            page = given.call(platform, "GET", path, uid="ana").get_json()
            names += [item["id"] for item in page["items"]]
            if page["next_page_token"] is None:
                return names
            token = f"&page_token={page['next_page_token']}"

    def ids(*names: str) -> list[str]:
        return [made[name].id for name in names]

    assert listed() == ids("cancelled", "used, to come", "used thing", "open")
    assert listed("&state=ongoing") == ids("used, to come", "open")
    assert listed("&state=ended") == ids("cancelled", "used thing")
    clock.move(days=1)
    assert listed("&state=ended") == ids("used, to come", "cancelled", "used thing")


def test_what_was_agreed_stays_when_the_offer_is_withdrawn(platform: Platform) -> None:
    booking = given.booking(platform)
    platform.database.run(
        lambda work: publish_service.unpublish(
            work, booking.offer_id, member_id=MEMBER, now=given.NOW
        )
    )
    assert given.the_booking(platform, booking.id) == booking
    assert platform.database.run(lambda work: bookings.get(work, booking.id)) == booking
    assert not platform.database.run(lambda work: stocks.get(work, booking.stock_id)).is_open
    cancelled(platform, booking.id)


def test_what_was_agreed_stays_when_everything_about_the_offer_changes(platform: Platform) -> None:
    """The agreed terms are shown, debited and paid back; later bookings have the new ones."""
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    stock = given.stock(platform, given.ticket(1250, 10, days=1), duo=True)
    used, given_back = (given.book(platform, stock.id, uid, quantity=2) for uid in ("ana", "zoe"))
    for method, path, body in (
        ("PATCH", f"/v1/stocks/{stock.id}", {"price_cents": 9900, "price_label": "Carré or"}),
        ("PATCH", f"/v1/offers/{stock.offer_id}", {"name": "Nuit du blues", "duo": False}),
    ):
        assert given.call(platform, method, path, body, uid=MEMBER).status_code == 200
    for booking in (used, given_back):
        assert given.the_booking(platform, booking.id) == booking
    shown = at_desk(platform, used.countermark, "redeem").get_json()
    assert (shown["offer_name"], shown["price_label"]) == ("Nuit du jazz", None)
    assert (shown["quantity"], shown["amount_cents"]) == (2, 2500)
    assert at_desk(platform, given_back.countermark, "cancel").status_code == 200
    assert given.parts(platform, "ana") == (47_500, 0, 2500, 0)
    assert given.parts(platform, "zoe") == (50_000, 0, 0, 0)
    assert desk_rows(platform, "transactions", used.venue_id)["total_cents"] == 2500
    later = given.book(platform, stock.id, "kim")
    assert (later.offer_name, later.amount_cents) == ("Nuit du blues", 9900)


def test_an_unknown_stock_is_refused_by_the_service_too(platform: Platform) -> None:
    given.beneficiary(platform)
    with pytest.raises(UnknownStock):
        given.book(platform, "nothing~1")
