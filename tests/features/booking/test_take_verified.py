"""Each fact that a booking decides on is changed between its reading and its commit.

The commit has to notice, whichever document holds the fact, and the booking is decided again:
on the embedded database and on Firestore.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.accounts.offerers import service as offerers_service
from functions.accounts.people import service as people_service
from functions.booking.store import bookings
from functions.booking.take import rules as take_rules
from functions.kernel.errors import Refusal
from functions.kernel.platform import Platform
from functions.offers.models import Stock
from functions.offers.publish import service as publish_service
from functions.offers.review import service as review_service
from functions.offers.stocks import service as stocks_service
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit
from tests.support import given
from tests.support.attempts import book_amid
from tests.support.given import MEMBER, NOW, SIREN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = NOW + HOUR


def run(platform: Platform, use_case: Callable[..., object], *ids: object, **facts: Any) -> None:
    platform.database.run(lambda work: use_case(work, *ids, **facts))


def offer(platform: Platform, stock: Stock, **changes: Any) -> None:
    given.edit_offer(platform, stock.offer_id, **changes)


def selling(platform: Platform, stock: Stock, **changes: Any) -> None:
    given.edit_stock(platform, stock.id, **changes)


def rejected(platform: Platform, stock: Stock) -> None:
    facts = {"reason": "Hors sujet.", "by": "admin", "now": NOW}
    run(platform, review_service.reject, stock.offer_id, **facts)


def flagged(platform: Platform, stock: Stock) -> None:
    offer(platform, stock, name="Carte cadeau")


Change = Callable[[Platform, Stock], object]

CHANGES: dict[str, tuple[Change, type[Refusal]]] = {
    "offer withdrawn": (
        lambda p, s: run(
            p, publish_service.unpublish, s.offer_id, member_id=MEMBER, now=given.now(p)
        ),
        take_rules.NotBookable,
    ),
    "offer rejected": (rejected, take_rules.NotBookable),
    "offer held for review": (flagged, take_rules.NotBookable),
    "offerer closed": (
        lambda p, _: run(p, offerers_service.close_offerer, SIREN, now=NOW),
        take_rules.NotBookable,
    ),
    "offer scheduled": (lambda p, s: offer(p, s, publish_at=SOON), take_rules.NotBookable),
    "booking opens later": (lambda p, s: offer(p, s, bookable_from=SOON), take_rules.NotBookable),
    "no longer for two": (lambda p, s: offer(p, s, duo=False), take_rules.QuantityInvalid),
    "stock deleted": (
        lambda p, s: run(p, stocks_service.delete_stock, s.id, member_id=MEMBER, now=NOW),
        take_rules.NotBookable,
    ),
    "quantity lowered": (lambda p, s: selling(p, s, quantity=1), take_rules.SoldOut),
    "price raised": (lambda p, s: selling(p, s, price_cents=30_000), InsufficientCredit),
    "booking closed": (
        lambda p, s: given.change(p, "stocks", s.id, booking_limit_at=NOW),
        take_rules.BookingClosed,
    ),
    "event begun": (
        lambda p, s: given.change(p, "stocks", s.id, begins_at=NOW, booking_limit_at=None),
        take_rules.BookingClosed,
    ),
    "beneficiary suspended": (
        lambda p, _: run(p, people_service.suspend, "ana", reason="administrative", now=NOW),
        take_rules.NotActive,
    ),
    "same offer booked": (lambda p, s: given.book(p, s.id), take_rules.AlreadyBooked),
    "credit spent": (
        lambda p, _: given.change(p, "wallets", "ana", available_cents=100),
        InsufficientCredit,
    ),
    "grant ended": (
        lambda p, _: given.change(p, "wallets", "ana", expires_at=NOW),
        GrantExpired,
    ),
    "cap used": (
        lambda p, _: given.change(
            p, "wallets", "ana", caps=[{"domain": "live", "limit_cents": 100, "used_cents": 50}]
        ),
        CapReached,
    ),
    "category excluded": (
        lambda p, _: given.change(p, "wallets", "ana", excluded=["concert"]),
        take_rules.CategoryExcluded,
    ),
}


@pytest.mark.behaviour(24)
@pytest.mark.behaviour(25)
@pytest.mark.behaviour(26)
@pytest.mark.parametrize("changed", CHANGES)
def test_a_fact_that_changes_under_a_booking_is_noticed(either: Platform, changed: str) -> None:
    change, refusal = CHANGES[changed]
    given.beneficiary(either)
    stock = given.stock(either, given.ticket(20_000, 10), duo=True)
    attempts = book_amid(
        either, stock, lambda: change(either, stock), quantity=2, refused_by=refusal
    )
    assert len(attempts) == 1, "the first attempt decided on what it had read"
    kept = either.database.run(lambda work: bookings.find(work, attempts[0].id))
    assert kept is None


def test_what_is_agreed_is_what_stands_there_at_the_commit(either: Platform) -> None:
    given.beneficiary(either)
    stock = given.stock(either, given.ticket(2_000, 10), duo=True)
    later: datetime = NOW + 20 * DAY

    def change() -> None:
        selling(either, stock, price_cents=1_000, price_label="Réduit", begins_at=later)
        offer(either, stock, name="Nuit du blues")

    before, after = book_amid(either, stock, change, quantity=2)
    assert (before.amount_cents, before.offer_name) == (4_000, "Nuit du jazz")
    assert (after.amount_cents, after.offer_name) == (2_000, "Nuit du blues")
    assert (after.price_label, after.begins_at, after.moves) == ("Réduit", later, 1)
