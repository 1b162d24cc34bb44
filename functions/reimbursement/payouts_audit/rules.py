"""Whether payouts, their lines and statements are consistent with each other.

Every line is of a receivable in a batch, or of an incident, and stands once. A payout comes to the
sum of the lines of its settlement, numbered without gaps; so does its statement, and the numbers of
statements have no gaps within a year.
"""

from collections.abc import Iterable, Iterator

from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.models import BATCHED, Receivable
from functions.reimbursement.payouts.models import Line, Payout
from functions.reimbursement.settlements import rules as settlements_rules
from functions.reimbursement.settlements.models import Statement, StatementCounter


def faults_of_line(
    line: Line, receivable: Receivable | None, incident: Incident | None, payout: Payout | None
) -> Iterator[str]:
    """Yield the faults of a line."""
    if payout is None or payout.settlement_id != line.settlement_id:
        yield "line_without_payout"
    elif line.number > payout.lines:
        yield "line_not_counted"
    if line.kind == "booking":
        if line.id != line.booking_id:
            yield "line_doubled"
        if receivable is None or receivable.state not in BATCHED or receivable.price is None:
            yield "line_without_receivable"
        elif receivable.price.reimbursed_cents != line.reimbursed_cents:
            yield "line_differs"
    elif incident is None or incident.state == "open":
        yield "line_without_incident"
    elif incident.amount_cents != line.reimbursed_cents:
        yield "line_differs"


def faults_of_payout(payout: Payout, lines: Iterable[Line]) -> Iterator[str]:
    """Yield the faults of a closed payout, given the lines of its settlement in their order."""
    number, cents = 0, 0
    for line in lines:
        if line.number > payout.lines:
            break
        number += 1
        cents += line.reimbursed_cents
        if line.number != number:
            yield "line_number_skipped"
            return
    if number != payout.lines:
        yield "line_missing"
    elif cents != payout.amount_cents:
        yield "payout_differs"
    if sum(total.reimbursed_cents for total in payout.totals) != payout.amount_cents:
        yield "totals_differ"
    if payout.run_at is None and payout.state in ("executed", "settled", "returned"):
        at_bank = 0 if payout.state == "returned" else payout.lines
        if payout.settled_lines != at_bank:
            yield "payout_unsettled"


def faults_of_statement(
    statement: Statement,
    payout: Payout | None,
    before: Statement | None,
    counter: StatementCounter | None,
) -> Iterator[str]:
    """Yield the faults of a statement; `before` has the number before it, if that is above 0."""
    if payout is None or payout.statement_id != statement.id:
        yield "statement_without_payout"
    elif (payout.amount_cents, payout.totals) != (statement.amount_cents, statement.totals):
        yield "statement_differs"
    _, number = settlements_rules.series_and_number(statement.id)
    if number > 1 and before is None:
        yield "number_skipped"
    if counter is None or number > counter.last:
        yield "number_not_counted"


def number_before(statement_id: str) -> str | None:
    """Return the number before that of a statement; None for the first of a year."""
    series, number = settlements_rules.series_and_number(statement_id)
    return settlements_rules.statement_id(series, number - 1) if number > 1 else None
