"""Receivables follow the events of bookings, and the choice of a pricing point."""

from functions.accounts.pricing_points.models import PricingPointChosen
from functions.booking.models import (
    BookingCancelled,
    BookingEvent,
    BookingMoved,
    BookingRedeemed,
    BookingRestored,
)
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Unit
from functions.reimbursement.receivables import service
from functions.reimbursement.receivables.store import waiting_at
from functions.reimbursement.rules.data import load_scale
from functions.reimbursement.subscribers import events


def follow_booking(platform: Platform, event: BookingEvent) -> Unit:
    """Bring the receivable of a booking up to date."""
    scale, now = load_scale(platform.settings.scale), platform.clock.now()
    return lambda work: service.follow_event(work, event, scale=scale, now=now)


for kind in (BookingRedeemed, BookingRestored, BookingMoved, BookingCancelled):
    events.on_unit(kind)(follow_booking)


@events.on_at_least_once(PricingPointChosen)
def open_waiting(platform: Platform, event: PricingPointChosen) -> None:
    """Open the receivables of a venue that waited for its pricing point."""
    scale, now = load_scale(platform.settings.scale), platform.clock.now()

    def follow(booking_id: str) -> None:
        platform.database.run(lambda work: service.follow(work, booking_id, scale=scale, now=now))

    process_or_retry(waiting_at(platform.database, event.subject_id), follow)
