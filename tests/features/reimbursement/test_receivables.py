"""Receivables: one for each used booking, whatever is delivered twice, late or in any order."""

from datetime import timedelta
from itertools import permutations

import pytest

from functions.accounts.pricing_points.rules import (
    OwnPricingPoint,
    PricingPointFixed,
    PricingPointInvalid,
)
from functions.accounts.pricing_points.service import choose_pricing_point
from functions.booking.models import Booking, BookingCancelled, BookingEvent, BookingRedeemed
from functions.booking.reinstate.service import reinstate
from functions.kernel.database import Database
from functions.kernel.events import to_message
from functions.kernel.platform import Platform
from functions.reimbursement.subscribers import events
from functions.wallet.subscribers import events as wallet_events
from tests.support import given
from tests.support.adapters import CountingAdapter
from tests.support.given import NOW, HandClock
from tests.support.platforms import keep_back
from tests.support.reimbursement import VENUE, Till, all_folds, all_receivables, put_venue
from tests.support.server import new_siret


def shop(platform: Platform) -> Booking:
    """Return Ana's booking of a thing at a venue that is its own pricing point."""
    given.beneficiary(platform)
    given.offerer(platform)
    venue = given.venue(platform, siret=new_siret(given.SIREN))
    return given.book(platform, given.stock(platform, given.thing(1_000), at_venue=venue).id)


def test_redeeming_opens_a_receivable_with_all_that_pricing_needs(
    either: Platform, clock: HandClock
) -> None:
    booking = shop(either)
    assert all_receivables(either) == {}
    used_at = clock.move(hours=1)
    given.redeem(either, booking)
    either.relay.sweep()
    (one,) = all_receivables(either).values()
    assert (one.id, one.revision, one.state) == (booking.id, 2, "open")
    assert (one.siren, one.venue_id, one.point_id) == (given.SIREN, *[booking.venue_id] * 2)
    assert one.fold == f"{booking.venue_id}~2026"
    assert (one.offer_id, one.offer_name) == (booking.offer_id, booking.offer_name)
    assert (one.category, one.group) == ("paper_book", "book")
    assert (one.quantity, one.amount_cents, one.scheme) == (1, 1_000, "fr-pilot")
    assert (one.used_at, one.begins_at, one.ordering_at) == (used_at, None, used_at)
    assert one.countermark == booking.countermark
    assert given.parts(either) == (49_000, 0, 1_000, 0)
    clock.move(minutes=2)
    assert given.run(either, "price-receivables").counts == {"folds": 1}
    (one,) = all_receivables(either).values()
    assert (one.state, one.owed_cents) == ("priced", 1_000)
    assert given.run(either, "price-receivables").counts == {"folds": 0}
    given.audit(either)


def test_an_undone_redemption_takes_the_receivable_back(either: Platform, clock: HandClock) -> None:
    booking = shop(either)
    given.redeem(either, booking)
    clock.move(minutes=2)
    given.run(either, "price-receivables")
    given.undo(either, booking)
    (one,) = all_receivables(either).values()
    assert (one.state, one.fold, one.price) == ("cancelled", None, None)
    assert len(given.documents(either, "reimbursement_entries")) == 2
    (fold,) = all_folds(either).values()
    assert fold.revenue_cents == 0
    clock.move(minutes=2)
    given.redeem(either, booking)
    clock.move(minutes=2)
    given.run(either, "price-receivables")
    (one,) = all_receivables(either).values()
    assert (one.state, one.owed_cents, one.entries) == ("priced", 1_000, 3)
    given.audit(either)


def test_a_booking_that_is_only_cancelled_never_has_one(platform: Platform) -> None:
    given.cancel(platform, shop(platform))
    assert all_receivables(platform) == {}


def history(platform: Platform, clock: HandClock, booking: Booking) -> None:
    """Redeem, undo, cancel, reinstate as used, undo, redeem again."""
    for act in (given.redeem, given.undo, given.cancel_at_desk):
        clock.move(minutes=1)
        act(platform, booking)
    clock.move(minutes=1)
    given.do(platform, reinstate, booking.id)
    for act in (given.undo, given.redeem):
        clock.move(minutes=1)
        act(platform, booking)


