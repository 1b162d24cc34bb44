"""Answers of the bank, and the bookings that an executed transfer reimburses, page by page."""

from collections.abc import Sequence
from datetime import datetime

from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.gestures.store import gestures
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.rules import Owed, move
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Receivable
from functions.reimbursement.payments import rules
from functions.reimbursement.payments.models import Answer, AnswerOutcome
from functions.reimbursement.payouts.models import Line, Payout
from functions.reimbursement.payouts.store import (
    lines_after,
    payout_lines,
    payout_of_statement,
    payouts,
)
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
        outcomes.append(outcome)
    return outcomes


def settle(database: Database, payout_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Reimburse the bookings of an executed payout; return whether there was anything to do."""
    is_changed = False
    while database.run(lambda work: settle_page(work, payout_id, now=now, page=page)):
        is_changed = True
    return is_changed


def settle_page(work: UnitOfWork, payout_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Settle the next page of an executed payout's lines; return whether there was one.

    A cancelled booking stays cancelled. The last page publishes that the statement is paid.
    """
    payout = payouts.find(work, payout_id)
    if payout is None or payout.run_at is None or payout.state not in ("executed", "settled"):
        return False
    found = work.query(lines_after(payout.settlement_id, payout.settled_lines, limit=page))
    lines = [payout_lines.decode(data) for _, data in found]
    work.prefetch(
        *(
            collection.ref(line.booking_id)
            for line in lines
            for collection in ((gestures,) if line.kind == "gesture" else (receivables, bookings))
        ),
        *(incidents.ref(line.id) for line in lines if line.kind != "booking"),
    )
    for line in lines:
        _settle_line(work, line, now=now)
    is_last = len(found) < page
    after = replace(payout, settled_lines=payout.settled_lines + len(lines))
    if is_last:
        after = replace(after, run_at=None)
        _paid(work, payout, now=now)
    payouts.replace(work, payout_id, after)
    return True


def _settle_line(work: UnitOfWork, line: Line, *, now: datetime) -> None:
    if line.kind == "gesture":
        gesture = gestures.get(work, line.booking_id)
        gestures.replace(work, gesture.id, _moved(work, gesture, line, now=now))
    else:
        one = receivables.find(work, line.booking_id)
        assert one is not None
        after = _moved(work, one, line, now=now)
        if line.kind == "booking":
            after = _reimbursed(work, after)
        if after != one:
            receivables.replace(work, one.id, after)
    if line.kind != "booking":
        _end_incident(work, line)


def _moved(work: UnitOfWork, of: Owed, line: Line, *, now: datetime) -> Owed:
    """Return a receivable or gesture whose money has left for the bank."""
    after, entry = move(of, line.reimbursed_cents, to="bank", now=now)
    if entry is not None:
        entries.create(work, entry.id, entry)
    return after


def _reimbursed(work: UnitOfWork, one: Receivable) -> Receivable:
    """Return a receivable as paid, and make its booking reimbursed."""
    after = replace(one, state="paid")
    booking = bookings.find(work, one.id)
    if booking is None or booking.status != "used":
        return after
    reimbursed = replace(booking, status="reimbursed", revision=booking.revision + 1)
    bookings.replace(work, booking.id, reimbursed)
    is_current = after.revision == booking.revision
    return replace(after, revision=reimbursed.revision) if is_current else after


def _end_incident(work: UnitOfWork, line: Line) -> None:
    incident = incidents.find(work, line.id)
    assert incident is not None
    incidents.replace(work, line.id, replace(incident, state="settled"))


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
            at=now,
            siren=statement.siren,
            batch_id=payout.batch_id,
            amount_cents=statement.amount_cents,
            venue_ids=venue_ids,
        ),
    )
