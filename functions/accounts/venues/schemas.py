"""Request bodies and responses about venues."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AliasChoices, ConfigDict, Field
from pydantic.config import JsonDict

from functions.accounts.contacts.models import Contact
from functions.accounts.contacts.schemas import ContactBody, ContactView
from functions.accounts.numbers.schemas import Number
from functions.accounts.opening_hours.schemas import OpeningHoursBody, OpeningHoursView
from functions.accounts.places.schemas import FrenchPostalCode
from functions.accounts.venues.models import Venue, VenueAccessibility
from functions.kernel.field_conditions import exactly_one, has
from functions.kernel.field_types import Latitude, Line, Longitude, line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Changes, Parameters, View, optional

VenueName = Annotated[str, line(140)]
Comment = Annotated[str, line(500)]
City = Annotated[str, line(100)]


_BOTH_OR_NEITHER: JsonDict = {"latitude": ["longitude"], "longitude": ["latitude"]}
_EXAMPLE: JsonDict = {
    "offerer_siren": "732829320",
    "name": "La Laiterie",
    "siret": "73282932000074",
    "address": "13 rue du Hohwald",
    "postal_code": "67000",
    "city": "Strasbourg",
}


class VenueAccessibilityBody(Body):
    """Whether a venue suits people with a hearing, mental, motor or visual disability.

    Null where it is not known.
    """

    null_means: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("audio", "mental", "motor", "visual"), "not known"
    )

    audio: bool | None = None
    mental: bool | None = None
    motor: bool | None = None
    visual: bool | None = None


class _VenueFacts(Body):
    contact: ContactBody | None = None
    opening_hours: OpeningHoursBody | None = None
    accessibility: VenueAccessibilityBody | None = None

    def facts(self) -> dict[str, Any]:
        """Return the given fields, in the types of the commands; null stands for nothing known."""
        given = self.model_dump(exclude_unset=True)
        if "contact" in given:
            given["contact"] = self.contact.contact() if self.contact else Contact()
        if self.opening_hours is not None:
            given["opening_hours"] = self.opening_hours.opening_hours()
        if "accessibility" in given:
            given["accessibility"] = VenueAccessibility(**(given["accessibility"] or {}))
        return given


class VenueBody(_VenueFacts):
    """A place or an online shop, with a SIRET or a comment that says why there is none.

    Without coordinates it is placed by its address, or by its commune.
    """

    model_config = ConfigDict(
        json_schema_extra={
            **exactly_one(has("siret"), has("comment")),
            "dependentRequired": _BOTH_OR_NEITHER,
            "examples": [_EXAMPLE],
        }
    )

    offerer_siren: Number
    name: VenueName
    siret: Number | None = None
    comment: Comment | None = None
    address: Line
    postal_code: FrenchPostalCode
    city: City
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class VenueChanges(_VenueFacts, Changes):
    """Changes to a venue; fields that are not given stay unchanged, and null clears one.

    Coordinates that are null, or not given with another address, come from the address.
    """

    name: VenueName = optional()
    comment: Comment | None = None
    address: Line = optional()
    postal_code: FrenchPostalCode = optional()
    city: City = optional()
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class VenuesQuery(Parameters):
    """The page."""

    page_size: int = Field(default=100, ge=1, le=100)
    page_token: PageToken | None = None


class VenueAccessibilityView(View):
    """Whether a venue suits people with each kind of disability; null where it is not known."""

    audio: bool | None
    mental: bool | None
    motor: bool | None
    visual: bool | None


class VenueFactsView(View):
    """The public facts of a venue, with the department and time zone of its postal code.

    Where `approximate`, the coordinates are those of the street or the commune. Opening hours are
    null where they are not known.
    """

    id: str
    offerer_siren: str
    name: str
    siret: str | None
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    approximate: bool = Field(validation_alias=AliasChoices("is_approximate", "approximate"))
    contact: ContactView
    opening_hours: OpeningHoursView | None
    accessibility: VenueAccessibilityView


class VenueView(VenueFactsView):
    """A venue as shown to members; `comment` says why it has no SIRET.

    `pricing_point_id` is the venue whose revenue its bookings count in; null for one with a SIRET,
    which is its own, and where none was chosen yet.
    """

    comment: str | None
    pricing_point_id: str | None

    @classmethod
    def of(cls, venue: Venue) -> "VenueView":
        """Build the view of a venue."""
        return cls.model_validate(venue)


class VenuesView(View):
    """A page of an offerer's venues, oldest first."""

    items: list[VenueView]
    next_page_token: str | None
