"""What the offers API takes and gives: request bodies, queries and answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from functions.kernel.platform import current_platform
from functions.kernel.schemas import Body, Instant, Line, LongLine, Paragraph, View
from functions.offers import stock_rules, upload_rules
from functions.offers.models import (
    Accessibility,
    Image,
    Offer,
    OfferStatus,
    Stock,
    Withdrawal,
)
from functions.offers.status import status_of

_LONGEST_DESCRIPTION = 1000

_LONGEST_NAME = 90

_LONGEST_DETAIL = 500

_LONGEST_VISA = 20

_LONGEST_PRICE_LABEL = 50

_LONGEST_DURATION = 7 * 24 * 60
"""Minutes: a festival may last a week."""


_LONGEST_DELAY = 7 * 24 * 60
"""Minutes."""


class AccessibilityBody(Body):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class DetailsBody(Body):
    """What an offer may tell and need not; the category says which of the last six it may have."""

    duration_minutes: int | None = Field(default=None, ge=1, le=_LONGEST_DURATION)
    is_national: bool = False
    withdrawal_type: Withdrawal | None = None
    withdrawal_delay_minutes: int | None = Field(default=None, ge=0, le=_LONGEST_DELAY)
    withdrawal_details: Paragraph | None = Field(default=None, max_length=_LONGEST_DETAIL)
    booking_email: Line | None = Field(
        default=None, pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", max_length=255
    )
    external_ticket_url: Line | None = None
    accessibility: AccessibilityBody | None = None
    author: Line | None = None
    performer: Line | None = None
    speaker: Line | None = None
    stage_director: Line | None = None
    visa: Line | None = Field(default=None, max_length=_LONGEST_VISA)
    ean: Line | None = None

    def given_details(self) -> dict[str, Any]:
        """Return the details that were given, as `Details` holds them."""
        given = {
            n: getattr(self, n) for n in DetailsBody.model_fields if n in self.model_fields_set
        }
        if self.accessibility is not None:
            given["accessibility"] = Accessibility(**self.accessibility.model_dump())
        return given


class OfferBody(DetailsBody):
    """Something new that can be booked; once published, seen from `publish_at` on."""

    venue_id: Line
    name: Annotated[Line, Field(max_length=_LONGEST_NAME)]
    description: Paragraph | None = Field(default=None, max_length=_LONGEST_DESCRIPTION)
    category: Line
    duo: bool = False
    url: Line | None = None
    publish_at: Instant | None = None
    bookable_from: Instant | None = None


class OfferChanges(DetailsBody):
    """What changes of an offer; what is not given stays."""

    venue_id: Line | None = None
    name: Line | None = Field(default=None, max_length=_LONGEST_NAME)
    description: Paragraph | None = Field(default=None, max_length=_LONGEST_DESCRIPTION)
    category: Line | None = None
    duo: bool | None = None
    url: Line | None = None
    publish_at: Instant | None = None
    bookable_from: Instant | None = None


class ImageBody(Body):
    """The picture that is about to be uploaded."""

    content_type: Line
    size_bytes: int = Field(ge=1)
    credit: LongLine | None = None


class StockBody(Body):
    """A bookable unit; `quantity` null means unlimited. Prices in cents.

    With `with_codes` it can be booked once activation codes are loaded, and `quantity` stays null.
    """

    price_cents: int = Field(ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)
    price_label: Line | None = Field(default=None, max_length=_LONGEST_PRICE_LABEL)
    quantity: int | None = Field(default=None, ge=1, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    with_codes: bool = False


class StockChanges(Body):
    """What changes of a stock; what is not given stays. A quantity of 0 ends the sale."""

    price_cents: int | None = Field(default=None, ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)
    price_label: Line | None = Field(default=None, max_length=_LONGEST_PRICE_LABEL)
    quantity: int | None = Field(default=None, ge=0, le=stock_rules.LARGEST_QUANTITY)
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
    """The latest upload; `urls` by size are the shown picture's, of an earlier one perhaps.

    `code` says why an upload was rejected; one that is `expired` was announced and never sent.
    """

    status: Literal["processing", "ready", "rejected", "expired"]
    urls: dict[str, str]
    credit: str | None
    code: str | None

    @classmethod
    def of(cls, offer: Offer, *, now: datetime) -> "ImageView | None":
        """Return the state of the latest upload, with the picture that is shown meanwhile."""
        shown, upload = cls.shown(offer.image), offer.upload
        if upload is None:
            return shown
        status = upload_rules.status(upload, now=now)
        urls = shown.urls if shown else {}
        return cls(status=status, urls=urls, credit=upload.credit, code=upload.code)

    @classmethod
    def shown(cls, image: Image | None) -> "ImageView | None":
        """Return the picture that is shown, whatever becomes of a later upload."""
        if image is None:
            return None
        public_url = current_platform().settings.public_url
        urls = {size: public_url(path) for size, path in image.paths.items()}
        return cls(status="ready", urls=urls, credit=image.credit, code=None)


class StockView(View):
    """A bookable unit; `remaining` null means unlimited."""

    id: str
    price_cents: int
    price_label: str | None
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
            price_label=stock.price_label,
            quantity=stock.quantity,
            remaining=stock.remaining,
            begins_at=stock.begins_at,
            booking_limit_at=stock.booking_limit_at,
            bookable=stock_rules.is_bookable(stock, now=now),
        )


class AccessibilityView(View):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class OfferView(View):
    """An offer, all of it that everybody may see."""

    id: str
    name: str
    description: str | None
    category: str
    duo: bool
    url: str | None
    status: OfferStatus
    publish_at: datetime | None
    bookable_from: datetime | None
    offerer_siren: str
    venue: PlaceView
    image: ImageView | None
    duration_minutes: int | None
    is_national: bool
    withdrawal_type: Withdrawal | None
    withdrawal_delay_minutes: int | None
    withdrawal_details: str | None
    external_ticket_url: str | None
    accessibility: AccessibilityView | None
    author: str | None
    performer: str | None
    speaker: str | None
    stage_director: str | None
    visa: str | None
    ean: str | None
    stocks: list[StockView]

    @classmethod
    def of(cls, offer: Offer, stocks: list[Stock], *, now: datetime) -> "OfferView":
        """Return what is shown of an offer."""
        derived = {
            "status": status_of(
                offer,
                is_left=any(stock_rules.is_bookable(stock, now=now) for stock in stocks),
                now=now,
            ),
            "venue": offer.place,
            "image": ImageView.of(offer, now=now),
            "stocks": [StockView.of(stock, now=now) for stock in stocks if not stock.is_deleted],
        }
        sources = (offer, offer.details)
        copied = {
            name: getattr(source, name)
            for name in OfferView.model_fields
            for source in sources
            if hasattr(source, name)
        }
        return OfferView.model_validate({**copied, **derived})


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
