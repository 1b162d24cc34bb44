"""Venues, and the command that adds one."""

from datetime import datetime

from functions.kernel.values import Model, Struct


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
