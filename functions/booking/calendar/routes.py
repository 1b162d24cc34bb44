"""The route of a booking's calendar file."""

from urllib.parse import urlsplit

from functions.booking.calendar.rules import NoDate
from functions.booking.models import Booking
from functions.booking.routes import routes
from functions.booking.rules import UnknownBooking
from functions.booking.store import bookings
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.offers.models import Offer, Stock
from functions.offers.store import offers, stocks

_CALENDAR = "text/calendar"


@routes.get(
    "/v1/bookings/{booking_id}/calendar.ics",
    who=Who.ANYONE,
    refusals=(UnknownBooking, NoDate),
    also=(_CALENDAR,),
)
def read_calendar(call: Call, booking_id: str) -> Text:
    """Download a booking's calendar entry.

    Mail programs and calendars open it without a token: the random id is what gives access, and the
    file names neither the holder nor the countermark.
    """

    def read(work: UnitOfWork) -> tuple[Booking, Stock | None, Offer | None]:
        booking = bookings.find_unverified(work, booking_id)
        if booking is None:
            raise UnknownBooking
        work.prefetch(stocks.ref(booking.stock_id), offers.ref(booking.offer_id))
        stock = stocks.find_unverified(work, booking.stock_id)
        return booking, stock, offers.find_unverified(work, booking.offer_id)

    booking, stock, offer = call.read(read)
    if booking.begins_at is None:
        raise NoDate
    # The library takes long to load, and the refusals need none.
    from functions.booking.calendar import texts  # noqa: PLC0415

    content = texts.calendar_of(
        booking,
        begins_at=booking.begins_at,
        place=stock.place if stock else None,
        duration_minutes=offer.details.duration_minutes if offer else None,
        host=urlsplit(call.platform.settings.base_url).hostname or "localhost",
        now=call.now,
    )
    return Text(content, f"{_CALENDAR}; charset=utf-8", "reservation.ics")
