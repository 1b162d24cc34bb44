"""Documents of notification settings; without one, everything is on."""

from functions.accounts.notification_settings.models import PersonSettings, VenueSettings
from functions.kernel.database.documents import Collection

person_settings = Collection("person_notifications", PersonSettings)
venue_settings = Collection("venue_notifications", VenueSettings)
