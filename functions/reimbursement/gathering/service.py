"""Payouts take their lines page by page, each page in one commit, and close with a statement.

A line is created under the id of its booking or incident, in the commit that changes the receivable
or incident, the ledger and the payout: whatever stops, nothing is taken twice or left out.
"""

from collections.abc import Iterable
from datetime import datetime

from functions.accounts.offerers.store import offerers
from functions.accounts.venues.store import venues
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts.rules import account_at
from functions.reimbursement.bank_accounts.store import accounts, venue_links
from functions.reimbursement.folds.rules import has_passed
from functions.reimbursement.folds.store import folds
from functions.reimbursement.gestures.store import gestures
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.ledger.rules import move
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Gesture, Receivable
from functions.reimbursement.payouts import rules
from functions.reimbursement.payouts.models import Debt, Line, Payout
from functions.reimbursement.payouts.store import (
    debts,
    open_incidents_at,
    payout_lines,
    payouts,
    priced_at,
)
from functions.reimbursement.receivables.rules import place_in_fold
from functions.reimbursement.receivables.store import decoded, receivables
from functions.reimbursement.settlements import rules as settlements_rules
from functions.reimbursement.settlements.models import StatementKind
from functions.reimbursement.settlements.store import statement_counters, statements

PAGE = 100
"""How many lines one commit takes; each writes itself, its receivable and a ledger entry."""


