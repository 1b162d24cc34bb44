"""What the desk's lists take and give."""

from datetime import datetime

from pydantic import Field

from functions.booking.models import Booking, BookingStatus
from functions.booking.totals import MonthTotal
from functions.booking.wire import DeskBookingView
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import DayOrInstant, Line, Parameters, View


class ScopeQuery(Parameters):
    """Whose bookings: a venue's, an offerer's with all its venues, or an offer's; one of them."""

    venue_id: Line | None = None
    offerer_siren: Line | None = None
    offer_id: Line | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class DeskQuery(ScopeQuery):
    """Which bookings; `from` and `to` bound the instant of booking, both included.

    Or, with `event_from` and `event_to`, those of events that begin then, the last one first. A day
    is one of the venue's calendar; for an offerer, of the calendar at its seat.
    """

    booked_from: DayOrInstant | None = Field(default=None, alias="from")
    booked_until: DayOrInstant | None = Field(default=None, alias="to")
    event_from: DayOrInstant | None = None
    event_to: DayOrInstant | None = None
    status: BookingStatus | None = None


class TransactionsQuery(ScopeQuery):
    """Which captured amounts; `from` and `to` bound the instant of use, as in the list."""

    used_from: DayOrInstant | None = Field(default=None, alias="from")
    used_until: DayOrInstant | None = Field(default=None, alias="to")


class DeskRowView(DeskBookingView):
    """A row of the desk's list: the countermark stands there only once it is used."""

    countermark: str | None

    @classmethod
    def of(cls, booking: Booking) -> "DeskRowView":
        """Return a booking's row; a code that is still good is nobody's but its holder's."""
        used = booking.status in ("used", "reimbursed")
        shown = DeskBookingView.of(booking).model_dump()
        return cls(**shown, countermark=booking.countermark if used else None)


class DeskRowsView(View):
    """A page of bookings, newest first; a booking for two is one row with its quantity."""

    items: list[DeskRowView]
    next_page_token: str | None


class TransactionView(View):
    """What one used booking is worth."""

    booking_id: str
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
        """Return what a used booking is worth."""
        facts = {name: getattr(booking, name) for name in cls.model_fields if name != "booking_id"}
        return cls(**facts, booking_id=booking.id)


class MonthView(View):
    """What was captured for a venue in a month, such as "2026-05", by the venue's own calendar."""

    month: str
    venue_id: str
    venue_name: str
    bookings: int
    total_cents: int

    @classmethod
    def of(cls, total: MonthTotal) -> "MonthView":
        """Return what is shown of a month."""
        return cls.model_validate(total)


class TransactionsView(View):
    """What was captured, in cents: a page by booking, oldest use first, and in total.

    The totals are of everything that was asked for, and come with the first page alone.
    """

    items: list[TransactionView]
    next_page_token: str | None
    months: list[MonthView] | None
    total_cents: int | None
