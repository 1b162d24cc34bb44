"""News for venues: the lines of an e-mail, the box that gathers them, and its event."""

from datetime import datetime
from typing import Literal

from functions.kernel.events import Event, named
from functions.kernel.values import Model

BoxKind = Literal["bookings", "upcoming"]

NewsKind = Literal["booked", "cancelled", "expired", "coming"]


class News(Model, frozen=True, kw_only=True):
    """A line of an e-mail to a venue; its id is that of the event, so that a repeat adds none.

    It keeps ids only: names are read when the e-mail is written.
    """

    box_id: str
    kind: NewsKind
    booking_id: str
    at: datetime
    expires_at: datetime


class Box(Model, frozen=True, kw_only=True):
    """A box for the news of a venue, or of an offer with its own address, until it closes.

    An hour of bookings makes one e-mail, however many there are.
    """

    kind: BoxKind
    venue_id: str
    offer_id: str
    closes_at: datetime


@named("venue-news")
class VenueNews(Event, frozen=True, kw_only=True):
    """A venue's news are complete; the subject is their box. The offer is that of one of them."""

    kind: BoxKind
    venue_id: str
    offer_id: str
