"""Responses shared by several subjects of offers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from functions.kernel.platform import current_platform
from functions.kernel.schemas import View
from functions.offers import rules
from functions.offers.models import Image, Offer, OfferStatus, Stock, Withdrawal
from functions.offers.rules import status_of


class ImageView(View):
    """The latest upload; `urls` by size belong to the shown picture, perhaps an earlier one.

    `code` says why the upload was rejected; `expired` means announced but never sent.
    """

    status: Literal["processing", "ready", "rejected", "expired"]
    urls: dict[str, str]
    credit: str | None
    code: str | None

    @classmethod
    def of(cls, offer: Offer, *, now: datetime) -> "ImageView | None":
        """Build the view of the latest upload, with the picture shown meanwhile."""
        shown, upload = cls.shown(offer.image), offer.upload
        if upload is None:
            return shown
        status = rules.upload_status(upload, now=now)
        urls = shown.urls if shown else {}
        return cls(status=status, urls=urls, credit=upload.credit, code=upload.code)

    @classmethod
    def shown(cls, image: Image | None) -> "ImageView | None":
        """Build the view of the shown picture, regardless of later uploads."""
        if image is None:
            return None
        public_url = current_platform().settings.public_url
        urls = {size: public_url(path) for size, path in image.paths.items()}
        return cls(status="ready", urls=urls, credit=image.credit, code=None)


class StockView(View):
    """A bookable unit; `quantity` and `remaining` are null when unlimited."""

    id: str
    price_cents: int
    price_label: str | None
    price_category: str | None
    quantity: int | None
    remaining: int | None
    begins_at: datetime | None
    booking_limit_at: datetime | None
    bookable: bool

    @classmethod
    def of(cls, stock: Stock, *, now: datetime) -> "StockView":
        """Build the view of a stock."""
        return StockView(
            id=stock.id,
            price_cents=stock.price_cents,
            price_label=stock.price_label,
            price_category=stock.price_category,
            quantity=stock.quantity,
            remaining=stock.remaining,
            begins_at=stock.begins_at,
            booking_limit_at=stock.booking_limit_at,
            bookable=rules.is_bookable(stock, now=now),
        )


class OwnStockView(StockView):
    """A stock as shown to members; `partner_id` is its id in the offerer's own software."""

    partner_id: str | None

    @classmethod
    def of(cls, stock: Stock, *, now: datetime) -> "OwnStockView":
        """Build the view of a stock for its members."""
        return cls(**dict(StockView.of(stock, now=now)), partner_id=stock.partner_id)


class PriceCategoryView(View):
    """A named price of an offer, in cents; `stocks` with its id as `price_category` follow it."""

    id: str
    label: str
    price_cents: int


class PlaceView(View):
    """The venue of an offer; its position may be that of the street or commune, `approximate`."""

    id: str = Field(validation_alias="venue_id")
    name: str
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    approximate: bool = Field(validation_alias="is_approximate")


class AccessibilityView(View):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class DetailsView(View):
    """The public optional details of an offer."""

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


class OfferView(DetailsView):
    """An offer, as shown to the public: the link of an online offer is left to its holders.

    Of more than 100 stocks, the next to begin; `stocks_count` counts all of them.
    """

    id: str
    name: str
    description: str | None
    category: str
    duo: bool
    status: OfferStatus
    publish_at: datetime | None
    bookable_from: datetime | None
    offerer_siren: str
    venue: PlaceView
    image: ImageView | None
    price_categories: list[PriceCategoryView]
    stocks: list[StockView]
    stocks_count: int

    @staticmethod
    def facts_of(
        offer: Offer,
        stocks: list[Stock],
        *,
        now: datetime,
        is_left: bool = False,
        each: type[StockView] = StockView,
    ) -> dict[str, Any]:
        """Return the fields of the public view, with `each` for a stock.

        `is_left`: a stock not among these can be booked. A view that has more is made of them at
        once: to validate each takes as long as to read it.
        """
        is_left = is_left or any(rules.is_bookable(stock, now=now) for stock in stocks)
        return {
            **{name: getattr(offer.details, name) for name in DetailsView.model_fields},
            "id": offer.id,
            "name": offer.name,
            "description": offer.description,
            "category": offer.category,
            "duo": offer.duo,
            "status": status_of(offer, is_left=is_left, now=now),
            "publish_at": offer.publish_at,
            "bookable_from": offer.bookable_from,
            "offerer_siren": offer.offerer_siren,
            "venue": offer.place,
            "image": ImageView.of(offer, now=now),
            "price_categories": offer.price_categories,
            "stocks": [each.of(stock, now=now) for stock in stocks if not stock.is_deleted],
            "stocks_count": len(offer.stocks),
        }


class Done(View):
    """Confirms the change."""

    status: Literal["added", "removed"]
