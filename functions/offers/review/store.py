"""Queries of offers waiting for review."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Order, UnitOfWork, Where
from functions.offers.models import Offer
from functions.offers.store import offers


def pending_offers(work: UnitOfWork, *, after: tuple[datetime, str] | None) -> Iterator[Offer]:
    """Yield the offers waiting for review, oldest first, after a position."""
    pending = Where("publication", "==", "pending")
    return offers.query_pages(work, pending, order_by=(Order("pending_since"),), after=after)
