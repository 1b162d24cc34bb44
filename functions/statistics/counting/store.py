"""Documents and queries of people in the statistics, and of sums."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, Query, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.statistics.counting.models import Record, Tally

records = Collection("statistics_people", Record)
tallies = Collection("statistics_tallies", Tally)

declare_indexes(
    Index("statistics_people", ("due_at",)),
    Index("statistics_tallies", ("due_at",)),
    Index("statistics_tallies", ("month",)),
)

_BY_DUE = (Order("due_at"),)


def due_people(at: datetime) -> Query:
    """Return the query of people to be counted again, those who wait longest first."""
    return Query(records.name, (Where("due_at", "<=", at),), _BY_DUE)


def due_tallies(database: Database, at: datetime) -> Iterator[tuple[str, Tally]]:
    """Yield the sums that changed since they were published, with their ids."""
    return tallies.stream(database, Where("due_at", "<=", at), order_by=_BY_DUE, page=50)


def tallies_of(database: Database, month: str) -> Iterator[Tally]:
    """Yield the sums of all departments in a month, or of passes.

    Raises ValidationError for one that cannot be read: a total without it would be wrong.
    """
    query = Query(tallies.name, (Where("month", "==", month),), limit=20)
    return (tallies.decode(data) for _, data in database.stream(query))


def tally_id(month: str, department: str) -> str:
    """Return the id of the sums of a month, or of passes, and a department."""
    return f"{month}~{department}"
