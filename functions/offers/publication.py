"""What becomes of an offer: published, held for review, withdrawn, refused. Pure decisions.

Source: pass-culture-api at 2021-11, core/offers/api.py (review) and core/offers/validation.py (what
may be edited).
"""

from dataclasses import replace
from datetime import datetime

from functions.accounts.models import Offerer
from functions.kernel.errors import Conflict
from functions.offers.models import Category, Details, Offer, Publication


class ImageMissing(Conflict):
    """An offer needs a picture before it is published."""

    code = "image_missing"


class LocationMissing(Conflict):
    """An offer needs a place before it is published: coordinates, or online a URL."""

    code = "location_missing"


class DescriptionMissing(Conflict):
    """An offer needs a short description before it is published."""

    code = "description_missing"


class StockMissing(Conflict):
    """An offer needs a stock before it is published."""

    code = "stock_missing"


class OffererNotValidated(Conflict):
    """The offerer must be validated before it publishes."""

    code = "offerer_not_validated"


class OfferNotEditable(Conflict):
    """An offer that was rejected or closed, or that waits for its review, does not change."""

    code = "offer_not_editable"


class OfferNotPending(Conflict):
    """Only an offer that waits for its review can be approved."""

    code = "offer_not_pending"


class OfferGone(Conflict):
    """This offer went with its offerer, which was closed."""

    code = "offer_closed"


_ENDED: tuple[Publication, ...] = ("rejected", "closed")
"""What is never published again."""


def publish(
    offer: Offer, *, category: Category, offerer: Offerer, flags: tuple[str, ...], now: datetime
) -> Offer:
    """Return the offer as published, or as pending where a flag holds it for review.

    Refuses OfferNotEditable for a rejected one, then ImageMissing, LocationMissing,
    DescriptionMissing, StockMissing, OffererNotValidated.
    """
    if offer.publication == "rejected":
        raise OfferNotEditable
    check_complete(offer, category=category)
    if not offer.stocks:
        raise StockMissing
    if offerer.status != "validated":
        raise OffererNotValidated
    return screen(offer, flags=flags, now=now)


def check_complete(offer: Offer, *, category: Category) -> None:
    """Refuse ImageMissing, LocationMissing or DescriptionMissing of what is to be seen."""
    if offer.image is None:
        raise ImageMissing
    is_online = category.place == "online" or offer.url is not None
    has_place = offer.place.latitude is not None and offer.place.longitude is not None
    if (offer.url is None) if is_online else not has_place:
        raise LocationMissing
    if not offer.description:
        raise DescriptionMissing


def screen(offer: Offer, *, flags: tuple[str, ...], now: datetime) -> Offer:
    """Return the offer as published, or as pending where a flag was not approved before."""
    held_for = tuple(flag for flag in flags if flag not in offer.review.approved)
    review = replace(offer.review, flags=held_for)
    if held_for:
        return replace(
            offer, publication="pending", is_listed=False, pending_since=now, review=review
        )
    seen_at = max(now, offer.publish_at or now)
    return replace(
        offer,
        publication="published",
        is_listed=True,
        published_at=offer.published_at or seen_at,
        pending_since=None,
        review=review,
    )


def approve(offer: Offer, *, by: str, now: datetime) -> Offer:
    """Return a pending offer as published; what held it holds it no more.

    A published one stays as it is. Refuses OfferNotPending.
    """
    if offer.publication == "published":
        return offer
    if offer.publication != "pending":
        raise OfferNotPending
    approved = tuple(dict.fromkeys((*offer.review.approved, *offer.review.flags)))
    review = replace(offer.review, approved=approved, by=by, at=now)
    return screen(replace(offer, review=review), flags=offer.review.flags, now=now)


def reject(offer: Offer, *, reason: str, by: str, now: datetime) -> Offer:
    """Return the offer as refused, for good; one that was refused before stays as it is.

    Refuses OfferGone.
    """
    if offer.publication == "rejected":
        return offer
    if offer.publication == "closed":
        raise OfferGone
    return replace(
        offer,
        publication="rejected",
        is_listed=False,
        pending_since=None,
        review=replace(offer.review, reason=reason, by=by, at=now),
    )


def as_everybody_sees(offer: Offer) -> Offer:
    """Return the offer as it is shown to whoever has its id.

    Of a rejected one that is its name, place and prices: what it told, linked to and pictured was
    found unfit.
    """
    if offer.publication != "rejected":
        return offer
    return replace(offer, description=None, url=None, image=None, upload=None, details=Details())


def unpublish(offer: Offer) -> Offer:
    """Return the offer as withdrawn; what was never published is a draft, and an end is an end."""
    if offer.publication in ("draft", *_ENDED):
        return offer
    return replace(
        offer,
        publication="draft" if offer.published_at is None else "unpublished",
        is_listed=False,
        pending_since=None,
        review=replace(offer.review, flags=()),
    )


def close(offer: Offer) -> Offer:
    """Return the offer as gone with its offerer; it is never published again.

    One that was rejected stays so: that it was, and why, counts before all else.
    """
    if offer.publication in _ENDED:
        return offer
    return replace(offer, publication="closed", is_listed=False, pending_since=None)


def check_editable(offer: Offer) -> None:
    """Refuse OfferNotEditable for what was rejected or closed, or waits for its review.

    Who wants to change a pending one withdraws it first.
    """
    if offer.publication in ("pending", *_ENDED):
        raise OfferNotEditable
