"""Queries and responses of search."""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AliasPath, Field, StringConstraints, TypeAdapter

from functions.kernel.field_types import Instant, Latitude, Line, Longitude, TimeOfDay
from functions.kernel.page_tokens import MOMENT, DocumentId, PageToken
from functions.kernel.schemas import Parameters, View
from functions.offers.models import AccessibilityKind
from functions.offers.pictures.schemas import ShownImage
from functions.offers.schemas import PlaceView
from functions.offers.search.find.rules import Preset
from functions.offers.search.models import Hit, Sort, Where

_FARTHEST_M = 100_000
"""The largest radius of a search, in metres."""

_Metres = Annotated[int, Field(ge=0, le=_FARTHEST_M)]
_Bits = Annotated[int, Field(ge=0, le=60)]
_Geohash = Annotated[str, StringConstraints(pattern="^[0-9b-hjkmnp-z]{12}$")]

POSITIONS: dict[Sort, TypeAdapter[Any]] = {
    "distance": TypeAdapter(tuple[_Metres, _Geohash, DocumentId | Literal[""], _Bits]),
    "date": MOMENT,
    "relevance": TypeAdapter(tuple[Literal[0, 1, 2, 3, 4], Instant, DocumentId]),
}
"""The place that a page token holds, by the order in which it was given."""


MOST_CATEGORIES = 10
"""The most categories of one search: each is a query of its own."""

_CATEGORY = "[a-z0-9_]{1,40}"
_KIND = f"(?:{'|'.join(get_args(AccessibilityKind))})"

Categories = Annotated[
    str, StringConstraints(pattern=f"^{_CATEGORY}(?:,{_CATEGORY}){{0,{MOST_CATEGORIES - 1}}}$")
]
"""Ids of categories, separated by commas; one of them is enough."""

AccessibilityKinds = Annotated[str, StringConstraints(pattern=f"^{_KIND}(?:,{_KIND}){{0,3}}$")]
"""Disabilities that the place has to suit, separated by commas: audio, mental, motor, visual."""

TimeZoneName = Annotated[
    str, StringConstraints(pattern="^[A-Za-z]{1,20}(?:/[A-Za-z0-9_+-]{1,30}){0,2}$")
]
"""The IANA name of a time zone, such as Europe/Paris."""


class SearchQuery(Parameters):
    """Search criteria; `radius_m` is in metres, `from` and `to` bound the start date.

    `when` names a period instead of `from` and `to`, in `time_zone`, by default that of the French
    territory around the point. `hour_from` and `hour_to` bound the time of day at the venue, both
    included; 22:00 to 02:00 spans midnight. With `duo`, only offers for two are found. With
    `last_places`, only dates within 14 days of which a fifth of the places is left, ten at most.
    """

    latitude: Latitude | None = None
    longitude: Longitude | None = None
    radius_m: int = Field(default=10_000, ge=100, le=_FARTHEST_M)
    q: Line | None = None
    category: Categories | None = None
    venue_id: Line | None = None
    duo: bool = False
    free: bool = False
    last_places: bool = False
    where: Where | None = None
    accessibility: AccessibilityKinds | None = None
    max_price_cents: int | None = Field(default=None, ge=0)
    begins_from: Instant | None = Field(default=None, alias="from")
    begins_until: Instant | None = Field(default=None, alias="to")
    when: Preset | None = None
    time_zone: TimeZoneName | None = None
    hour_from: TimeOfDay | None = None
    hour_to: TimeOfDay | None = None
    sort: Sort | None = None
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class HitView(View):
    """An offer in a list: `price_cents` is its lowest price, `next_date` its next beginning.

    `last_places` says that few places are left, of every date that matches.
    """

    id: str = Field(validation_alias=AliasPath("listing", "id"))
    name: str = Field(validation_alias=AliasPath("listing", "name"))
    category: str = Field(validation_alias=AliasPath("listing", "category"))
    duo: bool = Field(validation_alias=AliasPath("listing", "duo"))
    accessibility: list[AccessibilityKind] = Field(
        validation_alias=AliasPath("listing", "accessibility")
    )
    venue: PlaceView = Field(validation_alias=AliasPath("listing", "place"))
    distance_m: int | None
    price_cents: int
    next_date: datetime | None
    last_places: bool = Field(validation_alias="has_last_places")
    image: ShownImage = Field(validation_alias=AliasPath("listing", "image"))

    @classmethod
    def of(cls, hit: Hit) -> "HitView":
        """Return the row of an offer in a list."""
        return cls.model_validate(hit)


class HitsView(View):
    """A page of offers."""

    items: list[HitView]
    next_page_token: str | None
