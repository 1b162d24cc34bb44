"""Documents and queries of payouts, their lines, and debts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.payouts.models import UNPAID, Debt, Line, Payout, PayoutState
from functions.reimbursement.payouts.rules import UnknownDebt, UnknownPayout
from functions.reimbursement.receivables.store import receivables

payouts = Collection("payouts", Payout, missing=UnknownPayout)

payout_lines = Collection("payout_lines", Line)

debts = Collection("payout_debts", Debt, missing=UnknownDebt)

_BY_ID = (Order("created_at"),)

_AT_ONCE = 30
"""The most values that a condition of a query may name."""

LINES_IN_ORDER = (Order("number"),)

declare_indexes(
    Index("payouts", ("run_at",)),
    Index("payouts", ("is_waiting", "created_at")),
    Index("payouts", ("batch_id", "created_at")),
    Index("payouts", ("batch_id", "state", "created_at")),
    Index("payouts", ("batch_id",)),
    Index("payouts", ("statement_id",)),
    Index("payouts", ("settlement_id", "-created_at")),
    Index("payout_lines", ("settlement_id", "number")),
    Index("payout_debts", ("since",)),
    Index("incidents", ("venue_id", "state", "created_at")),
)


def due_payouts(at: datetime) -> Query:
    """Return the query of payouts that the job goes on with, oldest first."""
    return Query(payouts.name, (Where("run_at", "<=", at),), (Order("run_at"),))


def priced_at(
    venue_id: str, before: datetime, *, after: tuple[datetime, str] | None, limit: int
) -> Query:
    """Return the query of a venue's priced receivables before an instant, in their order."""
    where = (
        Where("venue_id", "==", venue_id),
        Where("state", "==", "priced"),
        Where("ordering_at", "<", before),
    )
    return Query(receivables.name, where, (Order("ordering_at"),), limit=limit, after=after)


def open_incidents_at(venue_id: str, *, limit: int) -> Query:
    """Return the query of a venue's open incidents, oldest first."""
    where = (Where("venue_id", "==", venue_id), Where("state", "==", "open"))
    return Query("incidents", where, (Order("created_at"),), limit=limit)


def waiting_payouts(*, after: tuple[datetime, str] | None, limit: int) -> Query:
    """Return the query of payouts that the next batch takes up, oldest first."""
    where = (Where("is_waiting", "==", True),)
    return Query(payouts.name, where, (Order("created_at"),), limit=limit, after=after)


def payouts_of(
    work: UnitOfWork,
    batch_id: str,
    *,
    state: PayoutState | None = None,
    statement_id: str | None = None,
    after: tuple[datetime, str] | None = None,
    page: int,
) -> Iterator[Payout]:
    """Yield the payouts of a batch, in one state or all, after a position; or a statement's."""
    if statement_id is not None:
        found = work.query(payout_of_statement(batch_id, statement_id))
        one = [payouts.decode(data) for _, data in found]
        return iter([each for each in one if state in (None, each.state)])
    where = [Where("batch_id", "==", batch_id)]
    if state is not None:
        where.append(Where("state", "==", state))
    return payouts.query_pages(work, *where, order_by=_BY_ID, after=after, page=page)


def held_statements(work: UnitOfWork, numbers: Sequence[str]) -> set[str]:
    """Return which statements wait because their transfer was rejected, held or returned."""
    held = set()
    for start in range(0, len(numbers), _AT_ONCE):
        some = Where("statement_id", "in", list(numbers[start : start + _AT_ONCE]))
        held |= {
            str(one.statement_id)
            for one in payouts.query_pages(work, some)
            if one.is_waiting and one.state in UNPAID
        }
    return held


def latest_payouts(work: UnitOfWork, settlement_ids: Sequence[str]) -> dict[str, Payout]:
    """Return the last payout of each of these settlements, which decides what becomes of it."""
    newest_first = (Order("created_at", descending=True),)
    queries = [
        Query(payouts.name, (Where("settlement_id", "==", name),), newest_first, limit=1)
        for name in settlement_ids
    ]
    matching = work.query_all(queries) if queries else []
    found = [payouts.decode(data) for some in matching for _, data in some]
    return {payout.settlement_id: payout for payout in found}


def payouts_in(batch_id: str, state: PayoutState, *, limit: int) -> Query:
    """Return the query of the payouts of a batch that are in a state."""
    where = (Where("batch_id", "==", batch_id), Where("state", "==", state))
    return Query(payouts.name, where, _BY_ID, limit=limit)


def payout_of_statement(batch_id: str, statement_id: str) -> Query:
    """Return the query of the payout that transfers a statement in a batch."""
    where = (Where("batch_id", "==", batch_id), Where("statement_id", "==", statement_id))
    return Query(payouts.name, where, limit=1)


def stream_payouts(database: Database, batch_id: str) -> Iterator[Payout]:
    """Yield every payout of a batch, page by page, outside any unit of work."""
    found = payouts.stream(database, Where("batch_id", "==", batch_id), order_by=_BY_ID)
    return (payout for _, payout in found)


def lines_after(settlement_id: str, number: int, *, limit: int) -> Query:
    """Return the query of the lines of a settlement behind a number, in their order."""
    where = (Where("settlement_id", "==", settlement_id), Where("number", ">", number))
    return Query(payout_lines.name, where, LINES_IN_ORDER, limit=limit)


def debts_listed(
    work: UnitOfWork, *, after: tuple[datetime, str] | None = None, page: int
) -> Iterator[Debt]:
    """Yield all negative balances, oldest first, after a position."""
    return debts.query_pages(work, order_by=(Order("since"),), after=after, page=page)
