"""Keeping up what offers are found by: in the commit of each change, and behind it by event."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from functions.kernel.bus import record
from functions.kernel.database import Database, UnitOfWork
from functions.offers.models import Offer, OfferListed, Stock
from functions.offers.search import rules
from functions.offers.search.models import Hit, Listing, Showing
from functions.offers.search.store import (
    listings,
    showings,
    showings_of_offer,
)
from functions.offers.store import offer_id_of, offers

_AT_ONCE = 50
"""Showings written by one commit: each has an entry in several indexes for each of its keys."""


def expect(work: UnitOfWork, offer_id: str) -> None:
    """Have what the offer is found by read with the next round trip."""
    work.prefetch(listings.ref(offer_id))


def follow_offer(work: UnitOfWork, offer: Offer, stocks: Iterable[Stock], *, now: datetime) -> None:
    """Have the offer found by what it says now, or not at all; its showings follow by event.

    `stocks` are all that it has. Every such change of an offer counts its `revision` on.
    """
    before = listings.find(work, offer.id)
    after = _wanted(offer, stocks, now=now)
    _put(work, offer.id, before, after)
    if before is not None or after is not None:
        record(work, OfferListed(subject_id=offer.id, revision=offer.revision, at=now))


def follow_facts(work: UnitOfWork, offer: Offer) -> None:
    """Have lists show the offer's picture as it is now."""
    before = listings.find(work, offer.id)
    if before is not None:
        _put(work, offer.id, before, rules.with_facts(before, offer))


def follow_stock(work: UnitOfWork, before: Stock | None, after: Stock) -> None:
    """Have the offer found by this stock as it is now, if it can be booked.

    Nothing is read unless that makes a difference, as the last place that is taken does.
    """
    chance = rules.chance_of(after)
    if chance == rules.chance_of(before):
        return
    offer_id = offer_id_of(after.id)
    work.prefetch(listings.ref(offer_id), showings.ref(after.id))
    listing = listings.find(work, offer_id)
    changed: Listing | None = None
    if listing is not None:
        changed = rules.with_chance(listing, after.id, chance)
    elif chance is not None:
        # None of its other stocks has a place left: it is found by this one again.
        changed = rules.listing_of(offers.get(work, offer_id), [after])
    _put(work, offer_id, listing, changed)
    wanted = None if changed is None or chance is None else rules.showing_of(changed, chance)
    _put_showing(work, after.id, wanted)


def find_left_unverified(
    work: UnitOfWork, found: Sequence[Offer], *, now: datetime
) -> dict[str, Hit | None]:
    """Return by offer id what can be booked of each now, None: nothing; one round trip.

    However many stocks an offer has, one document tells of them.
    """
    work.prefetch(*(listings.ref(offer.id) for offer in found))
    return {offer.id: _left(listings.find_unverified(work, offer.id), now=now) for offer in found}


def bring_up_showings(database: Database, offer_id: str) -> None:
    """Have the showings of an offer be those that its listing tells of, some at a time."""
    listing = database.run(lambda work: listings.find_unverified(work, offer_id))
    wanted, kept = rules.showings_of(listing), dict(showings_of_offer(database, offer_id))
    stale = sorted(name for name in {*wanted, *kept} if wanted.get(name) != kept.get(name))
    for start in range(0, len(stale), _AT_ONCE):
        part = stale[start : start + _AT_ONCE]
        database.run(partial(_bring_up, offer_id=offer_id, stock_ids=part))


def drop_listing(work: UnitOfWork, offer_id: str, *, at: datetime) -> bool:
    """Remove a listing of which nothing can be booked any more; tell whether it was one."""
    listing = listings.find(work, offer_id)
    if listing is None or listing.ends_at > at:
        return False
    listings.delete(work, offer_id)
    return True


def drop_showing(work: UnitOfWork, stock_id: str, *, at: datetime) -> bool:
    """Remove a showing of what has begun; tell whether it was one."""
    showing = showings.find(work, stock_id)
    if showing is None or showing.begins_at > at:
        return False
    showings.delete(work, stock_id)
    return True


def _bring_up(work: UnitOfWork, *, offer_id: str, stock_ids: Sequence[str]) -> None:
    work.prefetch(*(showings.ref(stock_id) for stock_id in stock_ids), offers.ref(offer_id))
    listing = listings.find(work, offer_id)
    # A listing that is not there yet cannot be held to; every change of one changes the offer too.
    offers.get(work, offer_id)
    wanted = rules.showings_of(listing)
    for stock_id in stock_ids:
        _put_showing(work, stock_id, wanted.get(stock_id))


def _left(listing: Listing | None, *, now: datetime) -> Hit | None:
    if listing is None:
        return None
    chances = rules.left_of(listing, now=now)
    return Hit(listing=listing, distance_m=None, chances=chances) if chances else None


def _wanted(offer: Offer, stocks: Iterable[Stock], *, now: datetime) -> Listing | None:
    listing = rules.listing_of(offer, stocks)
    return None if listing is None or listing.ends_at <= now else listing


def _put(work: UnitOfWork, offer_id: str, before: Listing | None, after: Listing | None) -> None:
    if after == before:
        return
    if after is None:
        listings.delete(work, offer_id)
    elif before is None:
        listings.create(work, offer_id, after)
    else:
        listings.replace(work, offer_id, after)


def _put_showing(work: UnitOfWork, stock_id: str, after: Showing | None) -> None:
    before = showings.find(work, stock_id)
    if after == before:
        return
    if after is None:
        showings.delete(work, stock_id)
    elif before is None:
        showings.create(work, stock_id, after)
    else:
        showings.replace(work, stock_id, after)
