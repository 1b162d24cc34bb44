"""Copy the facts of an edited venue to its offers, their stocks and their search documents."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from functions.accounts.venues.store import venues
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.errors import Contention
from functions.kernel.values import replace
from functions.offers.publish.rules import place_of
from functions.offers.publish.service import save_with_stocks
from functions.offers.search.listings import service as listings_service
from functions.offers.store import offers, offers_at, stocks
from functions.offers.venue_changes import rules


def follow_venue(database: Database, venue_id: str, *, now: datetime) -> Iterator[int]:
    """Update the offers of a venue, page by page, and yield how many each commit changed.

    Offers that have followed are not written again, so a walk that was stopped goes on when it is
    started once more.
    """
    venue = database.run(lambda work: venues.find_unverified(work, venue_id))
    if venue is None:
        return
    place = place_of(venue)
    behind = (offer for offer in offers_at(database, venue_id) if offer.place != place)
    for page in rules.pages_of(behind):
        yield from _follow(database, venue_id, page, now=now)


def _follow(
    database: Database, venue_id: str, page: Sequence[str], *, now: datetime
) -> Iterator[int]:
    """Update a page in one commit; in parts, if bookings of its stocks leave no moment for that."""
    try:
        yield database.run(partial(follow_page, venue_id=venue_id, offer_ids=page, now=now))
    except Contention:
        if len(page) == 1:
            raise
        middle = len(page) // 2
        yield from _follow(database, venue_id, page[:middle], now=now)
        yield from _follow(database, venue_id, page[middle:], now=now)


def follow_page(work: UnitOfWork, *, venue_id: str, offer_ids: Sequence[str], now: datetime) -> int:
    """Update some offers of a venue in one commit, and return how many changed."""
    work.prefetch(*(offers.ref(offer_id) for offer_id in offer_ids))
    place = place_of(venues.get(work, venue_id))
    found = (offers.find(work, offer_id) for offer_id in offer_ids)
    changed = [
        replace(offer, place=place)
        for offer in found
        if offer is not None and offer.place.venue_id == venue_id and offer.place != place
    ]
    for offer in changed:
        listings_service.expect(work, offer.id)
        work.prefetch(*(stocks.ref(stock.id) for stock in offer.stocks))
    for offer in changed:
        save_with_stocks(work, offer, now=now)
    return len(changed)
