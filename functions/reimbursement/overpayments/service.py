"""Take back what a paid booking has brought; the next batch settles it."""

from datetime import datetime

from functions.booking import rules as booking_rules
from functions.booking.service import end
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork, is_id
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger import rules as ledger_rules
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Receivable
from functions.reimbursement.overpayments import rules
from functions.reimbursement.receivables import service as receivables_service
from functions.reimbursement.receivables.store import receivables
from functions.reimbursement.revenue import service as revenue_service
from functions.reimbursement.rules.models import Scale
from functions.wallet.holds import service as holds_service


def take_back(
    work: UnitOfWork,
    booking_id: str,
    amount_cents: int | None,
    *,
    scale: Scale,
    now: datetime,
) -> Incident:
    """Take back an amount of what a paid booking has brought, or all of it; return the incident.

    For all of it the booking is cancelled, and its credit returns to the holder: to the scheme that
    they have now, if its grant runs. Refuses like `rules.check`, UnknownBooking.
    """
    if not is_id(booking_id):
        raise rules.UnknownReceivable
    work.prefetch(bookings.ref(booking_id))
    before = receivables.find(work, booking_id)
    last = None
    if before is not None and before.incidents:
        last = incidents.find(work, f"{booking_id}~{before.incidents}")
    is_all = rules.check(before, last, amount_cents)
    assert before is not None
    if is_all:
        _cancel(work, booking_id, scale=scale, now=now)
        return _last_incident(work, booking_id)
    assert amount_cents is not None
    after, entry, incident = ledger_rules.settle(
        rules.adjusted(before, amount_cents),
        (before.owed_cents - amount_cents, before.contribution_cents + amount_cents),
        kind="overpayment",
        now=now,
    )
    assert entry is not None
    assert incident is not None
    entries.create(work, entry.id, entry)
    incidents.create(work, incident.id, incident)
    revenue_service.keep(work, [(before, after)])
    receivables.replace(work, booking_id, after)
    return incident


def _cancel(work: UnitOfWork, booking_id: str, *, scale: Scale, now: datetime) -> None:
    booking = bookings.get(work, booking_id)
    cancelled = booking_rules.cancel(booking, reason="overpayment", now=now)
    end(work, cancelled, now=now)
    holds_service.restore(
        work,
        booking_id,
        beneficiary_id=booking.beneficiary_id,
        revision=cancelled.revision,
        now=now,
    )
    # At once, so that a batch which begins now takes it, and a repeat finds it.
    receivables_service.follow(work, booking_id, scale=scale, now=now)


def _last_incident(work: UnitOfWork, booking_id: str) -> Incident:
    after: Receivable | None = receivables.find(work, booking_id)
    assert after is not None
    incident = incidents.find(work, f"{booking_id}~{after.incidents}")
    assert incident is not None
    return incident
