"""Queries of offers waiting for review."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Order, UnitOfWork, Where
from functions.offers.models import Offer
from functions.offers.store import offers


def pending_offers(
    work: UnitOfWork, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Offer]:
    """Yield the offers waiting for review, oldest first, after a position."""
    pending = Where("publication", "==", "pending")
    oldest_first = (Order("pending_since"),)
    return offers.query_pages(work, pending, order_by=oldest_first, after=after, page=page)
