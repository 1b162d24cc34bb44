"""Bookings, their claims, the command that makes them, and their events."""

from datetime import datetime
from typing import Literal, Self

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct, queried, shown_without

BookingStatus = Literal["confirmed", "used", "reimbursed", "cancelled", "expired"]


CancellationReason = Literal[
    "beneficiary",
    "offerer",
    "offerer_closed",
    "offer_rejected",
    "expired",
    "fraud",
    "support",
    "overpayment",
]


class Booking(Model, frozen=True, kw_only=True):
    """A place or a thing that a beneficiary has booked, with the terms agreed at that moment.

    `amount_cents` is for the whole quantity. `cancellable_until` is None for things, which can be
    cancelled until they are used or expire; `expires_at` is None for bookings that never expire.
    `remind_at` is when the holder is reminded of that, or of the event; None once done. `moves`
    counts the moves of the event that the booking has followed; `revision` counts the changes of
    the booking. A booking used when it was made is listed as ongoing until `ongoing_until`.
    `activation_code` is None if there is none, and empty once it was erased. `proof` is what only
    the server and the holder know (`countermarks.rules`); None in bookings of releases that made
    none. `scan_id` is the scan at a door without a network that used the booking.

    The sums of takings count its use at `summed_at`, or expect it in the month `summed_month`;
    where that is no longer so, `sum_due_at` is an instant that has passed.

    Queries look for times within bounds, so those that are None need not be stored; `begins_at` and
    `expires_at` still are, for instances of the release before.
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
    begins_at: datetime | None = queried(None)
    quantity: int
    unit_price_cents: int
    price_label: str | None = None
    amount_cents: int
    countermark: str
    status: BookingStatus
    booked_at: datetime
    cancellable_until: datetime | None
    expires_at: datetime | None = queried(None)
    remind_at: datetime | None = None
    used_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancellation_reason: CancellationReason | None = None
    ongoing_until: datetime | None = None
    activation_code: str | None = None
    activation_code_expires_at: datetime | None = None
    proof: str | None = None
    scan_id: str | None = None
    moves: int = 0
    revision: int = 1
    sum_due_at: datetime | None = None
    summed_at: datetime | None = None
    summed_month: str | None = None

    def __repr__(self) -> str:
        return shown_without(self, "activation_code", "proof")


class ActiveBooking(Model, frozen=True, kw_only=True):
    """Claim: the one booking of an offer that a beneficiary may have at a time."""

    booking_id: str


class BookOffer(Struct, frozen=True, kw_only=True):
    """Command: book a stock for a beneficiary."""

    booking_id: str
    beneficiary_id: str
    stock_id: str
    quantity: int
    countermark: str
    proof: str

    def __repr__(self) -> str:
        return shown_without(self, "proof")


class BookingEvent(Event, frozen=True, kw_only=True):
    """An event whose subject is a booking."""

    beneficiary_id: str
    offer_id: str
    stock_id: str
    venue_id: str
    offerer_siren: str = ""
    """Empty in events of releases that did not write it."""
    amount_cents: int

    @classmethod
    def of(cls, booking: Booking, *, at: datetime, **facts: object) -> Self:
        """Return the event for a booking at its current revision.

        `facts` are the fields that only this kind of event has; `revision` may be among them.
        """
        values = {"revision": booking.revision, **facts}
        return cls(
            subject_id=booking.id,
            at=at,
            beneficiary_id=booking.beneficiary_id,
            offer_id=booking.offer_id,
            stock_id=booking.stock_id,
            venue_id=booking.venue_id,
            offerer_siren=booking.offerer_siren,
            amount_cents=booking.amount_cents,
            **values,  # type: ignore[arg-type]
        )


@named("booking-confirmed")
class BookingConfirmed(BookingEvent, frozen=True, kw_only=True):
    """A booking was made."""


@named("booking-redeemed")
class BookingRedeemed(BookingEvent, frozen=True, kw_only=True):
    """A booking was used."""


@named("booking-restored")
class BookingRestored(BookingEvent, frozen=True, kw_only=True):
    """The redemption of a booking was undone."""


@named("booking-moved")
class BookingMoved(BookingEvent, frozen=True, kw_only=True):
    """The event of a booking was moved to another date."""

    begins_at: datetime
    former_begins_at: datetime


@named("booking-cancelled")
class BookingCancelled(BookingEvent, frozen=True, kw_only=True):
    """A booking was cancelled and its credit released."""

    reason: CancellationReason


@named("booking-expiring")
class BookingExpiring(BookingEvent, frozen=True, kw_only=True):
    """A booking expires soon unless it is used."""

    expires_at: datetime
    days_left: int


@named("booking-upcoming")
class BookingUpcoming(BookingEvent, frozen=True, kw_only=True):
    """The event of a booking begins on the next day."""

    begins_at: datetime


@named("booking-expired")
class BookingExpired(BookingEvent, frozen=True, kw_only=True):
    """A booking was not used in time; its credit was released."""
