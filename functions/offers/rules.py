"""What may be published and what can be booked: pure decisions, and the refusals they raise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from functions.accounts.models import Offerer, Venue
from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.offers.models import (
    Category,
    DraftOffer,
    Offer,
    OfferStatus,
    Place,
    Stock,
)
from functions.offers.stock_rules import is_bookable, is_over

MOST_FAVORITES = 100


class UnknownOffer(NotFound):
    """There is no such offer."""

    code = "unknown_offer"


class DuoNotAllowed(Malformed):
    """Offers of this category cannot be booked for two."""

    code = "duo_not_allowed"


class UrlInvalid(Malformed):
    """The URL must start with http:// or https:// and name a host."""

    code = "url_invalid"


class UrlNotAllowed(Malformed):
    """Offers of this category take place somewhere: they have no URL."""

    code = "url_not_allowed"


class OfferHasStocks(Conflict):
    """The category and the venue of an offer cannot change once it has stocks."""

    code = "offer_has_stocks"


class VenueOfAnother(Conflict):
    """An offer cannot move to a venue of another offerer."""

    code = "venue_of_another_offerer"


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


class TooManyFavorites(Conflict):
    """A beneficiary keeps at most 100 offers."""

    code = "too_many_favorites"


def draft(command: DraftOffer, *, venue: Venue, category: Category, now: datetime) -> Offer:
    """Return a new draft. Refuses DuoNotAllowed, UrlInvalid, UrlNotAllowed."""
    place = place_of(venue)
    return described(
        Offer(
            id=command.offer_id,
            offerer_siren=venue.offerer_siren,
            place=place,
            name=command.name,
            description=command.description,
            category=category.id,
            duo=command.duo,
            url=command.url,
            publication="draft",
            is_listed=False,
            created_at=now,
        ),
        category=category,
    )


def described(offer: Offer, *, category: Category) -> Offer:
    """Return the offer, once its facts fit its category.

    Refuses DuoNotAllowed, UrlInvalid, UrlNotAllowed.
    """
    if offer.duo and not category.duo:
        raise DuoNotAllowed
    if offer.url is not None:
        if category.place == "offline":
            raise UrlNotAllowed
        _check_url(offer.url)
    return offer


def place_of(venue: Venue) -> Place:
    """Return what an offer keeps of its venue."""
    return Place(
        venue_id=venue.id,
        name=venue.name,
        address=venue.address,
        postal_code=venue.postal_code,
        city=venue.city,
        department=venue.department,
        time_zone=venue.time_zone,
        latitude=venue.latitude,
        longitude=venue.longitude,
    )


def publish(offer: Offer, *, category: Category, offerer: Offerer, now: datetime) -> Offer:
    """Return the offer as published.

    Refuses ImageMissing, LocationMissing, DescriptionMissing, StockMissing, OffererNotValidated.
    """
    if offer.image is None:
        raise ImageMissing
    is_online = category.place == "online" or offer.url is not None
    has_place = offer.place.latitude is not None and offer.place.longitude is not None
    if (offer.url is None) if is_online else not has_place:
        raise LocationMissing
    if not offer.description:
        raise DescriptionMissing
    if not offer.stocks:
        raise StockMissing
    if offerer.status != "validated":
        raise OffererNotValidated
    return replace(
        offer,
        publication="published",
        is_listed=True,
        published_at=offer.published_at or now,
    )


def unpublish(offer: Offer) -> Offer:
    """Return the offer as withdrawn; a draft stays a draft."""
    if offer.publication in ("draft", "closed"):
        return offer
    return replace(offer, publication="unpublished", is_listed=False)


def close(offer: Offer) -> Offer:
    """Return the offer as gone with its offerer; it is never published again."""
    return replace(offer, publication="closed", is_listed=False)


def status_of(offer: Offer, stocks: Iterable[Stock], *, now: datetime) -> OfferStatus:
    """Return the first status that fits: draft, inactive, expired, sold_out, active.

    The order is that of pass-culture-main, core/offers/models.py.
    """
    if offer.publication == "draft":
        return "draft"
    if offer.publication in ("unpublished", "closed"):
        return "inactive"
    live = [stock for stock in stocks if not stock.is_deleted]
    if live and all(is_over(stock, now=now) for stock in live):
        return "expired"
    if not any(is_bookable(stock, now=now) for stock in live):
        return "sold_out"
    return "active"


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlInvalid from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise UrlInvalid
