"""Answers of the bank, and the bookings that an executed transfer reimburses, page by page.

A transfer that comes back takes them back in the same way, from the last page to the first.
"""

from collections.abc import Sequence
from datetime import datetime

from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.gestures.store import gestures
from functions.reimbursement.incidents.models import IncidentState
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.models import MoveKind
from functions.reimbursement.ledger.rules import Owed, move
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.payments import rules
from functions.reimbursement.payments.models import NO_REASON, Answer, AnswerOutcome, TransferFailed
from functions.reimbursement.payouts.models import Line, Payout
from functions.reimbursement.payouts.store import (
    lines_after,
    payout_lines,
    payout_of_statement,
    payouts,
)
from functions.reimbursement.receivables import service as receivables_service
from functions.reimbursement.receivables.store import receivables
from functions.reimbursement.settlements.models import StatementPaid
from functions.reimbursement.settlements.store import statements

PAGE = 100
"""How many lines one commit settles."""


def record_answers(
    work: UnitOfWork, batch_id: str, answers: Sequence[Answer], *, now: datetime
) -> list[AnswerOutcome]:
    """Enter the answers of the bank about a batch; return what each one did.

    An answer about a transfer that is not in the batch is `unknown`, and one that contradicts an
    earlier answer is `contradicts`; both change nothing.
    """
    found = work.query_all([payout_of_statement(batch_id, one.end_to_end_id) for one in answers])
    outcomes = []
    for answer, matching in zip(answers, found, strict=True):
        payout = payouts.find(work, matching[0][0].id) if matching else None
        after, outcome = rules.answered(payout, answer, now=now)
        if payout is not None and after is not None and after != payout:
            payouts.replace(work, payout.id, after)
            if outcome == "rejected":
                _failed(work, after, now=now)
        outcomes.append(outcome)
    return outcomes


def settle(database: Database, payout_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Settle an executed or returned payout; return whether there was anything to do."""
    is_changed = False
    while database.run(lambda work: settle_page(work, payout_id, now=now, page=page)):
        is_changed = True
    return is_changed


def settle_page(work: UnitOfWork, payout_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Settle the next page of a payout's lines; return whether there was one.

    Those of an executed payout reimburse their bookings, and the last page publishes that the
    statement is paid. Those of a returned one are again as they were in the batch, and the last
    page makes the payout wait for the next one. A cancelled booking stays cancelled.
    """
    payout = payouts.find(work, payout_id)
    if payout is None or payout.run_at is None:
        return False
    if payout.state == "returned":
        after = _take_back_page(work, payout, now=now, page=page)
    elif payout.state in ("executed", "settled"):
        after = _pay_page(work, payout, now=now, page=page)
    else:
        return False
    payouts.replace(work, payout_id, after)
    return True


def _pay_page(work: UnitOfWork, payout: Payout, *, now: datetime, page: int) -> Payout:
    lines = _lines(work, payout, after=payout.settled_lines, limit=page)
    for line in lines:
        _settle_line(work, line, kind="payment", now=now)
    after = replace(payout, settled_lines=payout.settled_lines + len(lines))
    if len(lines) < page:
        after = replace(after, run_at=None)
        _paid(work, payout, now=now)
    return after


def _take_back_page(work: UnitOfWork, payout: Payout, *, now: datetime, page: int) -> Payout:
    """Return a payout whose last settled lines have their money back from the bank.

    It may come back before all its lines were settled.
    """
    first = max(0, payout.settled_lines - page)
    if payout.settled_lines:
        for line in _lines(work, payout, after=first, limit=payout.settled_lines - first):
            _settle_line(work, line, kind="return", now=now)
    after = replace(payout, settled_lines=first)
    if first == 0:
        after = replace(after, run_at=None, is_waiting=True)
        _returned(work, payout, now=now)
    return after


def _lines(work: UnitOfWork, payout: Payout, *, after: int, limit: int) -> list[Line]:
    """Return the lines of a settlement behind a number, and prefetch what they refer to."""
    found = work.query(lines_after(payout.settlement_id, after, limit=limit))
    lines = [payout_lines.decode(data) for _, data in found]
    work.prefetch(
        *(
            collection.ref(line.booking_id)
            for line in lines
            for collection in ((gestures,) if line.kind == "gesture" else (receivables, bookings))
        ),
        *(incidents.ref(line.id) for line in lines if line.kind != "booking"),
    )
    return lines


def _settle_line(work: UnitOfWork, line: Line, *, kind: MoveKind, now: datetime) -> None:
    is_payment = kind == "payment"
    if line.kind == "gesture":
        gesture = gestures.get(work, line.booking_id)
        gestures.replace(work, gesture.id, _moved(work, gesture, line, kind=kind, now=now))
    else:
        one = receivables.find(work, line.booking_id)
        assert one is not None
        after = _moved(work, one, line, kind=kind, now=now)
        # An incident pays again for what was undone, and used again, after it was paid.
        is_paid_again = after.state == "paid" and line.reimbursed_cents > 0
        if is_payment and (line.kind == "booking" or is_paid_again):
            after = receivables_service.reimburse(work, after)
        elif line.kind == "booking":
            after = receivables_service.take_back(work, after)
        if after != one:
            receivables.replace(work, one.id, after)
    if line.kind != "booking":
        incident = incidents.find(work, line.id)
        assert incident is not None
        state: IncidentState = "settled" if is_payment else "in_batch"
        incidents.replace(work, line.id, replace(incident, state=state))


def _moved(work: UnitOfWork, of: Owed, line: Line, *, kind: MoveKind, now: datetime) -> Owed:
    """Return a receivable or gesture whose money has left for the bank, or come back."""
    after, entry = move(of, line.reimbursed_cents, kind=kind, now=now)
    if entry is not None:
        entries.create(work, entry.id, entry)
    return after


def _returned(work: UnitOfWork, payout: Payout, *, now: datetime) -> None:
    """Note that a statement is not paid after all."""
    assert payout.statement_id is not None
    statement = statements.get(work, payout.statement_id)
    unpaid = replace(statement, paid_at=None, paid_in=None, returns=statement.returns + 1)
    statements.replace(work, statement.id, unpaid)
    _failed(work, payout, now=now)


def _failed(work: UnitOfWork, payout: Payout, *, now: datetime) -> None:
    """Publish that a transfer did not reach its account, at most once for each payout."""
    assert payout.statement_id is not None
    record(
        work,
        TransferFailed(
            subject_id=payout.id,
            at=now,
            siren=payout.siren,
            batch_id=payout.batch_id,
            statement_id=payout.statement_id,
            account_id=payout.account_id,
            amount_cents=payout.amount_cents,
            reason=payout.reason or NO_REASON,
        ),
    )


def _paid(work: UnitOfWork, payout: Payout, *, now: datetime) -> None:
    if payout.statement_id is None:
        return
    statement = statements.get(work, payout.statement_id)
    statements.replace(
        work, statement.id, replace(statement, paid_at=payout.executed_at, paid_in=payout.batch_id)
    )
    venue_ids = tuple(venue.venue_id for venue in statement.venues)
    record(
        work,
        StatementPaid(
            subject_id=statement.id,
            revision=statement.returns + 1,
            at=now,
            siren=statement.siren,
            batch_id=payout.batch_id,
            amount_cents=statement.amount_cents,
            venue_ids=venue_ids,
            account_id=payout.account_id,
        ),
    )