def prepare(database: Database, payout_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Take all lines of a payout and close it; return whether there was anything to do."""
    is_changed = False
    while database.run(lambda work: take_page(work, payout_id, now=now, page=page)):
        is_changed = True
    return is_changed


def take_page(work: UnitOfWork, payout_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Take the next page of a payout's lines, or close it; return whether it was collecting.

    Raises ValidationError for a document that cannot be read, before anything is written.
    """
    payout = payouts.find(work, payout_id)
    if payout is None or payout.state != "collecting":
        return False
    if payout.venue >= len(payout.venue_ids):
        _close(work, payout, now=now)
        return True
    venue_id = payout.venue_ids[payout.venue]
    work.prefetch(accounts.ref(payout.account_id), venue_links.ref(venue_id))
    if payout.takes == "bookings":
        after = _take_bookings(work, payout, venue_id, now=now, page=page)
    else:
        after = _take_incidents(work, payout, venue_id, now=now, page=page)
    payouts.replace(work, payout_id, after)
    return True


def _is_linked(work: UnitOfWork, payout: Payout, venue_id: str) -> bool:
    """Return whether a venue's money goes to a payout's account, now as at the cut-off."""
    account = accounts.find(work, payout.account_id)
    links = venue_links.find(work, venue_id)
    return (
        rules.is_payable(account, payout.cutoff_at)
        and links is not None
        and links.current is not None
        and links.current.account_id == payout.account_id
        and account_at(links.links, payout.cutoff_at) == payout.account_id
    )


def _next_venue(payout: Payout) -> Payout:
    return replace(payout, venue=payout.venue + 1, takes="bookings", after_at=None, after_id="")


def _take_bookings(
    work: UnitOfWork, payout: Payout, venue_id: str, *, now: datetime, page: int
) -> Payout:
    query = priced_at(venue_id, payout.cutoff_at, after=payout.position, limit=page)
    found = decoded(work.query(query))
    if not _is_linked(work, payout, venue_id):
        return _next_venue(payout)
    work.prefetch(*(folds.ref(one.fold) for one in found if one.fold is not None))
    lines: list[Line] = []
    for one in found:
        fold = None if one.fold is None else folds.find(work, one.fold)
        if fold is None or not has_passed(fold, place_in_fold(one)):
            # Its price may change with what was put before it.
            continue
        line = rules.line_of(one, payout, payout.lines + len(lines) + 1)
        _take(work, replace(one, state="in_batch"), line, now=now)
        lines.append(line)
    after = rules.add(payout, lines)
    if len(found) < page:
        return replace(after, takes="incidents", after_at=None, after_id="")
    at, name = place_in_fold(found[-1])
    return replace(after, after_at=at, after_id=name)


def _take_incidents(
    work: UnitOfWork, payout: Payout, venue_id: str, *, now: datetime, page: int
) -> Payout:
    found = [
        incidents.decode(data) for _, data in work.query(open_incidents_at(venue_id, limit=page))
    ]
    if not _is_linked(work, payout, venue_id):
        return _next_venue(payout)
    work.prefetch(
        *(
            (gestures if incident.kind == "gesture" else receivables).ref(incident.booking_id)
            for incident in found
        )
    )
    lines: list[Line] = []
    for incident in found:
        number = payout.lines + len(lines) + 1
        if incident.kind == "gesture":
            gesture = gestures.get(work, incident.booking_id)
            line = rules.line_of_gesture(incident, gesture, payout, number)
            _take_gesture(work, gesture, line, now=now)
        else:
            one = receivables.get(work, incident.booking_id)
            line = rules.line_of_incident(incident, one, payout, number)
            _take(work, one, line, now=now)
        incidents.replace(work, incident.id, replace(incident, state="in_batch"))
        lines.append(line)
    after = rules.add(payout, lines)
    return after if len(found) == page else _next_venue(after)


def _take(work: UnitOfWork, one: Receivable, line: Line, *, now: datetime) -> None:
    after, entry = move(one, line.reimbursed_cents, kind="batch", now=now)
    receivables.replace(work, one.id, after)
    _add_line(work, line, entry)


def _take_gesture(work: UnitOfWork, gesture: Gesture, line: Line, *, now: datetime) -> None:
    after, entry = move(gesture, line.reimbursed_cents, kind="batch", now=now)
    gestures.replace(work, gesture.id, after)
    _add_line(work, line, entry)


def _add_line(work: UnitOfWork, line: Line, entry: ReimbursementEntry | None) -> None:
    payout_lines.create(work, line.id, line)
    if entry is not None:
        entries.create(work, entry.id, entry)


def _close(work: UnitOfWork, payout: Payout, *, now: datetime) -> None:
    """Close a payout that has all its lines: with a statement, with a debt, or without a trace."""
    if payout.lines == 0 and payout.debt_id is None:
        payouts.delete(work, payout.id)
        return
    rules.check_sums(payout)
    debt = None if payout.debt_id is None else debts.find(work, payout.debt_id)
    state = rules.state_of_full(payout, debt, now=now)
    is_settled = state == "settled"
    after = replace(
        payout,
        state=state,
        is_waiting=state == "carried",
        run_at=now if is_settled else None,
        executed_at=now if is_settled else None,
    )
    if rules.needs_statement(payout, state):
        kind: StatementKind = "debit_note" if state == "debited" else "reimbursement"
        after = replace(after, statement_id=_issue(work, payout, kind, now=now))
    _follow_debt(work, after, debt, now=now)
    payouts.replace(work, payout.id, after)


def _follow_debt(work: UnitOfWork, payout: Payout, before: Debt | None, *, now: datetime) -> None:
    """Write the debt that a closed payout leaves, in place of the one that it has carried on."""
    after = rules.debt_of(payout, before, now=now) if payout.state == "carried" else None
    if before is not None:
        carried = payouts.get(work, before.payout_id)
        payouts.replace(work, carried.id, replace(carried, is_waiting=False))
        if after is not None and after.account_id == before.account_id:
            debts.replace(work, after.account_id, after)
            return
        debts.delete(work, before.account_id)
    if after is not None:
        debts.create(work, after.account_id, after)


def _issue(work: UnitOfWork, payout: Payout, kind: StatementKind, *, now: datetime) -> str:
    """Create the statement of a payout with the next number; return the number."""
    series = settlements_rules.series_of(kind, now)
    venue_ids = _venues_of(payout)
    work.prefetch(
        statement_counters.ref(series),
        offerers.ref(payout.siren),
        accounts.ref(payout.account_id),
        *map(venues.ref, venue_ids),
    )
    counter = statement_counters.find(work, series)
    number, last = settlements_rules.next_number(series, counter)
    found = [venues.find_unverified(work, name) for name in venue_ids]
    statement = settlements_rules.new_statement(
        number,
        kind,
        payout,
        offerer=offerers.get(work, payout.siren),
        account=accounts.get(work, payout.account_id),
        venues=[venue for venue in found if venue is not None],
        period_from=payout.period_from,
        now=now,
    )
    statements.create(work, number, statement)
    if counter is None:
        statement_counters.create(work, series, last)
    else:
        statement_counters.replace(work, series, last)
    return number


def _venues_of(payout: Payout) -> Iterable[str]:
    return list(dict.fromkeys(total.venue_id for total in payout.totals))
