"""Changes of notification settings."""

from functions.accounts.notification_settings.models import PersonSettings, VenueSettings
from functions.accounts.notification_settings.store import person_settings, venue_settings
from functions.accounts.venues.service import get_own_venue
from functions.kernel.database import UnitOfWork


def set_for_person(work: UnitOfWork, uid: str, settings: PersonSettings) -> None:
    """Set which reminders a person gets."""
    if person_settings.find(work, uid) is None:
        person_settings.create(work, uid, settings)
    else:
        person_settings.replace(work, uid, settings)


def forget_person(work: UnitOfWork, uid: str) -> None:
    """Delete the settings of a person."""
    if person_settings.find(work, uid) is not None:
        person_settings.delete(work, uid)


def find_for_venue(work: UnitOfWork, venue_id: str, *, member_id: str) -> VenueSettings:
    """Return a venue's settings for a member. Refuses UnknownVenue, NotAMember."""
    work.prefetch(venue_settings.ref(venue_id))
    get_own_venue(work, venue_id, member_id=member_id)
    return venue_settings.find_unverified(work, venue_id) or VenueSettings()


def set_for_venue(
    work: UnitOfWork, venue_id: str, settings: VenueSettings, *, member_id: str
) -> None:
    """Set which e-mails a venue gets. Refuses UnknownVenue, NotAMember."""
    work.prefetch(venue_settings.ref(venue_id))
    get_own_venue(work, venue_id, member_id=member_id)
    if venue_settings.find(work, venue_id) is None:
        venue_settings.create(work, venue_id, settings)
    else:
        venue_settings.replace(work, venue_id, settings)
