"""Rendering of a booking as iCalendar. Importing this module loads the library, which is slow."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from functions.booking.models import Booking
from functions.booking.rules import is_ended
from functions.offers.models import Place

MEDIA_TYPE = "text/calendar"

_DESCRIPTION = "Réservation du pass culture. La contremarque à montrer est dans l’application."


def calendar_of(
    booking: Booking,
    *,
    begins_at: datetime,
    place: Place | None,
    duration_minutes: int | None,
    host: str,
    now: datetime,
) -> bytes:
    """Return the calendar file of a booking, without the holder's name and the countermark.

    The UID stays the same, and SEQUENCE grows with each change of the booking, so that a calendar
    which has the entry moves or cancels it (RFC 5545, 3.8.7.4). Times are UTC.
    """
    event = Event()
    event.add("uid", f"{booking.id}@{host}")
    event.add("dtstamp", now)
    event.add("sequence", booking.revision - 1)
    event.add("status", "CANCELLED" if is_ended(booking) else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("dtstart", begins_at)
    if duration_minutes is not None:
        event.add("dtend", begins_at + timedelta(minutes=duration_minutes))
    event.add("summary", booking.offer_name)
    event.add("description", _DESCRIPTION)
    if booking.url is None:
        event.add("location", _location(booking, place))
        if place is not None and place.latitude is not None and place.longitude is not None:
            event.add("geo", (place.latitude, place.longitude))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{host}//Pass culture//FR")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _location(booking: Booking, place: Place | None) -> str:
    if place is None:
        return booking.venue_name
    return f"{booking.venue_name}, {place.address}, {place.postal_code} {place.city}"
