"""The desk: a booking as the professional sees it."""

from datetime import datetime
from typing import Self

from pydantic import Field

from functions.booking.desk.rules import usable_from
from functions.booking.models import Booking, BookingStatus
from functions.kernel.schemas import UnkeptView


class DeskBookingView(UnkeptView):
    """A booking as the desk sees it: holder, offer, date, quantity, amount in cents."""

    booking_id: str = Field(validation_alias="id")
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
    usable_from: datetime | None = None
    used_at: datetime | None
    cancelled_at: datetime | None

    @classmethod
    def of(cls, booking: Booking) -> Self:
        """Return the view of a booking."""
        return cls.model_validate(booking).model_copy(update={"usable_from": usable_from(booking)})
