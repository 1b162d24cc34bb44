"""Documents and queries of statements."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.payouts.models import Line
from functions.reimbursement.payouts.store import LINES_IN_ORDER, payout_lines
from functions.reimbursement.settlements.models import Statement, StatementCounter
from functions.reimbursement.settlements.rules import UnknownStatement

statements = Collection("statements", Statement, missing=UnknownStatement)

statement_counters = Collection("statement_counters", StatementCounter)

declare_indexes(
    Index("statements", ("siren", "-issued_at")),
    Index("statements", ("siren", "account_id", "-issued_at")),
)


def statements_of(
    work: UnitOfWork,
    siren: str,
    *,
    account_id: str | None = None,
    issued_from: datetime | None = None,
    issued_before: datetime | None = None,
    after: tuple[datetime, str] | None = None,
    page: int,
) -> Iterator[Statement]:
    """Yield the statements of an offerer, or of one account, newest first, after a position."""
    where = [Where("siren", "==", siren)]
    if account_id is not None:
        where.append(Where("account_id", "==", account_id))
    if issued_from is not None:
        where.append(Where("issued_at", ">=", issued_from))
    if issued_before is not None:
        where.append(Where("issued_at", "<", issued_before))
    order = (Order("issued_at", descending=True),)
    return statements.query_pages(work, *where, order_by=order, after=after, page=page)


def lines_of(work: UnitOfWork, settlement_id: str, *, after: int, page: int) -> Iterator[Line]:
    """Yield the lines of a settlement in the order of their numbers, behind one of them."""
    where = (Where("settlement_id", "==", settlement_id), Where("number", ">", after))
    return payout_lines.query_pages(work, *where, order_by=LINES_IN_ORDER, page=page)


def stream_lines(database: Database, settlement_id: str) -> Iterator[Line]:
    """Yield every line of a settlement in order, page by page, outside any unit of work."""
    where = Where("settlement_id", "==", settlement_id)
    return (line for _, line in payout_lines.stream(database, where, order_by=LINES_IN_ORDER))
