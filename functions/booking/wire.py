"""Schemas of the booking API: request bodies, queries and answers."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.accounts.wire import MyBeneficiaryView
from functions.booking.countermark_rules import qr_payload
from functions.booking.desk_rules import usable_from
from functions.booking.models import Booking, BookingStatus, CancellationReason
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Line, Parameters, UnkeptView, View
from functions.wallet.wire import EntryView, WalletView


class BookBody(Body):
    """A stock to book; two places only for a duo offer."""

    stock_id: Line
    quantity: int = Field(default=1, ge=-1000, le=1000)


class BookingsQuery(Parameters):
    """Filter and page of the caller's bookings."""

    state: Literal["ongoing", "ended"] | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class BookingView(UnkeptView):
    """A booking as its holder sees it; they show `countermark` at the door.

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
    qr_payload: str
    booked_at: datetime
    cancellable_until: datetime | None
    expires_at: datetime | None
    used_at: datetime | None
    cancelled_at: datetime | None
    cancellation_reason: CancellationReason | None
    activation_code: str | None
    activation_code_expires_at: datetime | None

    @property
    def has_no_secret(self) -> bool:
        """True without an activation code, which is stored with the booking and nowhere else."""
        return self.activation_code is None

    @classmethod
    def of(cls, booking: Booking, *, url: str | None = None) -> "BookingView":
        """Return a booking as its holder sees it; `url` is its current link."""
        facts = {name: getattr(booking, name) for name in cls.model_fields if name != "qr_payload"}
        facts["url"] = url or booking.url
        return cls(**facts, qr_payload=qr_payload(booking.countermark))


class BookingsView(View):
    """A page of bookings, newest first."""

    items: list[BookingView]
    next_page_token: str | None


class KeptView(View):
    """A favourite of the caller."""

    offer_id: str
    added_at: datetime


class ExportView(View):
    """All data kept about the caller: identity, credit, bookings and favourites."""

    id: str
    email: str
    exported_at: datetime
    beneficiary: MyBeneficiaryView | None
    offerers: tuple[str, ...]
    wallet: WalletView | None
    entries: list[EntryView]
    bookings: list[BookingView]
    favorites: list[KeptView]


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
