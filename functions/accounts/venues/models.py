"""Venues, the commands that add and edit one, and their events."""

from datetime import datetime

from functions.accounts.addresses.models import Position
from functions.accounts.contacts.models import Contact
from functions.accounts.opening_hours.models import OpeningHours
from functions.kernel.events import Event, named
from functions.kernel.name_keys import name_keys
from functions.kernel.values import UNSET, Model, Struct, Unset, force_setattr, queried


class VenueAccessibility(Model, frozen=True, kw_only=True):
    """Whether a venue suits people with each kind of disability; None where it is not known."""

    audio: bool | None = None
    mental: bool | None = None
    motor: bool | None = None
    visual: bool | None = None


class Venue(Model, frozen=True, kw_only=True):
    """A place or an online shop of an offerer; coordinates are both given or both None.

    `is_approximate` means that nobody gave the coordinates: they are those of the street or the
    commune. `revision` counts the edits.
    """

    id: str
    offerer_siren: str
    name: str
    siret: str | None
    comment: str | None
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool = False
    contact: Contact = Contact()
    opening_hours: OpeningHours | None = None
    accessibility: VenueAccessibility = VenueAccessibility()
    created_at: datetime
    pricing_point_id: str | None = None
    """The venue whose revenue its bookings count in; None if that is its own, or not chosen yet."""
    pricing_point_since: datetime | None = None
    revision: int = 1
    name_keys: tuple[str, ...] = queried(())
    """Follow from the name; see `functions/kernel/name_keys.py`."""

    def __post_init__(self) -> None:
        force_setattr(self, "name_keys", name_keys(self.name))


class OpenVenue(Struct, frozen=True, kw_only=True):
    """Command: add a venue to an offerer; `located` is its position where no coordinates are."""

    venue_id: str
    member_id: str
    offerer_siren: str
    name: str
    siret: str | None
    comment: str | None
    address: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    located: Position | None = None
    contact: Contact = Contact()
    opening_hours: OpeningHours | None = None
    accessibility: VenueAccessibility = VenueAccessibility()


class EditVenue(Struct, frozen=True, kw_only=True):
    """Command: edit a venue.

    `located` is the position of the edited address, for where no coordinates are given.
    """

    venue_id: str
    member_id: str
    name: str | Unset = UNSET
    comment: str | Unset | None = UNSET
    address: str | Unset = UNSET
    postal_code: str | Unset = UNSET
    city: str | Unset = UNSET
    latitude: float | Unset | None = UNSET
    longitude: float | Unset | None = UNSET
    located: Position | None = None
    contact: Contact | Unset = UNSET
    opening_hours: OpeningHours | Unset | None = UNSET
    accessibility: VenueAccessibility | Unset = UNSET


@named("venue-opened")
class VenueOpened(Event, frozen=True, kw_only=True):
    """A venue was added to an offerer."""

    offerer_siren: str


@named("venue-changed")
class VenueChanged(Event, frozen=True, kw_only=True):
    """A venue was edited: its offers follow; bookings keep what was agreed."""

    offerer_siren: str
