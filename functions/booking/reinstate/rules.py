"""Reinstating a cancelled booking: the decision, and its refusals."""

from datetime import datetime
from typing import Literal

from functions.booking.activation.rules import check_undoable
from functions.booking.models import Booking
from functions.booking.rules import cancellable_until, changed
from functions.booking.take.rules import NotBookable
from functions.kernel.errors import Conflict
from functions.kernel.values import replace
from functions.offers.models import Stock


class NotCancelled(Conflict):
    """Only a cancelled or expired booking can be reinstated."""

    code = "not_cancelled"


class CountermarkGivenAgain(Conflict):
    """The countermark of this booking now belongs to another booking."""

    code = "countermark_given_again"


class TimeGone(Conflict):
    """The event has begun, or the term of the booking has ended: reinstate it as used."""

    code = "time_gone"


ReinstatedStatus = Literal["confirmed", "used"]


def reinstate(
    booking: Booking, stock: Stock, *, status: ReinstatedStatus, now: datetime
) -> Booking:
    """Return a cancelled booking as confirmed, or another revision on as used.

    It takes the stock's current date, because a cancelled booking does not follow a move. As
    confirmed, it refuses ActivationCodeGiven, NotBookable, TimeGone.
    """
    again = changed(
        booking,
        "confirmed",
        cancelled_at=None,
        cancellation_reason=None,
        begins_at=stock.begins_at,
        moves=stock.moves,
    )
    if status == "used":
        return changed(again, "used", used_at=now)
    check_undoable(booking)
    if stock.is_deleted or not stock.is_open:
        raise NotBookable
    if any(end is not None and end <= now for end in (again.begins_at, again.expires_at)):
        raise TimeGone
    until = cancellable_until(begins_at=again.begins_at, booked_at=again.booked_at)
    return replace(again, cancellable_until=until)
