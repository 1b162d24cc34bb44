"""Changes of a booking, and debits that follow them late, twice, or in the wrong order.

The services themselves redeem, undo, cancel, call off, move and reinstate. Their events are held
back, delivered to the wallet in every order, and once more at the end. Then the wallet has to match
the booking.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from functions.booking.cancel import service as cancel_service
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.booking.reinstate.service import reinstate
from functions.booking.reschedule import service as reschedule_service
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from functions.offers.models import StockMoved
from functions.wallet.audit import rules as audit_rules
from functions.wallet.models import HoldState, Wallet
from functions.wallet.store import all_entries_of, holds_of, wallets
from functions.wallet.subscribers import events as wallet_events
from tests.support import given
from tests.support.given import MEMBER, NOW, HandClock
from tests.support.platforms import keep_back

DESK = Desk(uid=MEMBER)


@pytest.fixture
def messages_to_wallet(platform: Platform) -> Iterator[list[Message]]:
    """The events that the wallet would have received by now, in order: delivery is by hand."""
    relay = platform.database.on_commit
    yield keep_back(platform, wallet_events.subscriptions)
    platform.database.on_commit = relay
    platform.relay.sweep()
    given.audit(platform)


Act = Callable[..., object]
"""Does something to the booking `one` in a unit of work, as of `clock`."""


def at_desk(do: Any) -> Act:
    return lambda work, one, clock: do(work, one.countermark, desk=DESK, now=clock.at)


def cancel_own(work: UnitOfWork, one: Booking, clock: HandClock) -> object:
    return holder_service.cancel_own(work, one.id, caller_id=one.beneficiary_id, now=clock.at)


def call_off(work: UnitOfWork, one: Booking, clock: HandClock) -> object:
    return cancel_service.cancel(
        work, one.id, reason="offerer", status=("confirmed", "used"), now=clock.at
    )


def postpone(work: UnitOfWork, one: Booking, clock: HandClock) -> object:
    before = bookings.get(work, one.id)
    assert before.begins_at is not None
    event = StockMoved(
        subject_id=one.stock_id,
        offer_id=one.offer_id,
        revision=before.moves + 1,
        at=clock.at,
        begins_at=clock.at + timedelta(days=3),
        former_begins_at=before.begins_at,
    )
    return reschedule_service.follow_move(work, one.id, event)


def take_back(work: UnitOfWork, one: Booking, clock: HandClock) -> object:
    return reinstate(work, one.id, now=clock.at)


ACTS: dict[str, Act] = {
    "redeem": at_desk(desk_service.redeem),
    "undo": at_desk(desk_service.undo),
    "cancel": at_desk(desk_service.cancel),
    "cancel own": cancel_own,
    "call off": call_off,
    "postpone": postpone,
    "reinstate": take_back,
}
HELD, CAPTURED, RELEASED = (48_500, 1500, 0), (48_500, 0, 1500), (50_000, 0, 0)
"""A wallet's available, held and spent cents."""


@pytest.mark.parametrize(
    ("acts", "messages", "state", "parts"),
    [
        (["redeem"], 1, "captured", CAPTURED),
        (["redeem", "undo"], 2, "held", HELD),
        (["redeem", "undo", "redeem"], 3, "captured", CAPTURED),
        (["redeem", "undo", "cancel"], 2, "released", RELEASED),
        (["redeem", "undo", "redeem", "call off"], 3, "released", RELEASED),
        (["redeem", "call off", "reinstate"], 2, "captured", CAPTURED),
        (["redeem", "postpone"], 2, "held", HELD),
        (["redeem", "postpone", "cancel own", "reinstate"], 3, "captured", CAPTURED),
        (["cancel", "reinstate", "undo", "redeem"], 3, "captured", CAPTURED),
        (["redeem", "undo", "redeem", "call off", "reinstate"], 4, "captured", CAPTURED),
    ],
)
def test_the_wallet_ends_as_the_booking_is_in_whatever_order_it_hears_of_it(
    platform: Platform,
    clock: HandClock,
    messages_to_wallet: list[Message],
    acts: Sequence[str],
    messages: int,
    state: HoldState,
    parts: tuple[int, int, int],
) -> None:
    stock = given.stock(platform, given.ticket(1500, None, days=1))
    for number, order in enumerate(permutations(range(messages))):
        clock.at = NOW
        uid = f"b{number}"
        given.beneficiary(platform, uid)
        for message in messages_to_wallet:
            wallet_events.deliver(platform, message)
        messages_to_wallet.clear()
        booking = given.book(platform, stock.id, uid)
        heard = 0
        for name in acts:
            clock.move(minutes=1)
            platform.database.run(partial(ACTS[name], one=booking, clock=clock))
            # Each as early as it can be, when this is the order.
            while heard < messages and order[heard] < len(messages_to_wallet):
                wallet_events.deliver(platform, messages_to_wallet[order[heard]])
                the_ledger_is_right(platform, uid)
                heard += 1
        assert (heard, len(messages_to_wallet)) == (messages, messages)
        for message in reversed(messages_to_wallet):
            wallet_events.deliver(platform, message)
        wallet = the_ledger_is_right(platform, uid)
        assert (wallet.available_cents, wallet.held_cents, wallet.spent_cents) == parts
        assert given.documents(platform, "holds")[booking.id]["state"] == state


def the_ledger_is_right(platform: Platform, uid: str) -> Wallet:
    """Return the wallet, which at no time differs from its entries and holds."""

    def read(work: UnitOfWork) -> Wallet:
        wallet = wallets.get(work, uid)
        assert audit_rules.faults(wallet, all_entries_of(work, uid), holds_of(work, uid)) == []
        return wallet

    return platform.database.run(read)
