"""Read what the offerer of a venue sees of its money."""

from collections.abc import Sequence
from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.reimbursement.bank_accounts.service import account_of_venue
from functions.reimbursement.models import Receivable
from functions.reimbursement.overview import rules
from functions.reimbursement.overview.models import Waiting
from functions.reimbursement.payouts.models import UNPAID
from functions.reimbursement.payouts.store import payout_lines, payouts, unpaid_transfers


def explain(
    work: UnitOfWork, venue_id: str, page: Sequence[Receivable], *, now: datetime
) -> list[Waiting]:
    """Return what each of a venue's receivables waits for, in four reads of documents.

    A statement whose transfer has failed before may wait as that of a later batch.
    """
    work.prefetch(*(payout_lines.ref(one.id) for one in page if one.state == "in_batch"))
    lines = {
        one.id: payout_lines.find_unverified(work, one.id)
        for one in page
        if one.state == "in_batch"
    }
    work.prefetch(*(payouts.ref(line.payout_id) for line in lines.values() if line is not None))
    account = account_of_venue(work, venue_id, at=now)
    taken = {
        name: payouts.find_unverified(work, line.payout_id)
        for name, line in lines.items()
        if line is not None
    }
    repeated = {
        str(payout.statement_id)
        for payout in taken.values()
        if payout is not None and payout.state in UNPAID and not payout.is_waiting
    }
    unpaid = unpaid_transfers(work, sorted(repeated))
    found = []
    for one in page:
        payout = taken.get(one.id)
        if payout is not None:
            payout = unpaid.get(str(payout.statement_id), payout)
        found.append(rules.why_unpaid(one, account=account, payout=payout, now=now))
    return found
