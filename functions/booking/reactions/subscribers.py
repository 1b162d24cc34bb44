"""Reactions follow bookings: one whose use was undone has none."""

from functions.booking.models import BookingCancelled, BookingRestored
from functions.booking.reactions import service
from functions.booking.subscribers import events
from functions.kernel.platform import Platform


@events.on_at_least_once(BookingRestored)
@events.on_at_least_once(BookingCancelled)
def drop_reaction(platform: Platform, event: BookingRestored | BookingCancelled) -> None:
    """Drop the reaction to a booking whose use was undone; a repeat finds nothing."""
    platform.database.run(lambda work: service.follow(work, event))
