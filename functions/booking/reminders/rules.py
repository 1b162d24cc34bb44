"""Reminders of events, and of bookings that expire soon: when each is due.

Source of the days: pass-culture-main, core/bookings/constants.py.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.booking.models import Booking
from functions.kernel.calendar_days import PARIS, day_start, local_day
from functions.kernel.values import replace
from functions.offers.categories.rules import category

NOTICE_DAYS, SHORT_NOTICE_DAYS = 7, 5
"""How many days before a booking expires its holder is reminded. The second is for bookings whose
term is at most that of a paper book, which is in categories.toml."""

EVENT_NOTICE_HOUR = 9
"""The hour of the day before an event, in the venue's time zone, at which holders are reminded."""

LONGEST_DELAY = timedelta(days=NOTICE_DAYS + 1)
"""Any booking whose reminder was due longer ago has expired or taken place."""


def remind_at(*, expiry_days: int | None, expires_at: datetime | None) -> datetime | None:
    """Return when the reminder is due (UTC); None if the booking never expires.

    Reminders are due at the start of a day in Paris, whole calendar days before the booking
    expires.
    """
    if expiry_days is None or expires_at is None:
        return None
    is_short = expiry_days <= (category("paper_book").expiry_days or 0)
    days = SHORT_NOTICE_DAYS if is_short else NOTICE_DAYS
    return day_start(local_day(expires_at, PARIS) - timedelta(days=days), PARIS)


def remind_of_event_at(
    *, begins_at: datetime, time_zone: str, booked_at: datetime
) -> datetime | None:
    """Return when the reminder of an event is due (UTC): on the day before it, at 9 in the morning.

    None for bookings made later: their holders know.
    """
    day = local_day(begins_at, time_zone) - timedelta(days=1)
    local = datetime.combine(day, time(EVENT_NOTICE_HOUR), ZoneInfo(time_zone))
    at = local.astimezone(booked_at.tzinfo)
    return at if booked_at < at else None


def is_reminder_due(booking: Booking, *, now: datetime) -> bool:
    """Return whether a reminder is due now: none was sent yet, and the booking has not expired.

    A missed day is made up for as long as the booking has not expired and the event not begun.
    """
    due = booking.remind_at is not None and booking.remind_at <= now
    ends_at = booking.begins_at or booking.expires_at
    return booking.status == "confirmed" and due and ends_at is not None and now < ends_at


def reminded(booking: Booking) -> Booking:
    """Return the booking without a reminder due."""
    return replace(booking, remind_at=None)


def days_left(expires_at: datetime, *, now: datetime) -> int:
    """Return how many calendar days in Paris are left, today included."""
    return (local_day(expires_at, PARIS) - local_day(now, PARIS)).days
