"""The audit pass over receivables, holds, entries and folds: paged and resumable."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from functions.booking.claims_audit.service import Fault, Look, walk_collections
from functions.kernel.database import Database, Snapshot, UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.audit import rules, store
from functions.reimbursement.audit.models import Balance, Behind
from functions.reimbursement.folds.store import folds
from functions.reimbursement.gestures.store import gestures
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Gesture, Receivable
from functions.reimbursement.payouts_audit import service as payouts_service
from functions.reimbursement.receivables.store import receivables, used_at_in
from functions.reimbursement.revenue import rules as revenue_rules
from functions.reimbursement.revenue.store import venue_months
from functions.reimbursement.rules.models import Scale
from functions.wallet.store import holds

_MOST_LOOKS = 5


def walk(
    database: Database,
    *,
    scale: Scale,
    now: datetime,
    may_go_on: Callable[[], bool],
    found: Callable[[str, str], None],
) -> tuple[int, bool]:
    """Resume the audit; return how many faults it has found, and whether it is complete.

    `found` is called with each fault of this run: the id of the booking or fold, and its code.
    """
    looks: Mapping[str, Look] = {
        receivables.name: partial(_look_at_receivables, now=now),
        holds.name: partial(_look_at_holds, now=now),
        entries.name: _look_for_strays,
        incidents.name: _look_for_strays,
        gestures.name: _look_at_gestures,
        folds.name: partial(_look_at_folds, scale=scale),
        venue_months.name: _look_at_months,
        **payouts_service.LOOKS,
    }
    return walk_collections(database, looks, may_go_on=may_go_on, found=found)


def _look_at_receivables(
    database: Database, page: Sequence[Snapshot], *, now: datetime
) -> Iterator[Fault]:
    for snapshot in page:
        name = snapshot.ref.id
        listed = receivables.shown(snapshot.ref, snapshot.data)
        if listed is None or listed.id != name:
            yield name, "receivable_unreadable"
            continue
        looked = store.known_of(database, listed)
        if looked is None:
            continue
        known, since = looked
        for fault in rules.faults_of_receivable(known):
            yield name, fault
        is_behind = known.booking is not None and rules.is_behind(known.receivable, known.booking)
        if is_behind or since is not None:
            noted = database.run(partial(_note, name=name, is_behind=is_behind, now=now))
            if noted is not None and now - noted.since >= rules.ON_ITS_WAY:
                yield name, "receivable_behind"


def _note(work: UnitOfWork, *, name: str, is_behind: bool, now: datetime) -> Behind | None:
    """Remember since when a receivable is behind, or forget it."""
    before = store.behind.find(work, name)
    if is_behind and before is None:
        before = Behind(since=now)
        store.behind.create(work, name, before)
    elif not is_behind and before is not None:
        store.behind.delete(work, name)
        return None
    return before


def _look_at_holds(
    database: Database, page: Sequence[Snapshot], *, now: datetime
) -> Iterator[Fault]:
    """Yield the captured holds that have no receivable."""
    shown = [holds.shown(snapshot.ref, snapshot.data) for snapshot in page]
    captured = [hold.id for hold in shown if hold is not None and hold.state == "captured"]
    for name, receivable, booking in store.with_receivables(database, captured):
        if receivable is None and rules.is_overdue(booking, now=now):
            yield name, "receivable_missing"


def _look_for_strays(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    """Yield the entries or incidents that no receivable or gesture counts."""
    numbered = [snapshot.ref.id.rpartition("~") for snapshot in page]
    names = list(dict.fromkeys(name for name, _, _ in numbered if name))
    found: dict[str, Receivable | Gesture | None] = {
        name: one for name, one, _ in store.with_receivables(database, names)
    }
    found |= store.gestures_among(database, [name for name, one in found.items() if one is None])
    is_entry = bool(page) and page[0].ref.collection == entries.name
    for name, _, number in numbered:
        one = found.get(name)
        most = 0 if one is None else one.entries if is_entry else _incidents_of(one)
        if not number.isdigit() or not 1 <= int(number) <= most:
            yield name or number, "entry_stray" if is_entry else "incident_stray"


def _incidents_of(one: Receivable | Gesture) -> int:
    """Return how many incidents a receivable or gesture has."""
    return one.incidents if isinstance(one, Receivable) else int(one.state == "approved")


def _look_at_gestures(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    for snapshot in page:
        name = snapshot.ref.id
        looked = store.gesture_with_all(database, name)
        if looked is None:
            yield name, "gesture_unreadable"
        else:
            yield from ((name, fault) for fault in rules.faults_of_gesture(*looked))


def _look_at_folds(
    database: Database, page: Sequence[Snapshot], *, scale: Scale
) -> Iterator[Fault]:
    for snapshot in page:
        name = snapshot.ref.id
        fold = folds.shown(snapshot.ref, snapshot.data)
        if fold is None:
            yield name, "fold_unreadable"
            continue
        for _ in range(_MOST_LOOKS):
            custom = store.custom_rules_of(database, fold.siren)
            members = store.receivables_in(database, name)
            faults = list(rules.faults_of_fold(fold, members, scale=scale, custom=custom))
            again = store.fold_now(database, name)
            if again == fold or again is None or not faults:
                yield from ((name, fault) for fault in faults)
                break
            fold = again


def _look_at_months(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    """Yield the sums of months that differ from their receivables."""
    for snapshot in page:
        name = snapshot.ref.id
        month = venue_months.shown(snapshot.ref, snapshot.data)
        if month is None:
            yield name, "month_unreadable"
            continue
        for _ in range(_MOST_LOOKS):
            members = used_at_in(database, month.venue_id, *revenue_rules.span_of(month.month))
            differs = revenue_rules.differs(month, members)
            again = database.run(partial(venue_months.find_shown, document_id=name))
            if again == month or again is None or not differs:
                break
            month = again
        if differs:
            yield name, "month_differs"


def balances(database: Database) -> Mapping[tuple[str, str], Balance]:
    """Return the balance of each venue and scheme, from all holds and receivables."""
    sums: dict[tuple[str, str], Balance] = {}

    def add(venue_id: str, scheme: str, **cents: int) -> None:
        before = sums.get((venue_id, scheme), Balance())
        more = {name: getattr(before, name) + number for name, number in cents.items()}
        sums[venue_id, scheme] = replace(before, **more)

    for _, hold in holds.stream(database):
        if hold.state == "captured":
            add(hold.venue_id, hold.scheme, captured_cents=hold.amount_cents)
    for _, one in receivables.stream(database):
        if one.scheme is not None and (one.fold is not None or one.state == "waiting"):
            left = one.amount_cents - one.owed_cents - one.contribution_cents
            add(
                one.venue_id,
                one.scheme,
                owed_cents=one.owed_cents,
                contribution_cents=one.contribution_cents,
                open_cents=left,
            )
    return sums
