"""Reminders: the query of due reminders."""

from datetime import datetime

from functions.booking.reminders import rules
from functions.booking.store import confirmed_by
from functions.kernel.database import Query, Where


def due_for_reminder(at: datetime) -> Query:
    """Return the query of confirmed bookings whose reminder is due."""
    return confirmed_by(
        Where("remind_at", ">", at - rules.LONGEST_DELAY), Where("remind_at", "<=", at)
    )
