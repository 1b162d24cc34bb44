"""The effect of the bank's answer on a payout.

Source of returns: the SEPA Credit Transfer rulebook of the European Payments Council, by which the
payee's bank sends back a transfer that it cannot credit within three banking days of settlement.
"""

from datetime import datetime

from functions.kernel.values import replace
from functions.reimbursement.payments.models import Answer, AnswerOutcome
from functions.reimbursement.payouts.models import Payout


def answered(
    payout: Payout | None, answer: Answer, *, now: datetime
) -> tuple[Payout | None, AnswerOutcome]:
    """Return a payout after an answer, and what the answer did.

    Debit notes are answered in the same way, once the offerer has paid. A payout is executed or
    rejected once: the same answer changes nothing, and the other one contradicts it. One that was
    executed may be returned after that, also once.
    """
    if payout is None or payout.state == "held":
        return payout, "unknown"
    if payout.state in ("executed", "rejected", "returned"):
        return _answered_again(payout, answer, now=now)
    if not answer.is_executed and payout.state == "debited":
        return payout, "contradicts"
    if payout.state not in ("prepared", "sent", "debited"):
        return payout, "unknown"
    if answer.is_executed:
        return replace(payout, state="executed", executed_at=now, run_at=now), "executed"
    rejected = replace(payout, state="rejected", reason=answer.reason, is_waiting=True)
    return rejected, "rejected"


def _answered_again(
    payout: Payout, answer: Answer, *, now: datetime
) -> tuple[Payout, AnswerOutcome]:
    """Return a payout that has its answer already, after a further one.

    A return of a rejected transfer is the same answer: either way its money has not arrived.
    """
    if answer.is_return:
        if payout.state != "executed":
            return payout, "unchanged"
        if payout.amount_cents <= 0:
            return payout, "contradicts"
        return replace(payout, state="returned", reason=answer.reason, run_at=now), "returned"
    is_same = answer.is_executed == (payout.state != "rejected")
    return payout, "unchanged" if is_same else "contradicts"
