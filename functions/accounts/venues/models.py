"""Venues, and the command that adds one."""

from datetime import datetime

from functions.kernel.name_keys import name_keys
from functions.kernel.values import Model, Struct, force_setattr, queried


class Venue(Model, frozen=True, kw_only=True):
    """A place or an online shop of an offerer; coordinates are both given or both None."""

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
    created_at: datetime
    name_keys: tuple[str, ...] = queried(())
    """Follow from the name; see `functions/kernel/name_keys.py`."""

    def __post_init__(self) -> None:
        force_setattr(self, "name_keys", name_keys(self.name))


class OpenVenue(Struct, frozen=True, kw_only=True):
    """Command: add a venue to an offerer."""

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
