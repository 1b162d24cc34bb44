"""The offers of a venue that can be booked now."""

from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.offers.search import rules
from functions.offers.search.models import Hit
from functions.offers.search.store import listings_at

_READ_PER_HIT = 5
"""Listings that a page may read for each hit it may hold: some are not bookable yet."""

Position = tuple[datetime, str]


def offers_at_venue(
    work: UnitOfWork, venue_id: str, *, after: Position | None, page_size: int, now: datetime
) -> tuple[list[Hit], Position | None]:
    """Return the next offers of a venue, last published first, and where the next page starts."""
    hits: list[Hit] = []
    found = listings_at(work, venue_id, until=now, after=after, batch=page_size)
    for number, listing in enumerate(found, start=1):
        hit = rules.seen(listing, now=now)
        if hit is not None:
            hits.append(hit)
        if len(hits) == page_size or number == _READ_PER_HIT * page_size:
            return hits, (listing.published_at, listing.id)
    return hits, None
