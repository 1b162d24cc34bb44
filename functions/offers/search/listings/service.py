"""Updating listings, in the commit of each change, and date entries, by event."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from functions.kernel.bus import record
from functions.kernel.database import Database, UnitOfWork
from functions.offers.models import Offer, OfferListed, Stock
from functions.offers.search import rules as search_rules
from functions.offers.search.listings import rules as listing_rules
from functions.offers.search.models import DateEntry, Hit, Listing
from functions.offers.search.store import (
    date_entries,
    date_entries_of_offer,
    listings,
)
from functions.offers.store import offer_id_of, offers, stocks

AT_ONCE = 50
"""Date entries written by one commit: each adds an index entry for each of its keys."""


def expect(work: UnitOfWork, offer_id: str) -> None:
    """Prefetch the listing of an offer."""
    work.prefetch(listings.ref(offer_id))


def follow_offer(work: UnitOfWork, offer: Offer, stocks: Iterable[Stock], *, now: datetime) -> None:
    """Update the listing of an offer, or remove it; its date entries follow by event.

    `stocks` are all of its stocks. The caller has raised the offer's `revision`.
    """
    before = listings.find(work, offer.id)
    after = _wanted(offer, stocks, now=now)
    _put(work, offer.id, before, after)
    if before is not None or after is not None:
        record(work, OfferListed(subject_id=offer.id, revision=offer.revision, at=now))


def follow_facts(work: UnitOfWork, offer: Offer) -> None:
    """Update the offer's picture in its listing."""
    before = listings.find(work, offer.id)
    if before is not None:
        _put(work, offer.id, before, listing_rules.with_facts(before, offer))


def follow_stock(work: UnitOfWork, before: Stock | None, after: Stock) -> None:
    """Update one stock in the listing of its offer.

    Reads nothing unless the listing changes, as it does when the last place is taken.
    """
    follow_stocks(work, [(before, after)])


def follow_stocks(work: UnitOfWork, changes: Sequence[tuple[Stock | None, Stock]]) -> None:
    """Update some stocks of one offer, each as it was and as it is, in its listing.

    At most as many as one commit can hold with their date entries: see `AT_ONCE`.
    """
    changed = {
        after.id: listing_rules.offered_stock_of(after)
        for before, after in changes
        if listing_rules.offered_stock_of(after) != listing_rules.offered_stock_of(before)
    }
    if not changed:
        return
    offer_id = offer_id_of(next(iter(changed)))
    work.prefetch(listings.ref(offer_id), *(date_entries.ref(stock_id) for stock_id in changed))
    listing = listings.find(work, offer_id)
    wanted: Listing | None = None
    if listing is not None:
        wanted = listing_rules.with_stocks(listing, changed)
    elif any(changed.values()):
        # No other stock has a place left, so the listing is created again.
        of_changes = [after for _, after in changes]
        wanted = listing_rules.listing_of(offers.get(work, offer_id), of_changes)
    _put(work, offer_id, listing, wanted)
    for stock_id, offered in changed.items():
        entry = (
            None
            if wanted is None or offered is None
            else listing_rules.date_entry_of(wanted, offered)
        )
        _put_date_entry(work, stock_id, entry)


def find_left_unverified(
    work: UnitOfWork, found: Sequence[Offer], *, now: datetime
) -> dict[str, Hit | None]:
    """Return the bookable stocks of each offer, by offer id, None if there are none.

    One round trip reads one document for each offer.
    """
    work.prefetch(*(listings.ref(offer.id) for offer in found))
    return {offer.id: _left(listings.find_shown(work, offer.id), now=now) for offer in found}


def update_date_entries(database: Database, offer_id: str) -> None:
    """Write the date entries of an offer to match its listing, in batches."""
    listing = database.run(lambda work: listings.find_unverified(work, offer_id))
    wanted, kept = (
        listing_rules.date_entries_of(listing),
        dict(date_entries_of_offer(database, offer_id)),
    )
    stale = sorted(name for name in {*wanted, *kept} if wanted.get(name) != kept.get(name))
    for start in range(0, len(stale), AT_ONCE):
        part = stale[start : start + AT_ONCE]
        database.run(partial(_bring_up, offer_id=offer_id, stock_ids=part))


def renewed_listing(work: UnitOfWork, listing: Listing) -> Listing:
    """Return a listing as this release writes it."""
    ids = [offered.stock_id for offered in listing.chances]
    work.prefetch(offers.ref(listing.id), *(stocks.ref(stock_id) for stock_id in ids))
    found = (stocks.find_unverified(work, stock_id) for stock_id in ids)
    of_listing = [stock for stock in found if stock is not None]
    return listing_rules.renewed(listing, offers.find_unverified(work, listing.id), of_listing)


def renewed_date_entry(work: UnitOfWork, entry: DateEntry) -> DateEntry:
    """Return a date entry as its listing has it; unchanged when that is gone."""
    listing = listings.find_unverified(work, entry.offer_id)
    return listing_rules.date_entries_of(listing).get(entry.id, entry)


def drop_listing(work: UnitOfWork, offer_id: str, *, at: datetime) -> bool:
    """Remove a listing whose booking has ended; return whether it did."""
    listing = listings.find(work, offer_id)
    if listing is None or listing.ends_at > at:
        return False
    listings.delete(work, offer_id)
    return True


def drop_date_entry(work: UnitOfWork, stock_id: str, *, at: datetime) -> bool:
    """Remove a date entry whose event has begun; return whether it did."""
    entry = date_entries.find(work, stock_id)
    if entry is None or entry.begins_at > at:
        return False
    date_entries.delete(work, stock_id)
    return True


def _bring_up(work: UnitOfWork, *, offer_id: str, stock_ids: Sequence[str]) -> None:
    work.prefetch(*(date_entries.ref(stock_id) for stock_id in stock_ids), offers.ref(offer_id))
    listing = listings.find(work, offer_id)
    # The commit cannot verify a missing listing, but every change of one changes its offer too.
    offers.get(work, offer_id)
    wanted = listing_rules.date_entries_of(listing)
    for stock_id in stock_ids:
        _put_date_entry(work, stock_id, wanted.get(stock_id))


def _left(listing: Listing | None, *, now: datetime) -> Hit | None:
    if listing is None:
        return None
    chances = search_rules.left_of(listing, now=now)
    return Hit(listing=listing, distance_m=None, stocks=chances) if chances else None


def _wanted(offer: Offer, stocks: Iterable[Stock], *, now: datetime) -> Listing | None:
    listing = listing_rules.listing_of(offer, stocks)
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


def _put_date_entry(work: UnitOfWork, stock_id: str, after: DateEntry | None) -> None:
    before = date_entries.find(work, stock_id)
    if after == before:
        return
    if after is None:
        date_entries.delete(work, stock_id)
    elif before is None:
        date_entries.create(work, stock_id, after)
    else:
        date_entries.replace(work, stock_id, after)
