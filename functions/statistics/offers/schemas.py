"""The query and views of an offerer's statistics."""

from pydantic import Field

from functions.booking.takings.models import MonthTakings
from functions.kernel.page_tokens import DocumentId, PageToken
from functions.kernel.schemas import Parameters, View
from functions.offers.views.models import OfferViews
from functions.statistics.figures.schemas import Month


class OfferStatisticsQuery(Parameters):
    """The first and the last month, both included, one offer or all, and the page."""

    first: Month = Field(alias="from")
    last: Month = Field(alias="to")
    offer_id: DocumentId | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class OfferMonthView(View):
    """The bookings of an offer that were used in a month, their value in cents, and its views.

    The month is that of the venue's time zone. `name` is null for an offer that was deleted.
    `views` is an estimate: how often the public offer was read, mostly by the app, but for some
    that were lost; views by the same person count again.
    """

    month: str
    offer_id: str
    name: str | None
    venue_id: str
    venue_name: str
    bookings: int
    total_cents: int
    views: int

    @classmethod
    def of(
        cls, takings: MonthTakings | None, views: OfferViews | None, *, name: str | None
    ) -> "OfferMonthView":
        """Build the view of an offer's month, of which there are takings, views or both."""
        either = takings or views
        assert either is not None
        days = takings.days if takings else ()
        return cls(
            month=either.month,
            offer_id=either.offer_id or "",
            name=name,
            venue_id=either.venue_id,
            venue_name=either.venue_name,
            bookings=sum(day.bookings for day in days),
            total_cents=sum(day.total_cents for day in days),
            views=views.views if views else 0,
        )


class OfferStatisticsView(View):
    """A page of an offerer's months and offers, earliest month first."""

    items: list[OfferMonthView]
    next_page_token: str | None
