"""The holder: query and answer of the list."""

from typing import Literal

from pydantic import Field

from functions.booking.schemas import BookingView
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View


class BookingsQuery(Parameters):
    """Filter and page of the caller's bookings."""

    state: Literal["ongoing", "ended"] | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class BookingsView(View):
    """A page of bookings, newest first."""

    items: list[BookingView]
    next_page_token: str | None
