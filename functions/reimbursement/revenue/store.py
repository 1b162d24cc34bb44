"""Documents and queries of the sums by venue and month."""

from collections.abc import Iterator

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.revenue.models import VenueMonth

venue_months = Collection("venue_months", VenueMonth)

declare_indexes(Index("venue_months", ("siren", "month")))


def months_of(work: UnitOfWork, siren: str, *, first: str, last: str) -> Iterator[VenueMonth]:
    """Yield the sums of an offerer's venues between two months, both included, in their order."""
    where = (
        Where("siren", "==", siren),
        Where("month", ">=", first),
        Where("month", "<=", last),
    )
    return venue_months.query_pages(work, *where, order_by=(Order("month"),))
