"""Receivables follow their bookings, each in one commit with all that it changes.

The booking's document decides, not the event: delivered twice, late or in any order, events end the
same. The commit also captures the credit that is still held, so that the scheme that pays is known
and stays; the event of the wallet then finds it captured.
"""

from datetime import datetime

from functions.accounts.venues.store import venues
from functions.booking.models import Booking, BookingEvent, BookingStatus
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.folds import rules as folds_rules
from functions.reimbursement.folds.models import Fold
from functions.reimbursement.folds.store import folds
from functions.reimbursement.incidents.models import IncidentKind
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger import rules as ledger_rules
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Receivable
from functions.reimbursement.receivables import rules
from functions.reimbursement.receivables.store import before as receivable_before
from functions.reimbursement.receivables.store import receivables
from functions.reimbursement.revenue import service as revenue_service
from functions.reimbursement.rules.models import Scale
from functions.reimbursement.rules.rules import revenue_period_of
from functions.wallet.holds import service as holds_service
from functions.wallet.store import holds, wallets


class HoldMissing(Exception):
    """A paid booking has no hold; the audit reports it."""


def follow_event(work: UnitOfWork, event: BookingEvent, *, scale: Scale, now: datetime) -> bool:
    """Bring the receivable of an event's booking up to date; return whether it changed."""
    work.prefetch(wallets.ref(event.beneficiary_id), venues.ref(event.venue_id))
    if scale.revenue_of == "venue":
        # The fold of most: a venue that is its own pricing point, this year.
        period = revenue_period_of(event.at, scale)
        work.prefetch(folds.ref(folds_rules.fold_id(event.venue_id, period)))
    return follow(work, event.subject_id, scale=scale, now=now)


def follow(work: UnitOfWork, booking_id: str, *, scale: Scale, now: datetime) -> bool:
    """Bring the receivable of a booking up to date; return whether it changed.

    Raises HoldMissing.
    """
    work.prefetch(receivables.ref(booking_id), holds.ref(booking_id))
    booking = bookings.find(work, booking_id)
    before = receivables.find(work, booking_id)
    if booking is None or (before is None and not rules.is_used(booking)):
        return False
    venue = venues.get(work, booking.venue_id)
    scheme = _origin(work, booking, now=now)
    after = rules.follow(before, booking, venue=venue, scheme=scheme, scale=scale, now=now)
    if after is None or after == before:
        return False
    _place(work, before, after)
    if after.fold is None:
        after = _reverse(work, after, booking, now=now)
    elif after.state == "paid" and after.price is not None and not after.price.reimbursed_cents:
        # Used again after it was paid, and no incident will pay it.
        after = reimburse(work, after)
    if before is None:
        receivables.create(work, booking_id, after)
    else:
        revenue_service.keep(work, [(before, after)])
        receivables.replace(work, booking_id, after)
    return True


def reimburse(work: UnitOfWork, one: Receivable) -> Receivable:
    """Return a receivable as paid, and make its booking reimbursed if it is used."""
    return _with_booking(work, replace(one, state="paid"), before="used", status="reimbursed")


def take_back(work: UnitOfWork, one: Receivable) -> Receivable:
    """Return a receivable as in its batch again, and make its reimbursed booking used."""
    return _with_booking(work, replace(one, state="in_batch"), before="reimbursed", status="used")


def _with_booking(
    work: UnitOfWork, one: Receivable, *, before: BookingStatus, status: BookingStatus
) -> Receivable:
    booking = bookings.find(work, one.id)
    if booking is None or booking.status != before:
        return one
    after = replace(booking, status=status, revision=booking.revision + 1)
    bookings.replace(work, booking.id, after)
    is_current = one.revision == booking.revision
    return replace(one, revision=after.revision) if is_current else one


def _origin(work: UnitOfWork, booking: Booking, *, now: datetime) -> str | None:
    """Return the scheme that paid for a used booking, with its credit captured."""
    if booking.amount_cents == 0 or not rules.is_used(booking):
        return None
    hold = holds.find(work, booking.id)
    if hold is None:
        raise HoldMissing(booking.id)
    if hold.state == "held":
        holds_service.settle(
            work,
            booking.id,
            beneficiary_id=booking.beneficiary_id,
            state="captured",
            revision=booking.revision,
            now=now,
        )
    return hold.scheme


def _place(work: UnitOfWork, before: Receivable | None, after: Receivable) -> None:
    """Take a receivable out of its former place among those of its fold, and put it in its new."""
    known: dict[str, Fold | None] = {}
    was = (
        None
        if before is None or before.fold is None
        else (before.fold, rules.place_in_fold(before))
    )
    becomes = None if after.fold is None else (after.fold, rules.place_in_fold(after))
    if was == becomes:
        return
    changed: dict[str, Fold] = {}
    for fold_id in dict.fromkeys(place[0] for place in (was, becomes) if place is not None):
        known[fold_id] = folds.find(work, fold_id)
    if was is not None and before is not None:
        name, key = was
        fold = known[name]
        assert fold is not None
        left = (before.revenue_cents or 0) - before.amount_cents
        changed[name] = folds_rules.take_out(fold, key, revenue_cents=left)
    if becomes is not None:
        name, key = becomes
        fold = changed.get(name) or known[name] or folds_rules.new_fold(after, name)
        earlier = None
        if folds_rules.has_passed(fold, key):
            found = receivable_before(work, name, key, other_than=after.id)
            if found is not None:
                assert found.revenue_cents is not None
                earlier = (rules.place_in_fold(found), found.revenue_cents)
        changed[name] = folds_rules.put_in(fold, key, earlier)
    for name, fold in changed.items():
        if known[name] is None:
            folds.create(work, name, fold)
        elif fold != known[name]:
            folds.replace(work, name, fold)


def _reverse(
    work: UnitOfWork, undone: Receivable, booking: Booking, *, now: datetime
) -> Receivable:
    """Take back what an undone receivable has in the ledger; in a batch already, by an incident."""
    is_overpaid = booking.cancellation_reason == "overpayment"
    kind: IncidentKind = "overpayment" if is_overpaid else "price_difference"
    after, entry, incident = ledger_rules.settle(undone, (0, 0), kind=kind, now=now)
    if entry is not None:
        entries.create(work, entry.id, entry)
    if incident is not None:
        incidents.create(work, incident.id, incident)
    return after
