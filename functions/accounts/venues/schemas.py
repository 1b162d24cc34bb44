"""Request bodies and responses about venues."""

from typing import Annotated

from functions.accounts.numbers.schemas import Number
from functions.accounts.places.schemas import FrenchPostalCode
from functions.accounts.venues.models import Venue
from functions.kernel.schemas import (
    Body,
    Latitude,
    Line,
    Longitude,
    View,
    line,
)


class VenueBody(Body):
    """A place or an online shop, with a SIRET or a comment that says why there is none."""

    offerer_siren: Number
    name: Annotated[str, line(140)]
    siret: Number | None = None
    comment: Annotated[str, line(500)] | None = None
    address: Line
    postal_code: FrenchPostalCode
    city: Annotated[str, line(100)]
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class VenueView(View):
    """A venue, with the department and time zone of its postal code."""

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

    @classmethod
    def of(cls, venue: Venue) -> "VenueView":
        """Build the view of a venue."""
        return cls.model_validate(venue)


class VenuesView(View):
    """An offerer's venues, oldest first."""

    items: list[VenueView]
