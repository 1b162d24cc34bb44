"""Values for tests of bank accounts and payments. The IBANs are those of public examples."""

from datetime import UTC, datetime

from functions.reimbursement.bank_accounts.models import BankAccount
from functions.reimbursement.settlements.models import Statement

IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"
THIRD_IBAN = "DE89370400440532013000"

ACCOUNT = BankAccount(
    id="a1",
    siren="732829320",
    label="Compte courant",
    holder="Les Tanneries",
    sealed_iban="f1.c2VhbGVk",
    fingerprint="0" * 64,
    country="FR",
    last_four="0189",
    status="pending",
    given_by="pro",
    created_at=datetime(2026, 5, 4, 10, 0, tzinfo=UTC),
)

STATEMENT = Statement(
    id="F260000001",
    kind="reimbursement",
    settlement_id="VIR1~a1",
    payout_id="VIR1~a1",
    batch_id="VIR1",
    siren="732829320",
    offerer_name="Les Tanneries",
    account_id="a1",
    account_label="Compte courant",
    account_shown="FR** **** 0189",
    period_from=None,
    cutoff_at=datetime(2026, 5, 1, tzinfo=UTC),
    issued_at=datetime(2026, 5, 1, 3, 0, tzinfo=UTC),
    lines=1,
    totals=(),
    venues=(),
    carried_cents=0,
    amount_cents=12_50,
)
