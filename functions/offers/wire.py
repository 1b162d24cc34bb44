"""What the offers API takes and gives: request bodies, queries and answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from functions.accounts.models import SpendingDomain
from functions.kernel.pages import MOMENT, DocumentId, PageToken
from functions.kernel.wire import Body, Instant, Line, Paragraph, Parameters, View
from functions.offers import rules, stock_rules
from functions.offers.models import (
    Category,
    Image,
    Offer,
    OfferStatus,
    Stock,
)
from functions.offers.search.models import Hit, Sort

_LONGEST_DESCRIPTION = 1000

_LONGEST_NAME = 90


_Metres = Annotated[int, Field(ge=0, le=100_000)]
_Geohash = Annotated[str, StringConstraints(pattern="^[0-9b-z]{12}$")]

POSITIONS: dict[Sort, TypeAdapter[Any]] = {
    "distance": TypeAdapter(tuple[_Metres, _Geohash, DocumentId | Literal[""]]),
    "date": MOMENT,
    "relevance": TypeAdapter(tuple[Literal[0, 1], Instant, DocumentId]),
}
"""The place that a page token holds, by the order in which it was given."""


class OfferBody(Body):
    """Something new that can be booked."""

    venue_id: Line
    name: Line = Field(max_length=_LONGEST_NAME)
    description: Paragraph | None = Field(default=None, max_length=_LONGEST_DESCRIPTION)
    category: Line
    duo: bool = False
    url: Line | None = None


class OfferChanges(Body):
    """What changes of an offer; what is not given stays."""

    venue_id: Line | None = None
    name: Line | None = Field(default=None, max_length=_LONGEST_NAME)
    description: Paragraph | None = Field(default=None, max_length=_LONGEST_DESCRIPTION)
    category: Line | None = None
    duo: bool | None = None
    url: Line | None = None


class ImageBody(Body):
    """The picture that is about to be uploaded."""

    content_type: Line
    size_bytes: int = Field(ge=1)
    credit: Line | None = None


class StockBody(Body):
    """A bookable unit; `quantity` null means unlimited. Prices in cents."""

    price_cents: int = Field(ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)
    quantity: int | None = Field(default=None, ge=1, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None


class StockChanges(Body):
    """What changes of a stock; what is not given stays."""

    price_cents: int | None = Field(default=None, ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)
    quantity: int | None = Field(default=None, ge=1, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None


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


class PlaceView(View):
    """The venue where an offer takes place."""

    id: str = Field(validation_alias="venue_id")
    name: str
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None


class ImageView(View):
    """A picture: `urls` by size once it is ready; `code` says why an upload was rejected."""

    status: Literal["processing", "ready", "rejected"]
    urls: dict[str, str]
    credit: str | None
    code: str | None

    @classmethod
    def of(cls, offer: Offer) -> "ImageView | None":
        """Return the state of the latest upload, with the picture that is shown meanwhile."""
        if offer.image is None and offer.upload is None:
            return None
        urls = offer.image.urls if offer.image else {}
        if offer.upload is not None:
            return cls(
                status=offer.upload.status,
                urls=urls,
                credit=offer.upload.credit,
                code=offer.upload.code,
            )
        return cls.shown(offer.image)

    @classmethod
    def shown(cls, image: Image | None) -> "ImageView | None":
        """Return a picture that is ready."""
        if image is None:
            return None
        return cls(status="ready", urls=image.urls, credit=image.credit, code=None)


class StockView(View):
    """A bookable unit; `remaining` null means unlimited."""

    id: str
    price_cents: int
    quantity: int | None
    remaining: int | None
    begins_at: datetime | None
    booking_limit_at: datetime | None
    bookable: bool

    @classmethod
    def of(cls, stock: Stock, *, now: datetime) -> "StockView":
        """Return what is shown of a stock."""
        return cls(
            id=stock.id,
            price_cents=stock.price_cents,
            quantity=stock.quantity,
            remaining=stock.remaining,
            begins_at=stock.begins_at,
            booking_limit_at=stock.booking_limit_at,
            bookable=stock_rules.is_bookable(stock, now=now),
        )


class OfferView(View):
    """An offer, all of it."""

    id: str
    name: str
    description: str | None
    category: str
    duo: bool
    url: str | None
    status: OfferStatus
    offerer_siren: str
    venue: PlaceView
    image: ImageView | None
    stocks: list[StockView]

    @classmethod
    def of(cls, offer: Offer, stocks: list[Stock], *, now: datetime) -> "OfferView":
        """Return what is shown of an offer."""
        return cls(
            id=offer.id,
            name=offer.name,
            description=offer.description,
            category=offer.category,
            duo=offer.duo,
            url=offer.url,
            status=rules.status_of(offer, stocks, now=now),
            offerer_siren=offer.offerer_siren,
            venue=PlaceView.model_validate(offer.place),
            image=ImageView.of(offer),
            stocks=[StockView.of(stock, now=now) for stock in stocks if not stock.is_deleted],
        )


class UploadView(View):
    """What to send, and where: exactly this method, this URL and these headers, until then."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class AnnouncedImageView(View):
    """Where to send the announced picture."""

    upload: UploadView


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
    """A category; `domain` is the spending cap that counts it, `expiry_days` when things expire."""

    id: str
    group: str
    label: str
    event: bool
    place: Literal["offline", "online", "either"]
    domain: SpendingDomain
    duo: bool
    expiry_days: int | None

    @classmethod
    def of(cls, category: Category) -> "CategoryView":
        """Return what is shown of a category."""
        return cls.model_validate(category)


class CategoriesView(View):
    """Every category that an offer may have."""

    items: list[CategoryView]


class FavoriteView(View):
    """An offer that the caller keeps."""

    offer_id: str
    added_at: datetime
    offer: OfferView


class FavoritesView(View):
    """What the caller keeps, newest first."""

    items: list[FavoriteView]


class Done(View):
    """It is so."""

    status: Literal["added", "removed"]
