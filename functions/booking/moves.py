"""What becomes of a booking when its event is moved: pure decisions.

Source: pass-culture-main, core/bookings/api.py (the deadline after an edition); pass-culture-api at
2021-11, core/offers/api.py (what was used comes back).
"""

from dataclasses import replace
from datetime import datetime

from functions.booking.models import Booking
from functions.booking.rules import NOTICE


def move(booking: Booking, *, begins_at: datetime, moves: int, moved_at: datetime) -> Booking:
    """Return the booking of an event that was moved at `moved_at`, for the `moves`-th time.

    Moves are told twice and in any order, and end in the same: the date is that of the last one,
    which who booked after it has already; and a use from before any move to more than 48 hours
    ahead counts no more. What has ended, or was reimbursed for its use, keeps its state.
    """
    if booking.status in ("cancelled", "expired"):
        return booking
    moved = booking
    if booking.moves < moves:
        until = cancellable_until(begins_at=begins_at, moved_at=moved_at)
        moved = replace(booking, begins_at=begins_at, cancellable_until=until, moves=moves)
    was_used = booking.used_at is not None and booking.used_at <= moved_at
    if booking.status == "used" and was_used and begins_at - moved_at > NOTICE:
        moved = replace(moved, status="confirmed", used_at=None)
    return moved if moved == booking else replace(moved, revision=booking.revision + 1)


def cancellable_until(*, begins_at: datetime, moved_at: datetime) -> datetime:
    """Return until when a booking can be cancelled whose event was moved.

    For 48 hours, so that everybody has the time to learn of it, but no longer than it begins; also
    who could not cancel any more. Hours are real ones, also across a change of clocks.
    """
    return min(begins_at, moved_at + NOTICE)
