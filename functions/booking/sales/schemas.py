"""Schemas of the desk's lists."""

from datetime import datetime
from typing import Self

from pydantic import Field

from functions.accounts.numbers.schemas import Number
from functions.booking.desk.schemas import DeskBookingView
from functions.booking.models import Booking, BookingStatus
from functions.booking.sales.rules import MonthTotal
from functions.kernel.field_types import DayOrInstant, Line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View


class ScopeQuery(Parameters):
    """The scope of a list: a venue, an offerer with all its venues, or an offer. Give one."""

    venue_id: Line | None = None
    offerer_siren: Number | None = None
    offer_id: Line | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class DeskQuery(ScopeQuery):
    """Filter of bookings; `from` and `to` bound the time of booking, both included.

    `event_from` and `event_to` bound the beginning of the event instead, latest event first. Days
    are calendar days in the time zone of the venue, or of the offerer's seat.
    """

    booked_from: DayOrInstant | None = Field(default=None, alias="from")
    booked_until: DayOrInstant | None = Field(default=None, alias="to")
    event_from: DayOrInstant | None = None
    event_to: DayOrInstant | None = None
    status: BookingStatus | None = None


class TransactionsQuery(ScopeQuery):
    """Filter of captured amounts; `from` and `to` bound the time of use, both included."""

    used_from: DayOrInstant | None = Field(default=None, alias="from")
    used_until: DayOrInstant | None = Field(default=None, alias="to")


class DeskRowView(DeskBookingView):
    """A row of the desk's list; `countermark` is null until it is used."""

    countermark: str | None

    @classmethod
    def of(cls, booking: Booking) -> Self:
        """Return a booking's row; a countermark that is still valid is left out."""
        row = super().of(booking)
        used = booking.status in ("used", "reimbursed")
        return row if used else row.model_copy(update={"countermark": None})


class DeskRowsView(View):
    """A page of bookings, newest first; a duo booking is one row with its quantity."""

    items: list[DeskRowView]
    next_page_token: str | None


class TransactionView(View):
    """The captured amount of one used booking, in cents."""

    booking_id: str = Field(validation_alias="id")
    offer_name: str
    venue_id: str
    venue_name: str
    time_zone: str
    used_at: datetime
    quantity: int
    amount_cents: int
    status: BookingStatus

    @classmethod
    def of(cls, booking: Booking) -> "TransactionView":
        """Return the row of a used booking."""
        return cls.model_validate(booking)


class MonthView(View):
    """The captured total of a venue in a month ("2026-05") of the venue's calendar, in cents."""

    month: str
    venue_id: str
    venue_name: str
    bookings: int
    total_cents: int

    @classmethod
    def of(cls, total: MonthTotal) -> "MonthView":
        """Return the row of a month."""
        return cls.model_validate(total)


class TransactionsView(View):
    """Captured amounts in cents: a page of bookings, oldest use first, and totals.

    The totals cover every page, and come with the first page only.
    """

    items: list[TransactionView]
    next_page_token: str | None
    months: list[MonthView] | None
    total_cents: int | None
