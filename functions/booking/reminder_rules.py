"""When the holder of a booking is reminded that it expires: pure decisions."""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.booking.models import Booking
from functions.kernel.calendar_days import PARIS, day_start, local_day

NOTICE_DAYS, SHORT_NOTICE_DAYS = 7, 5
"""How many days before its end a booking is reminded of; the short one is that of a short term."""

_SHORT_TERM_DAYS = 10
"""The term of a paper book, and of whatever has to be fetched as soon (pass-culture-main,
core/bookings/constants.py)."""

LONGEST_DELAY = timedelta(days=NOTICE_DAYS + 1)
"""Behind what was to be reminded of longer ago, nothing is left that has not expired."""


def remind_at(*, expiry_days: int | None, expires_at: datetime | None) -> datetime | None:
    """Return when the holder is to be reminded; None of what never expires.

    That is at the start of a day in Paris, whole calendar days before the booking expires.
    """
    if expiry_days is None or expires_at is None:
        return None
    days = SHORT_NOTICE_DAYS if expiry_days <= _SHORT_TERM_DAYS else NOTICE_DAYS
    return day_start(local_day(expires_at, PARIS) - timedelta(days=days), PARIS)


def is_to_remind(booking: Booking, *, now: datetime) -> bool:
    """Tell whether its holder is to be reminded now: not yet done, and not too late.

    A day that was missed is made up for as long as the booking has not expired.
    """
    due = booking.remind_at is not None and booking.remind_at <= now
    lives = booking.expires_at is not None and now < booking.expires_at
    return booking.status == "confirmed" and due and lives


def reminded(booking: Booking) -> Booking:
    """Return the booking with its one reminder given."""
    return replace(booking, remind_at=None)


def days_left(expires_at: datetime, *, now: datetime) -> int:
    """Return how many calendar days in Paris are left, today's among them."""
    return (local_day(expires_at, PARIS) - local_day(now, PARIS)).days
