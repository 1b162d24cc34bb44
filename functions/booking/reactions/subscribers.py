"""Reactions follow bookings: one whose use was undone has none."""

from functions.booking.models import BookingCancelled, BookingRestored
from functions.booking.reactions import service
from functions.booking.subscribers import events
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Unit


@events.on_unit(BookingRestored)
@events.on_unit(BookingCancelled)
def drop_reaction(_: Platform, event: BookingRestored | BookingCancelled) -> Unit:
    """Drop the reaction to a booking whose use was undone; a repeat finds nothing."""
    return lambda work: service.follow(work, event)
