"""Events that move, and what their bookings do; after each test the books are looked at whole."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from functions.booking import rules as booking_rules
from functions.booking.desk import rules as desk_rules
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking, BookOffer
from functions.booking.take import service as take_service
from functions.kernel.database import UnitOfWork
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.models import Stock
from functions.offers.stocks import service as stocks_service
from functions.wallet.holds import service as holds_service
from functions.wallet.store import holds, wallets
from tests.support import given
from tests.support.booking_values import PROOF
from tests.support.given import MEMBER, NOW, HandClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TWO_DAYS = 48 * HOUR


pytestmark = pytest.mark.usefixtures("books_balance")


def moved(platform: Platform, stock_id: str, begins_at: datetime) -> Stock:
    return given.edit_stock(platform, stock_id, begins_at=begins_at)


def ids(messages: list[Message]) -> list[str]:
    return [message.id for message in messages]


def held_back(platform: Platform) -> None:
    """Keep events in the outbox, as when delivery is slow."""
    platform.database.on_commit = None


@pytest.mark.behaviour(86)
def test_a_postponed_event_takes_its_bookings_along(platform: Platform, clock: HandClock) -> None:
    stock = given.stock(platform, given.ticket(1500, days=1))
    open_, used, cancelled, paid = given.book_for(platform, stock, "ana", "zoe", "kim", "lou")
    given.redeem(platform, used)
    given.redeem(platform, paid)
    at = clock.now()
    platform.database.run(
        lambda work: desk_service.cancel(work, cancelled.countermark, desk=Desk(uid=MEMBER), now=at)
    )
    given.change(platform, "bookings", paid.id, status="reimbursed")
    gone = given.the_booking(platform, cancelled.id)
    clock.move(hours=1)
    with pytest.raises(booking_rules.TooLate):
        booking_rules.cancel_by_owner(given.the_booking(platform, open_.id), now=clock.now())
    later = NOW + 9 * DAY
    moved(platform, stock.id, later)

    for one in (open_, used):
        after = given.the_booking(platform, one.id)
        assert (after.status, after.used_at, after.begins_at) == ("confirmed", None, later)
        assert after.cancellable_until == clock.now() + TWO_DAYS
        hold = given.documents(platform, "holds")[one.id]
        assert (hold["state"], hold["cancellable_until"]) == ("held", clock.now() + TWO_DAYS)
        assert given.parts(platform, one.beneficiary_id) == (48_500, 1500, 0, 0)
    assert given.the_booking(platform, cancelled.id) == gone
    reimbursed = given.the_booking(platform, paid.id)
    assert (reimbursed.status, reimbursed.begins_at) == ("reimbursed", later)
    assert given.parts(platform, "lou") == (48_500, 0, 1500, 0)
    # All can change their mind, and the desk waits until they have.
    with pytest.raises(desk_rules.TooEarly):
        given.redeem(platform, used)
    at = clock.now()
    platform.database.run(
        lambda work: holder_service.cancel_own(work, open_.id, caller_id="ana", now=at)
    )
    clock.move(hours=48)
    assert given.redeem(platform, used).status == "used"


@pytest.mark.behaviour(86)
def test_an_event_moved_to_within_48_hours_keeps_what_was_used(
    platform: Platform, clock: HandClock
) -> None:
    stock = given.stock(platform, given.ticket(1500, days=1))
    open_, used = given.book_for(platform, stock, "ana", "zoe")
    given.redeem(platform, used)
    soon = NOW + TWO_DAYS
    moved(platform, stock.id, soon)
    after = given.the_booking(platform, used.id)
    assert (after.status, after.used_at, after.begins_at) == ("used", NOW, soon)
    assert given.parts(platform, "zoe") == (48_500, 0, 1500, 0)
    assert given.the_booking(platform, open_.id).cancellable_until == soon
    # Whoever comes is let in, though they could still cancel.
    clock.move(hours=47)
    assert given.redeem(platform, open_).status == "used"


def test_a_free_booking_follows_too(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(0, days=1))
    (free,) = given.book_for(platform, stock, "ana")
    moved(platform, stock.id, NOW + 9 * DAY)
    assert given.the_booking(platform, free.id).begins_at == NOW + 9 * DAY
    assert given.documents(platform, "holds") == {}


def test_a_move_emits_one_event_and_one_for_each_booking(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    first, second = given.book_for(platform, stock, "ana", "zoe")
    held_back(platform)
    for _ in range(2):
        assert moved(platform, stock.id, NOW + 9 * DAY).moves == 1
    assert ids(given.waiting(platform, "stock-moved")) == [f"stock-moved:{stock.id}:1"]
    (message,) = given.waiting(platform)
    for _ in range(3):
        given.deliver(platform, message)
    names = sorted(ids(given.waiting(platform, "booking-moved")))
    assert names == sorted(f"booking-moved:{one.id}:2" for one in (first, second))
    assert ids(given.waiting(platform, "booking-restored")) == []
    one, _ = given.waiting(platform, "booking-moved")
    assert '"former_begins_at":"2026-05-09T10:00:00Z"' in one.data
    assert '"begins_at":"2026-05-13T10:00:00Z"' in one.data


def test_other_changes_of_a_stock_move_nothing(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    (booking,) = given.book_for(platform, stock, "ana")
    held_back(platform)
    for changes in ({"price_cents": 5}, {"quantity": 3}, {"booking_limit_at": NOW + DAY}):
        given.edit_stock(platform, stock.id, **changes)
    assert given.waiting(platform) == []
    assert given.the_booking(platform, booking.id) == booking


@pytest.mark.parametrize("order", [*permutations(range(3)), (2, 0, 2, 1, 0)])
def test_moves_delivered_in_any_order_and_twice_end_the_same(
    platform: Platform, clock: HandClock, order: tuple[int, ...]
) -> None:
    stock = given.stock(platform, given.ticket(1500, days=1))
    open_, used = given.book_for(platform, stock, "ana", "zoe")
    given.redeem(platform, used)
    held_back(platform)
    for begins_at in (NOW + 20 * DAY, NOW + DAY, NOW + 9 * DAY):
        clock.move(hours=1)
        moved(platform, stock.id, begins_at)
    events = given.waiting(platform)
    assert [event.topic for event in events] == ["stock-moved"] * 3
    for number in order:
        given.deliver(platform, events[number])
    for one in (open_, used):
        after = given.the_booking(platform, one.id)
        assert (after.status, after.begins_at) == ("confirmed", NOW + 9 * DAY)
        assert after.cancellable_until == clock.now() + TWO_DAYS
        assert after.moves == 3


def test_booking_made_before_move_event_arrives_has_new_date(
    platform: Platform, clock: HandClock
) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    (before,) = given.book_for(platform, stock, "ana")
    given.beneficiary(platform, "zoe")
    held_back(platform)
    moved(platform, stock.id, NOW + 9 * DAY)
    clock.move(hours=5)
    between = given.book(platform, stock.id, "zoe")
    assert between.begins_at == NOW + 9 * DAY
    assert between.cancellable_until == NOW + 5 * HOUR + TWO_DAYS
    platform.relay.sweep()
    assert given.the_booking(platform, between.id) == between
    after = given.the_booking(platform, before.id)
    assert (after.begins_at, after.cancellable_until) == (NOW + 9 * DAY, NOW + TWO_DAYS)


def test_a_booking_that_races_with_a_move_has_the_date_that_stands_in_the_stock(
    platform: Platform,
) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    given.beneficiary(platform)
    attempts: list[Booking] = []

    def book(work: UnitOfWork) -> Booking:
        command = BookOffer(
            booking_id="b1",
            beneficiary_id="ana",
            stock_id=stock.id,
            quantity=1,
            countermark="ABCDEF",
            proof=PROOF,
        )
        attempts.append(take_service.book_offer(work, command, now=NOW))
        if len(attempts) == 1:
            moved(platform, stock.id, NOW + 9 * DAY)
        return attempts[-1]

    platform.database.run(book)
    assert [one.begins_at for one in attempts] == [NOW + 5 * DAY, NOW + 9 * DAY]
    after = given.the_booking(platform, "b1")
    assert (after.begins_at, after.moves) == (NOW + 9 * DAY, 1)


def test_a_use_that_was_on_its_way_comes_back_whatever_arrives_first(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1500, days=1))
    (used,) = given.book_for(platform, stock, "ana")
    held_back(platform)
    given.redeem(platform, used)
    moved(platform, stock.id, NOW + 9 * DAY)
    capture, move = given.waiting(platform)
    given.deliver(platform, move)
    restored = next(m for m in given.waiting(platform) if m.topic == "booking-restored")
    for message in (restored, capture, restored, move):
        given.deliver(platform, message)
    assert given.the_booking(platform, used.id).status == "confirmed"
    assert given.parts(platform) == (48_500, 1500, 0, 0)


def test_a_wallet_that_moves_to_another_scheme_looks_again_at_a_hold_that_changes(
    platform: Platform, clock: HandClock
) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    (booking,) = given.book_for(platform, stock, "ana")
    clock.move(hours=1)
    until = clock.now() + TWO_DAYS
    seen: list[datetime | None] = []

    def move_wallet(work: UnitOfWork) -> None:
        wallet = wallets.get(work, "ana")
        hold = holds.find_unverified(work, booking.id)
        assert hold is not None
        seen.append(hold.cancellable_until)
        if len(seen) == 1:
            moved(platform, stock.id, NOW + 9 * DAY)
        wallets.replace(work, "ana", replace(wallet, taken_cents=wallet.taken_cents))

    platform.database.run(move_wallet)
    assert seen == [booking.cancellable_until, until]
    before = given.documents(platform, "wallets")
    platform.database.run(
        lambda work: holds_service.extend_hold(
            work, booking.id, beneficiary_id="ana", cancellable_until=until
        )
    )
    assert given.documents(platform, "wallets") == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["move first", "end first"])
def test_a_deleted_event_that_was_moved_cancels_its_bookings_in_whatever_order(
    platform: Platform, order: tuple[int, int]
) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    (booking,) = given.book_for(platform, stock, "ana")
    held_back(platform)
    moved(platform, stock.id, NOW + 9 * DAY)
    platform.database.run(
        lambda work: stocks_service.delete_stock(work, stock.id, member_id=MEMBER, now=NOW)
    )
    events = given.waiting(platform)
    for number in order:
        given.deliver(platform, events[number])
    after = given.the_booking(platform, booking.id)
    assert (after.status, after.cancellation_reason) == ("cancelled", "offerer")
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_over_http_the_holder_sees_the_new_date(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1500, days=5))
    given.book_for(platform, stock, "ana")
    path, body = f"/v1/stocks/{stock.id}", {"begins_at": "2026-05-20T18:00:00Z"}
    answer = given.call(platform, "PATCH", path, body, uid=MEMBER)
    assert answer.status_code == 200
    # A limit that nobody set by hand is the beginning.
    assert answer.get_json()["booking_limit_at"] == "2026-05-20T18:00:00Z"
    (shown,) = given.call(platform, "GET", "/v1/bookings", uid="ana").get_json()["items"]
    assert shown["begins_at"] == "2026-05-20T18:00:00Z"
    assert shown["cancellable_until"] == "2026-05-06T10:00:00Z"
