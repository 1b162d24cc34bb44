"""The values of a batch's payment file. They depend on documents alone, so its bytes stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from functions.kernel.calendar_days import PARIS, local_day
from functions.kernel.errors import Conflict
from functions.reimbursement.bank_accounts.models import BankAccount
from functions.reimbursement.bank_accounts.rules import (
    IbanInvalid,
    IbanOutsideSepa,
    checked_iban,
)
from functions.reimbursement.batches.models import Batch
from functions.reimbursement.payouts.models import Payout
from functions.reimbursement.sepa.models import Debtor, PaymentFile, Transfer

_EXECUTED_AFTER = timedelta(days=1)
"""The day asked of the bank, which takes the next banking day."""


class PayerUnknown(Conflict):
    """This deployment needs CULTUREPASS_PAYER_NAME and a valid CULTUREPASS_PAYER_IBAN."""

    code = "payer_unknown"


def payer_of(name: str, iban: str, bic: str) -> Debtor:
    """Return the payer of a deployment; the BIC may be empty. Refuses PayerUnknown."""
    try:
        checked = checked_iban(iban)
    except (IbanInvalid, IbanOutsideSepa) as refusal:
        raise PayerUnknown from refusal
    if not name:
        raise PayerUnknown
    return Debtor(name=name, iban=checked, bic=bic or None)


def transfer_of(payout: Payout, account: BankAccount, iban: str) -> Transfer:
    """Return the transfer of a payout."""
    assert payout.statement_id is not None
    return Transfer(
        reference=payout.statement_id,
        name=account.holder,
        iban=iban,
        amount_cents=payout.amount_cents,
        text=f"Pass culture {payout.batch_id} {payout.statement_id}",
    )


def payment_of(
    batch: Batch, debtor: Debtor, transfers: Sequence[Transfer], *, made_at: datetime
) -> PaymentFile:
    """Return the payment file of a batch; its message id is the batch's label."""
    return PaymentFile(
        message_id=batch.id,
        created_at=made_at,
        execution_on=local_day(made_at, PARIS) + _EXECUTED_AFTER,
        debtor=debtor,
        transfers=tuple(transfers),
    )
