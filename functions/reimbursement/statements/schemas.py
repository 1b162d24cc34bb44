"""Queries and views of statements and their lines."""

from collections.abc import Collection
from datetime import date, datetime

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View
from functions.reimbursement.payouts.models import Line, LineGroup, LineKind
from functions.reimbursement.settlements.models import Statement, StatementKind


class StatementsQuery(Parameters):
    """The account and the days of issue, in Paris and both included, and the page."""

    account_id: str | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class LinesQuery(Parameters):
    """The page of a statement's lines."""

    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class StatementView(View):
    """A statement; its amount is below zero where the offerer owes it.

    The period goes from `period_from`, null for the first, to before `cutoff_at`. `batch_id` is
    the transfer's number. `account_shown` is the IBAN with most of it hidden. `is_held` if the bank
    rejected or returned the transfer, or the account was closed: it goes out again with a later
    batch.
    """

    id: str
    kind: StatementKind
    batch_id: str
    account_id: str
    account_label: str
    account_shown: str
    period_from: datetime | None
    cutoff_at: datetime
    issued_at: datetime
    lines: int
    carried_cents: int
    amount_cents: int
    paid_at: datetime | None
    paid_in: str | None
    is_held: bool = False

    @classmethod
    def of(cls, statement: Statement, *, held: Collection[str]) -> "StatementView":
        """Build the view of a statement; `held` are the numbers of those that are held."""
        return cls.model_validate(statement).model_copy(update={"is_held": statement.id in held})


class StatementsView(View):
    """A page of statements, newest first."""

    items: list[StatementView]
    next_page_token: str | None


class LineView(View):
    """A line of a statement; the rate is in basis points, null where an amount was agreed."""

    number: int
    kind: LineKind
    booking_id: str
    venue_id: str
    offer_name: str
    category: str
    group: LineGroup
    price_label: str | None
    countermark: str
    quantity: int
    used_at: datetime
    rate: int | None
    amount_cents: int
    contribution_cents: int
    reimbursed_cents: int

    @classmethod
    def of(cls, line: Line) -> "LineView":
        """Build the view of a line."""
        return cls.model_validate(line)


class LinesView(View):
    """A page of the lines of a statement, in the order of their numbers."""

    items: list[LineView]
    next_page_token: str | None
