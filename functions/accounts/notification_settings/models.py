"""Settings of notifications; what the law or money needs has none."""

from functions.kernel.values import Model


class PersonSettings(Model, frozen=True, kw_only=True):
    """Which reminders a person gets: of bookings that expire, and the day before an event."""

    expiring_bookings: bool = True
    upcoming_events: bool = True


class VenueSettings(Model, frozen=True, kw_only=True):
    """Which e-mails a venue gets: on bookings made, cancelled and expired, and on who comes."""

    bookings: bool = True
    upcoming_events: bool = True
