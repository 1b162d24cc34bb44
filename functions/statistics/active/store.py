"""Documents of active offers, one a month."""

from datetime import datetime

from functions.kernel.database import Database, Index, Order, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.statistics.active.models import ActiveOffers

active_offers = Collection("statistics_offers", ActiveOffers)

declare_indexes(Index("statistics_offers", ("due_at",)))


def due_counts(database: Database, at: datetime) -> list[ActiveOffers]:
    """Return the counts that are not published yet."""
    due, order = Where("due_at", "<=", at), (Order("due_at"),)
    return [found for _, found in active_offers.stream(database, due, order_by=order)]
