"""Read what the offerer of a venue sees of its money."""

from collections.abc import Sequence
from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.reimbursement.bank_accounts.service import account_of_venue
from functions.reimbursement.models import Receivable
from functions.reimbursement.overview import rules
from functions.reimbursement.overview.models import Waiting
from functions.reimbursement.payouts.store import latest_payouts, payout_lines


def explain(
    work: UnitOfWork, venue_id: str, page: Sequence[Receivable], *, now: datetime
) -> list[Waiting]:
    """Return what each of a venue's receivables waits for, in three reads of documents."""
    taken = [one.id for one in page if one.state == "in_batch"]
    work.prefetch(*map(payout_lines.ref, taken))
    lines = {name: payout_lines.find_unverified(work, name) for name in taken}
    settlements = {line.settlement_id for line in lines.values() if line is not None}
    latest = latest_payouts(work, sorted(settlements))
    account = account_of_venue(work, venue_id, at=now)
    found = []
    for one in page:
        line = lines.get(one.id)
        payout = None if line is None else latest.get(line.settlement_id)
        found.append(rules.why_unpaid(one, account=account, payout=payout, now=now))
    return found
