"""The effect of the bank's answer on a payout."""

from datetime import datetime

from functions.kernel.values import replace
from functions.reimbursement.payments.models import Answer, AnswerOutcome
from functions.reimbursement.payouts.models import Payout


def answered(
    payout: Payout | None, answer: Answer, *, now: datetime
) -> tuple[Payout | None, AnswerOutcome]:
    """Return a payout after an answer, and what the answer did.

    Debit notes are answered in the same way, once the offerer has paid. A payout is executed or
    rejected once: the same answer changes nothing, and the other one contradicts it.
    """
    if payout is None or payout.state == "held":
        return payout, "unknown"
    if payout.state in ("executed", "rejected"):
        is_same = answer.is_executed == (payout.state == "executed")
        return payout, "unchanged" if is_same else "contradicts"
    if not answer.is_executed and payout.state == "debited":
        return payout, "contradicts"
    if payout.state not in ("prepared", "sent", "debited"):
        return payout, "unknown"
    if answer.is_executed:
        return replace(payout, state="executed", executed_at=now, run_at=now), "executed"
    rejected = replace(payout, state="rejected", reason=answer.reason, is_waiting=True)
    return rejected, "rejected"
