"""Review: the queue of pending offers."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Order, UnitOfWork, Where
from functions.offers.models import Offer
from functions.offers.store import offers


def pending_offers(work: UnitOfWork, *, after: tuple[datetime, str] | None) -> Iterator[Offer]:
    """Yield what waits for a review, the longest first, behind a position."""
    pending = Where("publication", "==", "pending")
    return offers.query_pages(work, pending, order_by=(Order("pending_since"),), after=after)
