"""What the offers API takes and gives: request bodies, queries and answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from functions.kernel.schemas import Body, Email, Instant, Line, View, line, optional, paragraph
from functions.offers import stock_rules
from functions.offers.models import Accessibility, Offer, OfferStatus, Stock, Withdrawal
from functions.offers.picture_wire import ImageView
from functions.offers.status import status_of
from functions.offers.stock_wire import StockView

Name = Annotated[str, line(90)]
Description = Annotated[str, paragraph(1000)]
Visa = Annotated[str, line(20)]
WithdrawalDetails = Annotated[str, paragraph(500)]

_WEEK_MINUTES = 7 * 24 * 60
"""A festival may last a week, and tickets be there a week ahead."""


class AccessibilityBody(Body):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class DetailsBody(Body):
    """What an offer may tell and need not; the category says which of the last six it may have."""

    duration_minutes: int | None = Field(default=None, ge=1, le=_WEEK_MINUTES)
    is_national: bool = False
    withdrawal_type: Withdrawal | None = None
    withdrawal_delay_minutes: int | None = Field(default=None, ge=0, le=_WEEK_MINUTES)
    withdrawal_details: WithdrawalDetails | None = None
    booking_email: Email | None = None
    external_ticket_url: Line | None = None
    accessibility: AccessibilityBody | None = None
    author: Line | None = None
    performer: Line | None = None
    speaker: Line | None = None
    stage_director: Line | None = None
    visa: Visa | None = None
    ean: Line | None = None

    def given_details(self) -> dict[str, Any]:
        """Return the details that were given, as `Details` holds them."""
        given = self.model_dump(exclude_unset=True, include=set(DetailsBody.model_fields))
        if self.accessibility is not None:
            given["accessibility"] = Accessibility(**given["accessibility"])
        return given


class OfferBody(DetailsBody):
    """Something new that can be booked; once published, seen from `publish_at` on."""

    venue_id: Line
    name: Name
    description: Description | None = None
    category: Line
    duo: bool = False
    url: Line | None = None
    publish_at: Instant | None = None
    bookable_from: Instant | None = None


class OfferChanges(DetailsBody):
    """Changes to an offer; fields that are not given stay as they are."""

    venue_id: Line = optional()
    name: Name = optional()
    description: Description | None = None
    category: Line = optional()
    duo: bool = optional()
    url: Line | None = None
    publish_at: Instant | None = None
    bookable_from: Instant | None = None

    def given_facts(self) -> dict[str, Any]:
        """Return everything that was given except details, as commands hold it."""
        return self.model_dump(exclude_unset=True, exclude=set(DetailsBody.model_fields))


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


class AccessibilityView(View):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class DetailsView(View):
    """The optional details of an offer that everybody may see."""

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
    """An offer, as far as everybody may see it."""

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
    stocks: list[StockView]

    @classmethod
    def of(cls, offer: Offer, stocks: list[Stock], *, now: datetime) -> "OfferView":
        """Return the public view of an offer."""
        is_left = any(stock_rules.is_bookable(stock, now=now) for stock in stocks)
        return OfferView(
            **dict(DetailsView.model_validate(offer.details)),
            id=offer.id,
            name=offer.name,
            description=offer.description,
            category=offer.category,
            duo=offer.duo,
            url=offer.url,
            status=status_of(offer, is_left=is_left, now=now),
            publish_at=offer.publish_at,
            bookable_from=offer.bookable_from,
            offerer_siren=offer.offerer_siren,
            venue=PlaceView.model_validate(offer.place),
            image=ImageView.of(offer, now=now),
            stocks=[StockView.of(stock, now=now) for stock in stocks if not stock.is_deleted],
        )


class Done(View):
    """It is so."""

    status: Literal["added", "removed"]