@pytest.mark.behaviour(95)
@pytest.mark.parametrize("is_settled_first", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_every_order_of_delivery_ends_with_the_booking(
    platform: Platform,
    clock: HandClock,
    seed: int,
    is_settled_first: bool,
) -> None:
    booking = shop(platform)
    held_back = keep_back(platform)
    history(platform, clock, booking)
    mine = [message for message in held_back if message.topic in events.subscriptions]
    assert len(mine) >= 5
    order = list(permutations(range(len(mine))))[seed * 97 % 120]
    subscribers = (wallet_events, events) if is_settled_first else (events, wallet_events)
    for index in (*order, *order):
        for subscriber in subscribers:
            if mine[index].topic in subscriber.subscriptions:
                subscriber.deliver(platform, mine[index])
    (one,) = all_receivables(platform).values()
    now = given.the_booking(platform, booking.id)
    assert (one.state, one.revision, one.used_at) == ("open", now.revision, now.used_at)
    assert given.parts(platform) == (49_000, 0, 1_000, 0)
    given.audit(platform)


def test_a_venue_without_siret_waits_for_its_pricing_point(
    either: Platform, clock: HandClock
) -> None:
    given.beneficiary(either)
    house = given.house(either)
    point = given.venue(either, siret=new_siret(given.SIREN))
    booking = given.book(either, given.stock(either, given.thing(), at_venue=house).id)
    given.redeem(either, booking)
    (one,) = all_receivables(either).values()
    assert (one.state, one.point_id, one.fold) == ("waiting", None, None)
    assert all_folds(either) == {}
    linked_at = clock.move(days=1)
    given.do(either, choose_pricing_point, house.id, point.id, member_id=given.MEMBER)
    (one,) = all_receivables(either).values()
    assert (one.state, one.point_id) == ("open", point.id)
    assert (one.used_at, one.ordering_at) == (NOW, linked_at)
    clock.move(minutes=2)
    given.run(either, "price-receivables")
    (one,) = all_receivables(either).values()
    assert one.state == "priced"


def test_a_pricing_point_is_chosen_once_and_is_a_venue_with_siret_of_the_offerer(
    platform: Platform,
) -> None:
    house = given.house(platform)
    point, other = (
        given.venue(platform, siret=new_siret(given.SIREN, number)) for number in (1, 2)
    )
    given.offerer(platform, given.OTHER_SIREN, member="else")
    siret = new_siret(given.OTHER_SIREN)
    abroad = given.venue(platform, given.OTHER_SIREN, member="else", siret=siret)
    plain = given.venue(platform)

    def choose(venue_id: str, point_id: str) -> object:
        return given.do(platform, choose_pricing_point, venue_id, point_id, member_id=given.MEMBER)

    for wrong in (abroad.id, plain.id, house.id, "nosuch"):
        with pytest.raises(PricingPointInvalid):
            choose(house.id, wrong)
    with pytest.raises(OwnPricingPoint):
        choose(point.id, other.id)
    choose(house.id, point.id)
    before = given.documents(platform, "venues")
    choose(house.id, point.id)
    assert given.documents(platform, "venues") == before
    with pytest.raises(PricingPointFixed):
        choose(house.id, other.id)


def test_a_redemption_adds_two_calls_and_one_create_once_its_fold_is_known(
    platform: Platform,
) -> None:
    till = Till(platform, put_venue(platform, VENUE))
    till.sell(1_000)
    booking = till.sell(1_000, NOW + timedelta(seconds=5), follows=False)
    counting = CountingAdapter(platform.database.adapter)
    platform.use("database", Database(counting))
    events_of(till, BookingRedeemed.of(booking, at=NOW))
    assert counting.calls == ["read", "commit"]
    assert len(all_receivables(platform)) == 2


def events_of(till: Till, event: BookingEvent) -> None:
    events.deliver(till.platform, to_message(event))


def test_a_cancellation_of_what_was_never_used_adds_one_read(platform: Platform) -> None:
    till = Till(platform, put_venue(platform, VENUE))
    booking = till.sell(1_000, status="cancelled", follows=False)
    counting = CountingAdapter(platform.database.adapter)
    platform.use("database", Database(counting))
    events_of(till, BookingCancelled.of(booking, at=NOW, reason="beneficiary"))
    assert counting.calls == ["read"]
    assert all_receivables(platform) == {}
