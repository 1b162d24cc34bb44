"""Payouts, their lines, and the negative balances that they leave."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, queried

PayoutState = Literal[
    "collecting",
    "carried",
    "debited",
    "settled",
    "prepared",
    "held",
    "sent",
    "executed",
    "rejected",
    "returned",
]

UNPAID: tuple[PayoutState, ...] = ("held", "rejected", "returned")
"""The states of a transfer that has not reached its account, and that a later batch repeats."""

LineKind = Literal["booking", "price_difference", "overpayment", "gesture"]

LineGroup = Literal["standard", "book", "none", "custom"]
"""The group of the rule that a line was priced by; `custom` stands for every custom rule."""


class Line(Model, frozen=True, kw_only=True):
    """A booking or an incident in a payout, with the facts that its statement shows.

    Its id is that of the booking or incident, so that nothing is in two payouts. Amounts are cents;
    for an incident, `amount_cents` is 0 and `reimbursed_cents` signed. `number` counts from 1 in
    the settlement. The line of a gesture has its reason as `offer_name`, and neither category nor
    countermark.
    """

    id: str
    settlement_id: str
    payout_id: str
    number: int
    kind: LineKind
    booking_id: str
    siren: str
    venue_id: str
    offer_name: str
    category: str
    group: LineGroup
    price_label: str | None = None
    countermark: str
    quantity: int
    used_at: datetime
    scheme: str | None
    rule_id: str
    rate: int | None
    amount_cents: int
    contribution_cents: int
    reimbursed_cents: int


class Total(Model, frozen=True, kw_only=True):
    """The sum of the lines of a settlement that are alike, in cents."""

    venue_id: str
    kind: LineKind
    group: LineGroup
    rate: int | None
    lines: int
    amount_cents: int
    contribution_cents: int
    reimbursed_cents: int


class Payout(Model, frozen=True, kw_only=True):
    """The money of one bank account in one batch; its id is `<batch>~<account>`.

    While `collecting`, pages of lines are added. Then it is `prepared` for a transfer, `carried`
    because the offerer owes, `debited` by a debit note, or `settled` where nothing is transferred.
    A transfer is `sent`, then `executed` or `rejected`; it is `held` where the account was closed
    before the file was made. An executed one that the payee's bank sends back is `returned`. A
    rejected, held or returned one goes out again in a later batch as a new payout with the same
    statement, `<batch>~<statement>`.

    Lines belong to the settlement, which goes on in the next payout where a balance is carried;
    `totals`, `lines` and `settled_lines` are about all of it.
    """

    id: str
    batch_id: str
    period_from: datetime | None = None
    """The cut-off of the batch before; None for the first."""
    cutoff_at: datetime
    account_id: str
    siren: str
    settlement_id: str
    state: PayoutState
    venue_ids: tuple[str, ...] = ()
    """The venues whose lines are taken, in this order."""
    venue: int = 0
    """How many of them are done."""
    takes: Literal["bookings", "incidents"] = "bookings"
    after_at: datetime | None = None
    after_id: str = ""
    lines: int = 0
    lines_cents: int = 0
    """The sum of the lines that this payout has taken."""
    carried_cents: int = 0
    """The balance of the payouts before it in the settlement; never above zero."""
    carried_from: str | None = None
    debt_id: str | None = None
    """The account that this balance was carried under."""
    totals: tuple[Total, ...] = ()
    statement_id: str | None = queried(None)
    retries: str | None = None
    """The rejected, held or returned payout whose statement this one pays."""
    reason: str | None = None
    """Why it was rejected, held or returned."""
    settled_lines: int = 0
    """How many lines, from the first, have their money at the bank."""
    created_at: datetime
    executed_at: datetime | None = None
    is_waiting: bool = queried(False)
    """Whether the next batch has to take it up: it is carried, rejected, held or returned."""
    run_at: datetime | None = queried(None)
    """When the job goes on with it; None while there is nothing to do."""

    @property
    def amount_cents(self) -> int:
        """The amount to transfer in cents; below zero where the offerer owes it."""
        return self.lines_cents + self.carried_cents

    @property
    def position(self) -> tuple[datetime, str] | None:
        """The place of the last line that was looked at in the present venue."""
        return None if self.after_at is None else (self.after_at, self.after_id)


class Debt(Model, frozen=True, kw_only=True):
    """A negative balance that is carried over; its id is that of the account.

    `since` is when the settlement was carried for the first time. `is_forced` has the next batch
    issue a debit note.
    """

    account_id: str
    siren: str
    payout_id: str
    settlement_id: str
    amount_cents: int
    since: datetime
    is_forced: bool = False
    taken_by: str | None = None
    """The batch that goes on with it now."""
