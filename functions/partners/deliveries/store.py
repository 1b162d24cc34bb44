"""Documents and queries of deliveries."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.partners.deliveries.models import Delivery
from functions.partners.deliveries.rules import UnknownDelivery

deliveries = Collection("webhook_deliveries", Delivery, missing=UnknownDelivery)

declare_indexes(
    Index("webhook_deliveries", ("due_at",)),
    Index("webhook_deliveries", ("siren", "-created_at")),
)


def due(database: Database, *, at: datetime) -> Iterator[Delivery]:
    """Yield due deliveries, those that have waited longest first."""
    found = deliveries.stream(database, Where("due_at", "<=", at), order_by=(Order("due_at"),))
    return (delivery for _, delivery in found)


def deliveries_of(
    work: UnitOfWork, siren: str, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Delivery]:
    """Yield the deliveries of an offerer, newest first, after a position."""
    return deliveries.query_pages(
        work,
        Where("siren", "==", siren),
        order_by=(Order("created_at", descending=True),),
        after=after,
        page=page,
    )
