"""Notification settings in requests and answers."""

from functions.kernel.schemas import Body, View


class PersonSettingsBody(Body):
    """Which reminders a person gets; a field that is left out is on."""

    expiring_bookings: bool = True
    upcoming_events: bool = True


class PersonSettingsView(View):
    """Which reminders the caller gets.

    E-mails about credit, codes and the account itself cannot be turned off.
    """

    expiring_bookings: bool
    upcoming_events: bool


class VenueSettingsBody(Body):
    """Which e-mails a venue gets; a field that is left out is on."""

    bookings: bool = True
    upcoming_events: bool = True


class VenueSettingsView(View):
    """Which e-mails a venue gets: bookings made, cancelled and expired, and who comes."""

    bookings: bool
    upcoming_events: bool
