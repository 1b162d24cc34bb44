"""Rules of news for venues: which events are news, and when a box closes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.booking.models import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingUpcoming,
)
from functions.kernel.calendar_days import PARIS
from functions.notices.venue_news.models import Box, BoxKind, NewsKind
from functions.offers.models import Offer

MOST_LINES = 100
"""The most lines of an e-mail; the desk lists them all."""

GRACE = timedelta(minutes=5)
"""How long after it closes a box is emptied; handlers that were under way have ended by then."""

_DAY_BEGINS, _DAY_ENDS = 8, 20
"""The hours in Paris between which venues get e-mails; the news of a night come in the morning."""

_BY_VENUE = ("offerer", "offerer_closed")
"""Cancellations by the offerer itself, which are no news to it."""


def kind_of(event: BookingEvent) -> NewsKind | None:
    """Return the kind of news that an event is to the venue; None if it is none."""
    match event:
        case BookingConfirmed():
            return "booked"
        case BookingCancelled():
            return None if event.reason in _BY_VENUE else "cancelled"
        case BookingExpired():
            return "expired"
        case BookingUpcoming():
            return "coming"
    return None


def closing_time(now: datetime) -> datetime:
    """Return when a box that is opened now closes (UTC): at the next full hour of a day in Paris.

    After 20:00 that is 08:00 of the next morning.
    """
    local = now.astimezone(ZoneInfo(PARIS))
    day = local.date() + timedelta(days=local.hour >= _DAY_ENDS)
    if _DAY_BEGINS <= local.hour < _DAY_ENDS:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    morning = datetime.combine(day, time(_DAY_BEGINS), ZoneInfo(PARIS))
    return morning.astimezone(now.tzinfo)


def boxes_for(event: BookingEvent, kind: NewsKind, *, now: datetime) -> tuple[str, str]:
    """Return the ids of the boxes that may get an event's news: for its venue and for its offer."""
    closes_at = closing_time(now)
    if kind == "coming":
        of_stock = _box_id("upcoming", event.stock_id, closes_at)
        return of_stock, of_stock
    return (
        _box_id("bookings", event.venue_id, closes_at),
        _box_id("bookings", event.offer_id, closes_at),
    )


def _box_id(kind: BoxKind, target: str, closes_at: datetime) -> str:
    return f"{kind}~{target}~{closes_at:%Y%m%d%H}"


def box_of(event: BookingEvent, kind: NewsKind, *, offer: Offer, now: datetime) -> tuple[str, Box]:
    """Return the id and the box of an event's news.

    Who comes to an event is a box of its own, and so are the bookings of an offer with its own
    address for them.
    """
    of_venue, of_offer = boxes_for(event, kind, now=now)
    box = Box(
        kind="upcoming" if kind == "coming" else "bookings",
        venue_id=event.venue_id,
        offer_id=offer.id,
        closes_at=closing_time(now),
    )
    return of_venue if offer.details.booking_email is None else of_offer, box
