"""What finding offers takes and gives: queries, pages of hits, categories, favourites."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from functions.accounts.scheme_models import SpendingDomain
from functions.kernel.page_tokens import MOMENT, DocumentId, PageToken
from functions.kernel.schemas import Instant, Line, Parameters, View
from functions.offers.models import Category, DetailName, Offer, OfferStatus
from functions.offers.search.models import Hit, Sort
from functions.offers.status import status_of
from functions.offers.wire import ImageView, PlaceView

_Metres = Annotated[int, Field(ge=0, le=100_000)]
_Bits = Annotated[int, Field(ge=0, le=60)]
_Geohash = Annotated[str, StringConstraints(pattern="^[0-9b-hjkmnp-z]{12}$")]

POSITIONS: dict[Sort, TypeAdapter[Any]] = {
    "distance": TypeAdapter(tuple[_Metres, _Geohash, DocumentId | Literal[""], _Bits]),
    "date": MOMENT,
    "relevance": TypeAdapter(tuple[Literal[0, 1], Instant, DocumentId]),
}
"""The place that a page token holds, by the order in which it was given."""


class SearchQuery(Parameters):
    """What to look for. `radius_m` in metres; `from` and `to` in RFC 3339 bound the beginning."""

    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    radius_m: int = Field(default=10_000, ge=100, le=100_000)
    q: Line | None = None
    category: Line | None = None
    max_price_cents: int | None = Field(default=None, ge=0)
    begins_from: Instant | None = Field(default=None, alias="from")
    begins_until: Instant | None = Field(default=None, alias="to")
    sort: Sort | None = None
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class HitView(View):
    """An offer in a list: `price_cents` is its lowest price, `next_date` its next beginning."""

    id: str
    name: str
    category: str
    duo: bool
    venue: PlaceView
    distance_m: int | None
    price_cents: int
    next_date: datetime | None
    image: ImageView | None

    @classmethod
    def of(cls, hit: Hit) -> "HitView":
        """Return what a list shows of an offer."""
        return cls(
            id=hit.listing.id,
            name=hit.listing.name,
            category=hit.listing.category,
            duo=hit.listing.duo,
            venue=PlaceView.model_validate(hit.listing.place),
            distance_m=hit.distance_m,
            price_cents=hit.price_cents,
            next_date=hit.next_date,
            image=ImageView.shown(hit.listing.image),
        )


class HitsView(View):
    """A page of offers."""

    items: list[HitView]
    next_page_token: str | None


class CategoryView(View):
    """A category; `domain` is the spending cap that counts it, `expiry_days` when things expire.

    `details` are those of an offer's optional fields that only some categories have.
    """

    id: str
    group: str
    label: str
    event: bool
    place: Literal["offline", "online", "either"]
    domain: SpendingDomain
    duo: bool
    expiry_days: int | None = Field(validation_alias="term_days")
    details: tuple[DetailName, ...]

    @classmethod
    def of(cls, category: Category) -> "CategoryView":
        """Return what is shown of a category."""
        return cls.model_validate(category)


class CategoryGroupView(View):
    """What several categories are shown under, in French."""

    id: str
    label: str


class CategoriesView(View):
    """Every category that an offer may have, and the groups that they are shown under."""

    items: list[CategoryView]
    groups: list[CategoryGroupView]


class KeptOfferView(View):
    """An offer that somebody keeps, as far as a list shows it.

    `price_cents` is the lowest price and `next_date` the next beginning of what can be booked now;
    None where nothing can.
    """

    id: str
    name: str
    category: str
    duo: bool
    status: OfferStatus
    venue: PlaceView
    image: ImageView | None
    price_cents: int | None
    next_date: datetime | None

    @classmethod
    def of(cls, offer: Offer, left: Hit | None, *, now: datetime) -> "KeptOfferView":
        """Return what is shown of an offer; `left` is what can be booked of it now."""
        return cls(
            id=offer.id,
            name=offer.name,
            category=offer.category,
            duo=offer.duo,
            status=status_of(offer, is_left=left is not None, now=now),
            venue=PlaceView.model_validate(offer.place),
            image=ImageView.shown(offer.image),
            price_cents=left.price_cents if left else None,
            next_date=left.next_date if left else None,
        )


class FavoriteView(View):
    """An offer that the caller keeps."""

    offer_id: str
    added_at: datetime
    offer: KeptOfferView


class FavoritesView(View):
    """What the caller keeps, newest first."""

    items: list[FavoriteView]
