"""What bookings are made of: the booking, its claims, and the events about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from functions.accounts.scheme_models import SpendingDomain
from functions.kernel.events import Event, named

BookingStatus = Literal["confirmed", "used", "reimbursed", "cancelled", "expired"]
CancellationReason = Literal[
    "beneficiary", "offerer", "offerer_closed", "offer_rejected", "expired", "fraud"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A place or a thing that a beneficiary has taken, with all that was agreed then.

    `amount_cents` is for the whole quantity. `cancellable_until` is None for things, which can be
    cancelled until they are used or expire; `expires_at` is None for what never expires.
    `remind_at` is when its holder is reminded of that; None once they were. `moves` counts the
    moves of its event that it has followed. `revision` counts its changes. What was used at booking
    is among the ongoing until `ongoing_until`. `activation_code` is None where there is none, and
    empty once it is forgotten.
    """

    id: str
    beneficiary_id: str
    holder_name: str
    offer_id: str
    stock_id: str
    offerer_siren: str
    venue_id: str
    venue_name: str
    time_zone: str
    offer_name: str
    category: str
    is_event: bool
    domain: SpendingDomain
    url: str | None
    begins_at: datetime | None
    quantity: int
    unit_price_cents: int
    price_label: str | None = None
    amount_cents: int
    countermark: str
    status: BookingStatus
    booked_at: datetime
    cancellable_until: datetime | None
    expires_at: datetime | None
    remind_at: datetime | None = None
    used_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancellation_reason: CancellationReason | None = None
    ongoing_until: datetime | None = None
    activation_code: str | None = field(default=None, repr=False)
    activation_code_expires_at: datetime | None = None
    moves: int = 0
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveBooking:
    """The one booking of an offer that a beneficiary may have at a time."""

    booking_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Countermark:
    """Which booking a countermark stands for; once released it is kept until `reusable_at`."""

    booking_id: str
    offerer_siren: str
    reusable_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes:
    """The wrong codes that a caller of the desk, or an offerer, has asked for: they count until
    `expires_at`."""

    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookOffer:
    """Command: a beneficiary takes a stock."""

    booking_id: str
    beneficiary_id: str
    stock_id: str
    quantity: int
    countermark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingEvent(Event):
    """Something happened to a booking; the subject is the booking."""

    beneficiary_id: str
    offer_id: str
    stock_id: str
    venue_id: str
    amount_cents: int


@named("booking-confirmed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingConfirmed(BookingEvent):
    """A beneficiary has taken it."""


@named("booking-redeemed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRedeemed(BookingEvent):
    """It was used."""


@named("booking-restored")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRestored(BookingEvent):
    """Its redemption was undone."""


@named("booking-moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMoved(BookingEvent):
    """Its event was moved to another instant."""

    begins_at: datetime
    former_begins_at: datetime


@named("booking-cancelled")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(BookingEvent):
    """It was cancelled, and its credit returned."""

    reason: CancellationReason


@named("booking-expiring")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingExpiring(BookingEvent):
    """It lapses soon unless it is used."""

    expires_at: datetime
    days_left: int


@named("booking-expired")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingExpired(BookingEvent):
    """It was not used in time, and its credit returned."""
