"""Queries of public offers by publication."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.platform import declare_indexes
from functions.offers.search.models import Listing
from functions.offers.search.store import listings

_BY_PUBLICATION = (Order("published_at"),)
_PAGE = 500

declare_indexes(Index("listings", ("published_at",)))


def first_published(work: UnitOfWork) -> datetime | None:
    """Return when the oldest public offer was published; None if there is none."""
    found = listings.query(work, order_by=_BY_PUBLICATION, limit=1)
    return found[0].published_at if found else None


def published_between(work: UnitOfWork, start: datetime, end: datetime) -> Iterator[Listing]:
    """Yield the offers published from `start` and before `end`, oldest first."""
    between = (Where("published_at", ">=", start), Where("published_at", "<", end))
    return listings.query_pages(work, *between, order_by=_BY_PUBLICATION, page=_PAGE)
