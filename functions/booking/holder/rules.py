"""The order of a beneficiary's list of bookings."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from functions.booking.models import Booking
from functions.booking.rules import is_ongoing

Position = tuple[datetime, str]
"""A position in an order by time: an instant (UTC) and a booking id."""

_NEVER = datetime(9900, 1, 1, tzinfo=UTC)


def in_order(
    bookings: Iterable[Booking],
    state: Literal["ongoing", "ended"],
    *,
    after: Position | None,
    now: datetime,
) -> tuple[Iterator[Booking], Callable[[Booking], Position]]:
    """Return the ongoing or ended bookings after a position, and the function of their positions.

    Ongoing bookings are ordered by their due date: an event when it begins, a thing when it
    expires; bookings without one come last. Ended bookings are ordered by their end, latest first.
    (pass-culture-main, routes/native/v1/bookings.py.)
    """
    is_last_first = state == "ended"
    position = _end if is_last_first else _due
    chosen = [one for one in bookings if is_ongoing(one, now=now) != is_last_first]
    behind = (
        one
        for one in sorted(chosen, key=position, reverse=is_last_first)
        if after is None or (position(one) < after if is_last_first else position(one) > after)
    )
    return behind, position


def _due(booking: Booking) -> Position:
    due = booking.begins_at or booking.expires_at or booking.ongoing_until
    return due or _NEVER, booking.id


def _end(booking: Booking) -> Position:
    if booking.cancelled_at is not None:
        return booking.cancelled_at, booking.id
    # A booking used before its event began was ongoing until then.
    last = (booking.used_at, booking.begins_at, booking.ongoing_until)
    return max(at for at in (booking.booked_at, *last) if at is not None), booking.id
