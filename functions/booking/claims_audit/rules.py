"""Whether stocks and claims agree with the bookings."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from functions.booking.countermarks.models import Countermark
from functions.booking.models import ActiveBooking, Booking
from functions.booking.rules import is_ended
from functions.offers.models import Stock

OLDEST_EVENT = timedelta(hours=1)
"""How long an event may wait in the outbox, which is swept every five minutes."""


def places_kept(stock: Stock) -> int:
    """Return how many places the stock says are booked."""
    return stock.booked


def faults_of_stock(stock: Stock, live: Iterable[Booking]) -> Iterator[str]:
    """Yield the fault of a stock, given all of its bookings that have not ended."""
    if places_kept(stock) != sum(booking.quantity for booking in live):
        yield "places_differ"


def faults_of_booking(
    booking: Booking,
    *,
    active: ActiveBooking | None,
    countermark: Countermark | None,
) -> Iterator[str]:
    """Yield the faults of a booking, given the claims under its names."""
    if is_ended(booking):
        return
    if active is None or active.booking_id != booking.id:
        yield "active_claim_missing"
    if countermark is None or countermark.booking_id != booking.id:
        yield "countermark_claim_missing"


def faults_of_active(booking: Booking | None, *, is_own: bool) -> Iterator[str]:
    """Yield the fault of the claim on a beneficiary's one booking of an offer.

    `is_own` says that it is the claim of the booking that it names.
    """
    if booking is None or is_ended(booking) or not is_own:
        yield "active_claim_stray"


def faults_of_countermark(
    code: str, claim: Countermark | None, booking: Booking | None
) -> Iterator[str]:
    """Yield the faults of the claim on a countermark, given the booking that it names."""
    if claim is None or booking is None or booking.countermark != code:
        yield "countermark_claim_stray"
        return
    if booking.offerer_siren != claim.offerer_siren:
        yield "countermark_offerer_differs"
    if is_ended(booking) != (claim.reusable_at is not None):
        yield "countermark_rest_differs"


def faults_of_outbox(oldest: Mapping[str, object] | None, *, now: datetime) -> Iterator[str]:
    """Yield the fault of the outbox, given its oldest event."""
    at = None if oldest is None else oldest.get("recorded_at")
    if oldest is not None and not (isinstance(at, datetime) and now - at < OLDEST_EVENT):
        yield "outbox_stuck"
