"""Looks of the audit at pages of payout lines, payouts and statements."""

from collections.abc import Iterator, Sequence
from functools import partial

from functions.booking.claims_audit.service import Fault
from functions.kernel.database import Database, Snapshot, UnitOfWork, Where
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.payouts.models import Line
from functions.reimbursement.payouts.store import LINES_IN_ORDER, payout_lines, payouts
from functions.reimbursement.payouts_audit import rules
from functions.reimbursement.receivables.store import receivables
from functions.reimbursement.settlements.rules import series_and_number
from functions.reimbursement.settlements.store import statement_counters, statements


def look_at_lines(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    """Yield the faults of a page of lines."""
    found = list(payout_lines.readable((s.ref, s.data) for s in page if s.data is not None))

    def compare(work: UnitOfWork) -> list[Fault]:
        for _, line in found:
            refs = (receivables.ref(line.booking_id), payouts.ref(line.payout_id))
            work.prefetch(*refs, incidents.ref(line.id))
        return [(name, fault) for name, line in found for fault in _faults_of(work, line)]

    yield from database.run(compare)


def _faults_of(work: UnitOfWork, line: Line) -> Iterator[str]:
    yield from rules.faults_of_line(
        line,
        receivables.find_shown(work, line.booking_id),
        incidents.find_shown(work, line.id),
        payouts.find_shown(work, line.payout_id),
    )


def look_at_payouts(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    """Yield the faults of a page of payouts; those that collect lines are left out."""
    for snapshot in page:
        payout = payouts.shown(snapshot.ref, snapshot.data)
        if payout is None:
            yield snapshot.ref.id, "payout_unreadable"
        elif payout.state != "collecting":
            where = Where("settlement_id", "==", payout.settlement_id)
            lines = payout_lines.stream(database, where, order_by=LINES_IN_ORDER)
            for fault in rules.faults_of_payout(payout, (line for _, line in lines)):
                yield payout.id, fault


def look_at_statements(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    """Yield the faults of a page of statements."""
    for snapshot in page:
        if statements.shown(snapshot.ref, snapshot.data) is None:
            yield snapshot.ref.id, "statement_unreadable"
            continue
        compare = partial(_faults_of_statement, name=snapshot.ref.id)
        yield from ((snapshot.ref.id, fault) for fault in database.run(compare))


def _faults_of_statement(work: UnitOfWork, *, name: str) -> list[str]:
    statement = statements.find_shown(work, name)
    if statement is None:
        return []
    earlier = rules.number_before(name)
    return list(
        rules.faults_of_statement(
            statement,
            payouts.find_shown(work, statement.payout_id),
            None if earlier is None else statements.find_shown(work, earlier),
            statement_counters.find_shown(work, series_and_number(name)[0]),
        )
    )


LOOKS = {
    payout_lines.name: look_at_lines,
    payouts.name: look_at_payouts,
    statements.name: look_at_statements,
}
