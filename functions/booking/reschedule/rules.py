"""Bookings whose event moves to another date: the new date, deadline and status.

Source: pass-culture-main, core/bookings/api.py (the deadline after an edit); pass-culture-api at
2021-11, core/offers/api.py (used bookings become confirmed again).
"""

from datetime import datetime, timedelta

from functions.booking.models import Booking
from functions.booking.reminders.rules import remind_of_event_at
from functions.booking.rules import to_sum
from functions.kernel.values import replace

CANCELLABLE_AFTER_MOVE = timedelta(hours=48)
"""How long after its event was moved a booking can be cancelled, if it does not begin before
(pass-culture-main, core/bookings/api.py)."""

RESTORED_IF_MOVED_AHEAD = timedelta(hours=48)
"""How far ahead an event has to be moved for its used bookings to become confirmed again
(pass-culture-api at 2021-11, core/offers/api.py)."""


def move(booking: Booking, *, begins_at: datetime, moves: int, moved_at: datetime) -> Booking:
    """Return the booking of an event that was moved at `moved_at`, for the `moves`-th time.

    Moves may arrive twice and in any order, with the same result: the booking has the date of the
    latest move, and a use from before a move to more than 48 hours ahead is undone. Cancelled,
    expired and reimbursed bookings keep their status.
    """
    if booking.status in ("cancelled", "expired"):
        return booking
    moved = booking
    if booking.moves < moves:
        until = cancellable_until(begins_at=begins_at, moved_at=moved_at)
        moved = replace(
            booking,
            begins_at=begins_at,
            cancellable_until=until,
            remind_at=remind_of_event_at(
                begins_at=begins_at, time_zone=booking.time_zone, booked_at=moved_at
            ),
            moves=moves,
        )
    was_used = booking.used_at is not None and booking.used_at <= moved_at
    if booking.status == "used" and was_used and begins_at - moved_at > RESTORED_IF_MOVED_AHEAD:
        moved = replace(moved, status="confirmed", used_at=None)
    return moved if moved == booking else to_sum(replace(moved, revision=booking.revision + 1))


def cancellable_until(*, begins_at: datetime, moved_at: datetime) -> datetime:
    """Return the cancellation deadline of a booking whose event was moved (UTC).

    Holders have 48 hours to react, even past their former deadline, but never beyond the beginning
    of the event. Hours are elapsed hours, even across a clock change.
    """
    return min(begins_at, moved_at + CANCELLABLE_AFTER_MOVE)
