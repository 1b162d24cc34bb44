"""What the offers API takes and gives: request bodies, queries and answers."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.kernel.wire import Body, Instant, Line, Paragraph, View
from functions.offers import rules, stock_rules
from functions.offers.models import (
    Offer,
    OfferStatus,
    Stock,
)

_LONGEST_DESCRIPTION = 1000

_LONGEST_NAME = 90


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
    """A bookable unit; `quantity` null means unlimited. Prices in cents.

    With `with_codes` it can be booked once activation codes are loaded, and `quantity` stays null.
    """

    price_cents: int = Field(ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)
    quantity: int | None = Field(default=None, ge=1, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    with_codes: bool = False


class StockChanges(Body):
    """What changes of a stock; what is not given stays."""

    price_cents: int | None = Field(default=None, ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)
    quantity: int | None = Field(default=None, ge=1, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None


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
        assert offer.image is not None
        return cls(status="ready", urls=urls, credit=offer.image.credit, code=None)


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


class Done(View):
    """It is so."""

    status: Literal["added", "removed"]
