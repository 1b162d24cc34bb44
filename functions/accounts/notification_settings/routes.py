"""Routes of notification settings."""

from functions.accounts.notification_settings import service
from functions.accounts.notification_settings.models import PersonSettings, VenueSettings
from functions.accounts.notification_settings.schemas import (
    PersonSettingsBody,
    PersonSettingsView,
    VenueSettingsBody,
    VenueSettingsView,
)
from functions.accounts.notification_settings.store import person_settings
from functions.accounts.offerers.rules import MEMBER_ONLY
from functions.accounts.routes import routes
from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who


@routes.get("/v1/me/notification-settings", who=Who.SIGNED_IN)
def read_notification_settings(call: Call) -> PersonSettingsView:
    """Show which reminders the caller gets."""

    def read(work: UnitOfWork) -> PersonSettingsView:
        found = person_settings.find_unverified(work, call.caller.uid)
        return PersonSettingsView.model_validate(found or PersonSettings())

    return call.read(read)


@routes.put("/v1/me/notification-settings", who=Who.SIGNED_IN)
def set_notification_settings(call: Call, body: PersonSettingsBody) -> PersonSettingsView:
    """Choose which reminders the caller gets."""
    settings = PersonSettings(**body.model_dump())

    def write(work: UnitOfWork) -> PersonSettingsView:
        service.set_for_person(work, call.caller.uid, settings)
        return PersonSettingsView.model_validate(settings)

    return call.commit(write)


@routes.get(
    "/v1/venues/{venue_id}/notification-settings",
    who=Who.MEMBER,
    refusals=(UnknownVenue, *MEMBER_ONLY),
)
def read_venue_notification_settings(call: Call, venue_id: str) -> VenueSettingsView:
    """Show which e-mails a venue gets."""

    def read(work: UnitOfWork) -> VenueSettingsView:
        found = service.find_for_venue(work, venue_id, member_id=call.caller.uid)
        return VenueSettingsView.model_validate(found)

    return call.read(read)


@routes.put(
    "/v1/venues/{venue_id}/notification-settings",
    who=Who.MEMBER,
    refusals=(UnknownVenue, *MEMBER_ONLY),
)
def set_venue_notification_settings(
    call: Call, venue_id: str, body: VenueSettingsBody
) -> VenueSettingsView:
    """Choose which e-mails a venue gets."""
    settings = VenueSettings(**body.model_dump())

    def write(work: UnitOfWork) -> VenueSettingsView:
        service.set_for_venue(work, venue_id, settings, member_id=call.caller.uid)
        return VenueSettingsView.model_validate(settings)

    return call.commit(write)
