"""Statements and their numbers."""

from datetime import datetime
from typing import Literal

from functions.kernel.calendar_days import PARIS
from functions.kernel.events import Event, named
from functions.kernel.values import Model, queried
from functions.reimbursement.payouts.models import Total

StatementKind = Literal["reimbursement", "debit_note"]


class StatementCounter(Model, frozen=True, kw_only=True):
    """The last number given under a prefix and year, such as `F26`, which is its id."""

    last: int


class VenueName(Model, frozen=True, kw_only=True):
    """A venue of a statement, named as it was then."""

    venue_id: str
    name: str
    siret: str | None
    address: str = ""
    time_zone: str = PARIS


class Statement(Model, frozen=True, kw_only=True):
    """The result of a settlement, with every fact that is printed; only that it is paid changes.

    The id is its number. The period goes from the cut-off of the batch before, None for the first,
    to that of its own. `carried_cents` is what earlier batches had left owing, part of the amount.
    """

    id: str
    kind: StatementKind
    settlement_id: str
    payout_id: str
    batch_id: str
    siren: str
    offerer_name: str
    account_id: str
    account_label: str
    account_shown: str
    """The IBAN of the account with most of it hidden."""
    period_from: datetime | None
    cutoff_at: datetime
    issued_at: datetime
    lines: int
    totals: tuple[Total, ...]
    venues: tuple[VenueName, ...]
    carried_cents: int
    amount_cents: int
    paid_at: datetime | None = queried(None)
    paid_in: str | None = queried(None)
    """The batch whose transfer was executed: a rejected one goes out in a later batch."""
    returns: int = 0
    """How often its transfer was executed and came back."""


@named("statement-paid")
class StatementPaid(Event, frozen=True, kw_only=True):
    """The transfer of a statement was executed, and its bookings are reimbursed.

    The subject is the statement.
    """

    siren: str
    batch_id: str
    amount_cents: int
    venue_ids: tuple[str, ...]
    account_id: str | None = None
    """The account that was paid, which may have replaced that of the statement."""
