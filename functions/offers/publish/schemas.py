"""Request bodies and responses for members who publish."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from functions.accounts.numbers.schemas import Number
from functions.kernel.field_types import Email, Instant, Line, WebAddress, line, paragraph
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Changes, Parameters, View, optional
from functions.offers.models import (
    Accessibility,
    Offer,
    OfferStatus,
    Publication,
    Stock,
    Withdrawal,
)
from functions.offers.partner_ids.schemas import PartnerId
from functions.offers.rules import status_of
from functions.offers.schemas import ImageView, OfferView, OwnStockView
from functions.offers.screening.rules import reasons_of


class FlagView(View):
    """A rule that holds an offer for review; `reason` is in French."""

    id: str
    reason: str


class ReviewView(View):
    """Why an offer waits for review or was rejected; `at` is when an administrator decided."""

    flags: list[FlagView]
    pending_since: datetime | None
    rejected_because: str | None
    at: datetime | None

    @classmethod
    def of(cls, offer: Offer) -> "ReviewView | None":
        """Build the view of a review; None when nothing was flagged or rejected."""
        review = offer.review
        if not review.flags and review.reason is None:
            return None
        return cls(
            flags=[FlagView(id=flag, reason=why) for flag, why in reasons_of(review.flags).items()],
            pending_since=offer.pending_since,
            rejected_because=review.reason,
            at=review.at,
        )


class OwnOfferView(OfferView):
    """An offer as shown to members, with its link, review and notification address."""

    url: str | None
    booking_email: str | None
    partner_id: str | None
    review: ReviewView | None
    stocks: list[OwnStockView]  # type: ignore[assignment]

    @classmethod
    def of(
        cls, offer: Offer, stocks: list[Stock], *, now: datetime, is_left: bool = False
    ) -> "OwnOfferView":
        """Build the view of an offer for its members; see `OfferView.facts_of`."""
        return cls(
            **cls.facts_of(offer, stocks, now=now, is_left=is_left, each=OwnStockView),
            url=offer.url,
            booking_email=offer.details.booking_email,
            partner_id=offer.partner_id,
            review=ReviewView.of(offer),
        )


class OwnOffersQuery(Parameters):
    """Filters for the list of an offerer's offers.

    `partner_id` or `stock_partner_id` find the one offer that has it, or whose stock does.
    """

    publication: Publication | None = None
    partner_id: PartnerId | None = None
    stock_partner_id: PartnerId | None = None
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class OwnOfferRowView(View):
    """An offer in the list for members."""

    id: str
    name: str
    category: str
    status: OfferStatus
    publication: Publication
    venue_id: str
    venue_name: str
    image: ImageView | None
    stocks_count: int
    created_at: datetime
    published_at: datetime | None
    publish_at: datetime | None
    bookable_from: datetime | None
    partner_id: str | None
    review: ReviewView | None

    @classmethod
    def of(cls, offer: Offer, *, is_left: bool, now: datetime) -> "OwnOfferRowView":
        """Build the row of an offer; `is_left` means that it can be booked now."""
        return cls(
            id=offer.id,
            name=offer.name,
            category=offer.category,
            status=status_of(offer, is_left=is_left, now=now),
            publication=offer.publication,
            venue_id=offer.place.venue_id,
            venue_name=offer.place.name,
            image=ImageView.of(offer, now=now),
            stocks_count=len(offer.stocks),
            created_at=offer.created_at,
            published_at=offer.published_at,
            publish_at=offer.publish_at,
            bookable_from=offer.bookable_from,
            partner_id=offer.partner_id,
            review=ReviewView.of(offer),
        )


class OwnOffersView(View):
    """A page of an offerer's offers, newest first."""

    items: list[OwnOfferRowView]
    next_page_token: str | None


Name = Annotated[str, line(90)]


Description = Annotated[str, paragraph(1000)]


Visa = Annotated[str, line(20)]


WithdrawalDetails = Annotated[str, paragraph(500)]


_WEEK_MINUTES = 7 * 24 * 60
"""The longest duration (a festival) and the longest delay before an event."""


class AccessibilityBody(Body):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class DetailsBody(Body):
    """The optional details of an offer; the last six exist only in some categories."""

    duration_minutes: int | None = Field(default=None, ge=1, le=_WEEK_MINUTES)
    is_national: bool = False
    withdrawal_type: Withdrawal | None = None
    withdrawal_delay_minutes: int | None = Field(default=None, ge=0, le=_WEEK_MINUTES)
    withdrawal_details: WithdrawalDetails | None = None
    booking_email: Email | None = None
    external_ticket_url: WebAddress | None = None
    accessibility: AccessibilityBody | None = None
    author: Line | None = None
    performer: Line | None = None
    speaker: Line | None = None
    stage_director: Line | None = None
    visa: Visa | None = None
    ean: Number | None = None

    def given_details(self) -> dict[str, Any]:
        """Return the given details, in the types of `Details`."""
        given = self.model_dump(exclude_unset=True, include=set(DetailsBody.model_fields))
        if self.accessibility is not None:
            given["accessibility"] = Accessibility(**given["accessibility"])
        return given


class OfferBody(DetailsBody):
    """A new offer; once published, it is visible from `publish_at`."""

    venue_id: Line
    name: Name
    description: Description | None = None
    category: Line
    duo: bool = False
    url: WebAddress | None = None
    publish_at: Instant | None = None
    bookable_from: Instant | None = None
    partner_id: PartnerId | None = None


class OfferChanges(DetailsBody, Changes):
    """Changes to an offer; fields that are not given stay unchanged, and null clears one."""

    venue_id: Line = optional()
    name: Name = optional()
    description: Description | None = None
    category: Line = optional()
    duo: bool = optional()
    is_national: bool = optional()
    url: WebAddress | None = None
    publish_at: Instant | None = None
    bookable_from: Instant | None = None
    partner_id: PartnerId | None = None

    def given_facts(self) -> dict[str, Any]:
        """Return the given fields except details."""
        return self.model_dump(exclude_unset=True, exclude=set(DetailsBody.model_fields))
