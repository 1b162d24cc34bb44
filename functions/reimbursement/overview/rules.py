"""Why a used booking is not paid yet."""

from datetime import datetime

from functions.reimbursement.bank_accounts.models import BankAccount
from functions.reimbursement.models import Receivable
from functions.reimbursement.overview.models import Waiting, Waits
from functions.reimbursement.payouts.models import UNPAID, Payout
from functions.reimbursement.receivables.rules import waits_for


def why_unpaid(
    one: Receivable, *, account: BankAccount | None, payout: Payout | None, now: datetime
) -> Waiting:
    """Return what a receivable that is not paid waits for.

    `account` is that of its venue now, `payout` the one that has taken it.
    """
    waits: Waits | None = waits_for(one, now=now)
    if waits is not None:
        return Waiting(receivable=one, waits_for=waits)
    if payout is None:
        is_accepted = account is not None and account.status == "accepted"
        return Waiting(receivable=one, waits_for="batch" if is_accepted else "bank_account")
    if payout.state in UNPAID and payout.is_waiting:
        return Waiting(receivable=one, waits_for="held", reason=payout.reason)
    is_owed = payout.state in ("carried", "debited")
    return Waiting(receivable=one, waits_for="debt" if is_owed else "transfer")
