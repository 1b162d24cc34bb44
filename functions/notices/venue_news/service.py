"""Gathering the news of venues, and closing their boxes."""

from datetime import datetime

from functions.accounts.notification_settings.models import VenueSettings
from functions.accounts.notification_settings.store import venue_settings
from functions.booking.models import BookingEvent
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.notices.venue_news import rules
from functions.notices.venue_news.models import News, VenueNews
from functions.notices.venue_news.store import boxes, news
from functions.offers.store import offers


def prefetch(work: UnitOfWork, event: BookingEvent, *, now: datetime) -> None:
    """Read all that gathering an event's news takes with the next round trip."""
    kind = rules.kind_of(event)
    if kind is not None:
        box_ids = set(rules.boxes_for(event, kind, now=now))
        work.prefetch(offers.ref(event.offer_id), news.ref(event.id), *map(boxes.ref, box_ids))


def gather(work: UnitOfWork, event: BookingEvent, *, now: datetime, kept_until: datetime) -> None:
    """Put what an event means to its venue in the venue's box. Repeating it changes nothing."""
    kind = rules.kind_of(event)
    if kind is None:
        return
    offer = offers.find_unverified(work, event.offer_id)
    if offer is None or news.find(work, event.id) is not None:
        return
    box_id, box = rules.box_of(event, kind, offer=offer, now=now)
    line = News(
        box_id=box_id,
        kind=kind,
        booking_id=event.subject_id,
        at=event.at,
        expires_at=kept_until,
    )
    news.create(work, event.id, line)
    if boxes.find_unverified(work, box_id) is None:
        boxes.create(work, box_id, box)


def close(work: UnitOfWork, box_id: str, *, now: datetime) -> bool:
    """Emit the news of a closed box, unless its venue does without; return whether it did."""
    box = boxes.find(work, box_id)
    if box is None:
        return False
    settings = venue_settings.find_unverified(work, box.venue_id) or VenueSettings()
    boxes.delete(work, box_id)
    if not (settings.upcoming_events if box.kind == "upcoming" else settings.bookings):
        return False
    event = VenueNews(
        subject_id=box_id, at=now, kind=box.kind, venue_id=box.venue_id, offer_id=box.offer_id
    )
    record(work, event)
    return True
