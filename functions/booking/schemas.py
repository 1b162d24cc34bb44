"""A booking as its holder sees it."""

from datetime import datetime

from pydantic import Field

from functions.booking import rules as booking_rules
from functions.booking.models import Booking, BookingStatus, CancellationReason
from functions.kernel.schemas import UnkeptView


class BookingView(UnkeptView):
    """A booking as its holder sees it; the holder shows `countermark` at the door.

    `activation_code` is for the holder alone: it unlocks an online offer until
    `activation_code_expires_at`.
    """

    id: str
    status: BookingStatus
    offer_id: str
    stock_id: str
    offer_name: str
    venue_id: str
    venue_name: str
    time_zone: str
    url: str | None
    begins_at: datetime | None
    quantity: int
    price_label: str | None
    amount_cents: int
    countermark: str
    booked_at: datetime
    cancellable_until: datetime | None
    expires_at: datetime | None
    used_at: datetime | None
    cancelled_at: datetime | None
    cancellation_reason: CancellationReason | None
    activation_code: str | None
    activation_code_expires_at: datetime | None
    qr_payload: str = Field(default="", description="The text of the QR code at the door.")

    @property
    def has_no_secret(self) -> bool:
        """True without an activation code, which is stored with the booking and nowhere else."""
        return self.activation_code is None

    @classmethod
    def of(cls, booking: Booking, *, url: str | None = None) -> "BookingView":
        """Return the view of a booking; `url` is its current link."""
        added = {"url": url or booking.url, "qr_payload": booking_rules.qr_payload(booking)}
        return cls.model_validate(booking).model_copy(update=added)
