"""The sums of a payout's lines by scheme and kind."""

from collections.abc import Iterable

from functions.kernel.values import replace
from functions.reimbursement.accounting.models import AccountingRow
from functions.reimbursement.payouts.models import Line, Payout


def rows_of(payout: Payout, lines: Iterable[Line]) -> list[AccountingRow]:
    """Return the sums of the lines that a payout has taken, by scheme and kind.

    Lines that were carried over are in the file of the batch that took them, and so are those of a
    transfer that goes out again.
    """
    rows: dict[tuple[str, str], AccountingRow] = {}
    for line in lines:
        if line.payout_id != payout.id:
            continue
        key = (line.scheme or "", line.kind)
        before = rows.get(key) or AccountingRow(
            batch_id=payout.batch_id,
            account_id=payout.account_id,
            siren=payout.siren,
            statement_id=payout.statement_id,
            scheme=line.scheme,
            kind=line.kind,
        )
        rows[key] = replace(
            before,
            lines=before.lines + 1,
            amount_cents=before.amount_cents + line.amount_cents,
            contribution_cents=before.contribution_cents + line.contribution_cents,
            reimbursed_cents=before.reimbursed_cents + line.reimbursed_cents,
        )
    return [rows[key] for key in sorted(rows)]
