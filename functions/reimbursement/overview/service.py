"""Read what the offerer of a venue sees of its money."""

from collections.abc import Sequence
from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.reimbursement.bank_accounts.service import account_of_venue
from functions.reimbursement.models import Receivable
from functions.reimbursement.overview import rules
from functions.reimbursement.overview.models import Waiting
from functions.reimbursement.payouts.store import payout_lines, payouts


def explain(
    work: UnitOfWork, venue_id: str, page: Sequence[Receivable], *, now: datetime
) -> list[Waiting]:
    """Return what each of a venue's receivables waits for, in three reads of documents."""
    work.prefetch(*(payout_lines.ref(one.id) for one in page if one.state == "in_batch"))
    lines = {
        one.id: payout_lines.find_unverified(work, one.id)
        for one in page
        if one.state == "in_batch"
    }
    work.prefetch(*(payouts.ref(line.payout_id) for line in lines.values() if line is not None))
    account = account_of_venue(work, venue_id, at=now)
    found = []
    for one in page:
        line = lines.get(one.id)
        payout = None if line is None else payouts.find_unverified(work, line.payout_id)
        found.append(rules.why_unpaid(one, account=account, payout=payout, now=now))
    return found
