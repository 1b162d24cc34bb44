"""Rows of the accounting file of a batch."""

from functions.kernel.values import Struct
from functions.reimbursement.payouts.models import LineKind


class AccountingRow(Struct, frozen=True, kw_only=True):
    """The lines of one kind in a payout that one scheme has paid for, summed up in cents.

    Grants of one scheme are not kept apart in a wallet, so the scheme names the grant of origin;
    it is None for free bookings.
    """

    batch_id: str
    account_id: str
    siren: str
    statement_id: str | None
    scheme: str | None
    kind: LineKind
    lines: int = 0
    amount_cents: int = 0
    contribution_cents: int = 0
    reimbursed_cents: int = 0
