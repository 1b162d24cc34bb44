"""Queries and views of what professionals see of their money."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.booking.rules import UNDATED
from functions.booking.takings.models import MonthTakings
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View
from functions.reimbursement.overview.models import Waiting, Waits
from functions.reimbursement.revenue.models import VenueMonth

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


UnpaidState = Literal["waiting", "open", "priced", "in_batch"]
"""Where a booking stands that is used and not yet paid."""


class RevenueQuery(Parameters):
    """The first and the last month, both included."""

    first: Month = Field(alias="from")
    last: Month = Field(alias="to")


class RevenueMonthView(View):
    """The priced bookings of a venue that were used in a month of Paris, in cents.

    The revenue is `owed_cents`, which is paid or will be, and the offerer's contribution.
    """

    month: str
    venue_id: str
    bookings: int
    revenue_cents: int
    owed_cents: int
    contribution_cents: int

    @classmethod
    def of(cls, month: VenueMonth) -> "RevenueMonthView":
        """Build the view of a month."""
        return cls.model_validate(month)


class ExpectedMonthView(View):
    """The open bookings of a venue for events of a month; null for things, which have no date.

    Their value in cents is before the scale of reimbursement applies.
    """

    month: str | None
    venue_id: str
    venue_name: str
    bookings: int
    revenue_cents: int

    @classmethod
    def of(cls, month: MonthTakings, bookings: int, cents: int) -> "ExpectedMonthView":
        """Build the view of a month."""
        return cls(
            month=None if month.month == UNDATED else month.month,
            venue_id=month.venue_id,
            venue_name=month.venue_name,
            bookings=bookings,
            revenue_cents=cents,
        )


class RevenueView(View):
    """The revenue of an offerer's venues by month, earliest first.

    `expected` is the revenue of all open bookings, whatever the months that were asked for.
    """

    months: list[RevenueMonthView]
    expected: list[ExpectedMonthView]


class WaitingQuery(Parameters):
    """The state of the bookings, and the page.

    `waiting` has no pricing point, `open` no price yet, `priced` is in no batch yet, `in_batch` is
    not paid yet.
    """

    state: UnpaidState
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class WaitingView(View):
    """A used booking that is not paid yet; amounts are cents, null before it has a price."""

    booking_id: str
    offer_name: str
    countermark: str
    quantity: int
    used_at: datetime
    amount_cents: int
    reimbursed_cents: int | None
    waits_for: Waits
    reason: str | None

    @classmethod
    def of(cls, waiting: Waiting) -> "WaitingView":
        """Build the view of a booking that is not paid yet."""
        one = waiting.receivable
        return cls(
            booking_id=one.id,
            offer_name=one.offer_name,
            countermark=one.countermark,
            quantity=one.quantity,
            used_at=one.used_at,
            amount_cents=one.amount_cents,
            reimbursed_cents=None if one.price is None else one.price.reimbursed_cents,
            waits_for=waiting.waits_for,
            reason=waiting.reason,
        )


class WaitingsView(View):
    """A page of used bookings that are not paid yet, in the order of their pricing."""

    items: list[WaitingView]
    next_page_token: str | None
