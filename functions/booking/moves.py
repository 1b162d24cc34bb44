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

    It stays as it is when it has ended, or has followed that move, or a later one, before: moves
    are told twice and in any order, and who booked after one has its date. A use that came too
    early for the new date counts no more, unless it has been reimbursed.
    """
    if booking.moves >= moves or booking.status in ("cancelled", "expired"):
        return booking
    moved = replace(
        booking,
        begins_at=begins_at,
        cancellable_until=cancellable_until(begins_at=begins_at, moved_at=moved_at),
        moves=moves,
        revision=booking.revision + 1,
    )
    if booking.status == "used" and _was_too_early(booking.used_at, begins_at, moved_at):
        return replace(moved, status="confirmed", used_at=None)
    return moved


def cancellable_until(*, begins_at: datetime, moved_at: datetime) -> datetime:
    """Return until when a booking can be cancelled whose event was moved.

    For 48 hours, so that everybody has the time to learn of it, but no longer than it begins; also
    who could not cancel any more. Hours are real ones, also across a change of clocks.
    """
    return min(begins_at, moved_at + NOTICE)


def _was_too_early(used_at: datetime | None, begins_at: datetime, moved_at: datetime) -> bool:
    """Tell whether a use was for another date: the new one was, and is, more than 48 hours ahead.

    What was used near the new date, before this move was heard of, was meant for it.
    """
    is_far = begins_at - moved_at > NOTICE
    return is_far and used_at is not None and begins_at - used_at > NOTICE
