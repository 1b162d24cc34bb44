"""Reinstating a cancelled booking: the decision, and its refusals."""

from datetime import datetime

from functions.booking.models import Booking
from functions.booking.rules import changed
from functions.kernel.errors import Conflict
from functions.offers.models import Stock


class NotCancelled(Conflict):
    """Only a cancelled or expired booking can be reinstated."""

    code = "not_cancelled"


class CountermarkGivenAgain(Conflict):
    """The countermark of this booking now belongs to another booking."""

    code = "countermark_given_again"


def reinstate(booking: Booking, stock: Stock, *, now: datetime) -> Booking:
    """Return a cancelled booking as used, two revisions on: held again, then used.

    It takes the stock's current date, because a cancelled booking does not follow a move.
    """
    dates = {"begins_at": stock.begins_at, "moves": stock.moves}
    again = changed(booking, "confirmed", cancelled_at=None, cancellation_reason=None, **dates)
    return changed(again, "used", used_at=now)
