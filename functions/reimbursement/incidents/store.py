"""Documents and queries of incidents."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.incidents.models import Incident, IncidentState

incidents = Collection("incidents", Incident)

declare_indexes(Index("incidents", ("state", "created_at")))


def incidents_in(
    work: UnitOfWork, state: IncidentState, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Incident]:
    """Yield the incidents in a state, oldest first, after a position."""
    where = Where("state", "==", state)
    return incidents.query_pages(
        work, where, order_by=(Order("created_at"),), after=after, page=page
    )
