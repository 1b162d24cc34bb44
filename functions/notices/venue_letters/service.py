"""The letter with a venue's news, and who gets it."""

from functions.accounts.offerers.store import offerers, sirens_of
from functions.accounts.venues.models import Venue
from functions.accounts.venues.store import venues
from functions.booking.models import Booking
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork
from functions.notices.letters.models import VenueLetter, VenueLine
from functions.notices.venue_news import rules
from functions.notices.venue_news.models import News, VenueNews
from functions.notices.venue_news.store import news_in
from functions.offers.store import offers


def recipients(work: UnitOfWork, event: VenueNews) -> tuple[str, ...]:
    """Return who gets the news of a venue: the venue, if it has an address, or else the members."""
    venue = venues.find_unverified(work, event.venue_id)
    if venue is None:
        return ()
    if _address(work, event, venue) is not None:
        return (venue.id,)
    offerer = offerers.find_unverified(work, venue.offerer_siren)
    return offerer.member_ids if offerer else ()


def letter(work: UnitOfWork, event: VenueNews, person_id: str) -> VenueLetter | None:
    """Return the letter with a venue's news; None if nothing in them holds any longer."""
    venue = venues.find_unverified(work, event.venue_id)
    if venue is None:
        return None
    address = _address(work, event, venue)
    is_venue = person_id == venue.id
    if is_venue and address is None:
        return None
    if not is_venue and venue.offerer_siren not in sirens_of(work, person_id):
        return None
    found = news_in(work, event.subject_id)
    work.prefetch(*(bookings.ref(one.booking_id) for one in found))
    lines = []
    for one in found[: rules.MOST_LINES]:
        booking = bookings.find_unverified(work, one.booking_id)
        if booking is not None and (one.kind != "coming" or booking.status == "confirmed"):
            lines.append(_line(one, booking))
    if not lines:
        return None
    return VenueLetter(
        topic=event.name,
        event=event,
        venue_name=venue.name,
        time_zone=venue.time_zone,
        address=address if is_venue else None,
        lines=tuple(lines),
        has_more=len(found) > rules.MOST_LINES,
    )


def _line(one: News, booking: Booking) -> VenueLine:
    return VenueLine(
        kind=one.kind,
        offer_name=booking.offer_name,
        begins_at=booking.begins_at,
        quantity=booking.quantity,
        holder_name=booking.holder_name,
    )


def _address(work: UnitOfWork, event: VenueNews, venue: Venue) -> str | None:
    """Return the address for bookings of the offer, or else that of the venue."""
    offer = offers.find_unverified(work, event.offer_id)
    own = offer.details.booking_email if offer else None
    is_own = event.kind == "upcoming" or event.subject_id.startswith(f"bookings~{event.offer_id}~")
    return own if own and is_own else venue.contact.email
