"""What members and administrators see of offers that are theirs to publish or to judge."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Parameters, View, paragraph
from functions.offers.models import Offer, OfferStatus, Publication, Stock
from functions.offers.picture_wire import ImageView
from functions.offers.review_rules import reasons_of
from functions.offers.status import status_of
from functions.offers.wire import OfferView


class RejectBody(Body):
    """Why an offer is refused, in words for the professional."""

    reason: Annotated[str, paragraph(500)]


class FlagView(View):
    """A rule that holds an offer for review, and why, in French."""

    id: str
    reason: str


class ReviewView(View):
    """Why an offer waits, or why it was rejected; `at` is when an administrator said so."""

    flags: list[FlagView]
    pending_since: datetime | None
    rejected_because: str | None
    at: datetime | None

    @classmethod
    def of(cls, offer: Offer) -> "ReviewView | None":
        """Return the state of an offer's review; None where there is nothing to tell."""
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
    """An offer as its members see it: with its review, and where they want to hear of bookings."""

    booking_email: str | None
    review: ReviewView | None

    @classmethod
    def of(cls, offer: Offer, stocks: list[Stock], *, now: datetime) -> "OwnOfferView":
        """Return what its members see of an offer."""
        public = dict(OfferView.of(offer, stocks, now=now))
        email = offer.details.booking_email
        return cls(**public, booking_email=email, review=ReviewView.of(offer))


class OwnOffersQuery(Parameters):
    """Which of an offerer's offers; `publication` is what was last decided of them."""

    publication: Publication | None = None
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class PendingQuery(Parameters):
    """Which page of what waits for a review."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class OwnOfferRowView(View):
    """An offer in its members' list."""

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
    review: ReviewView | None

    @classmethod
    def of(cls, offer: Offer, *, is_left: bool, now: datetime) -> "OwnOfferRowView":
        """Return the row of an offer; `is_left` tells whether it can be booked now."""
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
            review=ReviewView.of(offer),
        )


class OwnOffersView(View):
    """A page of an offerer's offers, newest first."""

    items: list[OwnOfferRowView]
    next_page_token: str | None


class PendingOffersView(View):
    """A page of what waits for a review, the longest first."""

    items: list[OwnOfferView]
    next_page_token: str | None
