"""Bookings, cancellations and redemptions at the same time."""

from collections.abc import Callable, Sequence

import pytest

from functions.booking.desk import rules as desk_rules
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.booking.store import bookings
from functions.booking.take import rules as take_rules
from functions.kernel.database import (
    Database,
    RetryPolicy,
    Stale,
    UnitOfWork,
    Write,
)
from functions.kernel.errors import Refusal
from functions.kernel.platform import Platform
from functions.offers.publish import service as publish_service
from functions.wallet.holds.rules import InsufficientCredit
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.answers import refused
from tests.support.attempts import book_amid
from tests.support.desk import cancelled, deleted, suspended
from tests.support.given import MEMBER

pytestmark = pytest.mark.usefixtures("whole_books")


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
    platform: Platform, happens: str, refusal: type[Refusal]
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
    attempts = book_amid(platform, stock, changes[happens], refused_by=refusal)
    assert len(attempts) == 1, "the first attempt decided on what it had read"
    assert attempts[0].id not in given.documents(platform, "bookings")
