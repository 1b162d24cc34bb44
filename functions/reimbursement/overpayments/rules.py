"""How much may be taken back of a paid booking.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, backoffice/finance/validation.py):
bookings that are reimbursed, without another open incident; above 0 and at most what was paid. The
rate stays that of the original rule.
"""

from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.models import Receivable


class UnknownReceivable(NotFound):
    """There is no used booking with this id."""

    code = "unknown_receivable"


class NotPaid(Conflict):
    """Only what was paid to the offerer can be taken back."""

    code = "not_paid"


class AmountTooHigh(Conflict):
    """This is more than the offerer was paid for the booking."""

    code = "amount_too_high"
    owed_cents: int


class IncidentOpen(Conflict):
    """The booking has an incident that no batch has taken yet."""

    code = "incident_open"


def check(receivable: Receivable | None, last: Incident | None, amount_cents: int | None) -> bool:
    """Check that an amount can be taken back, all of it without one; return whether it is all.

    Refuses UnknownReceivable, NotPaid, AmountTooHigh, IncidentOpen.
    """
    if receivable is None:
        raise UnknownReceivable
    if receivable.state != "paid" or receivable.fold is None:
        raise NotPaid
    if last is not None and last.state == "open":
        raise IncidentOpen
    if receivable.owed_cents <= 0 or (amount_cents or 0) > receivable.owed_cents:
        raise AmountTooHigh(owed_cents=receivable.owed_cents)
    return amount_cents is None or amount_cents == receivable.owed_cents


def adjusted(receivable: Receivable, amount_cents: int) -> Receivable:
    """Return a receivable of which an amount is taken back, whatever its price becomes."""
    return replace(receivable, adjusted_cents=receivable.adjusted_cents - amount_cents)
