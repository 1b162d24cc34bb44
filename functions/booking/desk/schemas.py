"""The desk: a booking as the professional sees it."""

from datetime import datetime

from functions.booking.desk.rules import usable_from
from functions.booking.models import Booking, BookingStatus
from functions.kernel.schemas import UnkeptView


class DeskBookingView(UnkeptView):
    """A booking as the desk sees it: holder, offer, date, quantity, amount in cents."""

    booking_id: str
    status: BookingStatus
    holder_name: str
    offer_id: str
    offer_name: str
    venue_id: str
    venue_name: str
    time_zone: str
    begins_at: datetime | None
    quantity: int
    price_label: str | None
    amount_cents: int
    booked_at: datetime
    usable_from: datetime | None
    used_at: datetime | None
    cancelled_at: datetime | None

    @classmethod
    def of(cls, booking: Booking) -> "DeskBookingView":
        """Return a booking as the desk sees it."""
        derived = ("booking_id", "usable_from")
        facts = {name: getattr(booking, name) for name in cls.model_fields if name not in derived}
        return cls(**facts, booking_id=booking.id, usable_from=usable_from(booking))
