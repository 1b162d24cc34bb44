"""What may be published and what can be booked: pure decisions, and the refusals they raise."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from functions.accounts.models import Offerer, Venue
from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.offers.geo import geohash
from functions.offers.models import (
    AddStock,
    Category,
    DraftOffer,
    Offer,
    OfferStatus,
    Place,
    Stock,
    StockSummary,
)

HIGHEST_PRICE_CENTS = 30_000
"""300 EUR (pass-culture-main, core/offers/validation.py)."""

LARGEST_QUANTITY = 1_000_000
MOST_STOCKS = 2_500
MOST_FAVORITES = 100


class UnknownOffer(NotFound):
    """There is no such offer."""

    code = "unknown_offer"


class UnknownStock(NotFound):
    """There is no such stock."""

    code = "unknown_stock"


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


class BeginsAtMissing(Malformed):
    """An event needs the instant at which it begins."""

    code = "begins_at_missing"


class BeginsAtNotAllowed(Malformed):
    """Only events begin at an instant."""

    code = "begins_at_not_allowed"


class InThePast(Malformed):
    """The event begins, or its booking limit lies, in the past."""

    code = "in_the_past"


class LimitAfterBeginning(Malformed):
    """Bookings must end before the event begins, or with it."""

    code = "booking_limit_after_beginning"


class QuantityBelowBooked(Conflict):
    """There are more bookings than that already."""

    code = "quantity_below_booked"


class StockHasBookings(Conflict):
    """An event that has bookings cannot be moved."""

    code = "stock_has_bookings"


class TooManyStocks(Conflict):
    """An offer has at most 2,500 stocks."""

    code = "too_many_stocks"


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
            geohash=None,
            words=(),
            created_at=now,
        ),
        category=category,
    )


def described(offer: Offer, *, category: Category) -> Offer:
    """Return the offer with what search finds it by, once its facts fit its category.

    Refuses DuoNotAllowed, UrlInvalid, UrlNotAllowed.
    """
    if offer.duo and not category.duo:
        raise DuoNotAllowed
    if offer.url is not None:
        if category.place == "offline":
            raise UrlNotAllowed
        _check_url(offer.url)
    place = offer.place
    located = offer.url is None and place.latitude is not None and place.longitude is not None
    return replace(
        offer,
        geohash=geohash(place.latitude or 0.0, place.longitude or 0.0) if located else None,
        words=tuple(
            sorted(words_of(" ".join((offer.name, place.name, place.city, category.label))))
        ),
    )


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
    if (offer.url is None) if is_online else (offer.geohash is None):
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
    if offer.publication == "draft":
        return offer
    return replace(offer, publication="unpublished", is_listed=False)


def add_stock(offer: Offer, command: AddStock, *, category: Category, now: datetime) -> Stock:
    """Return a new stock of the offer.

    Refuses TooManyStocks, BeginsAtMissing, BeginsAtNotAllowed, InThePast, LimitAfterBeginning.
    Without a booking limit of its own, an event can be booked until it begins.
    """
    if len(offer.stocks) >= MOST_STOCKS:
        raise TooManyStocks
    if category.event and command.begins_at is None:
        raise BeginsAtMissing
    if not category.event and command.begins_at is not None:
        raise BeginsAtNotAllowed
    stock = Stock(
        id=f"{offer.id}~{offer.stocks_made + 1}",
        offer_id=offer.id,
        offerer_siren=offer.offerer_siren,
        offer_name=offer.name,
        category=category.id,
        domain=category.domain,
        is_event=category.event,
        expiry_days=category.expiry_days,
        duo=offer.duo,
        url=offer.url,
        place=offer.place,
        is_open=offer.is_listed,
        price_cents=command.price_cents,
        quantity=command.quantity,
        begins_at=command.begins_at,
        booking_limit_at=command.booking_limit_at or command.begins_at,
    )
    check_dates(stock, now=now)
    return stock


def edit_stock(
    stock: Stock,
    *,
    price_cents: int,
    quantity: int | None,
    begins_at: datetime | None,
    booking_limit_at: datetime | None,
    now: datetime,
) -> Stock:
    """Return the stock with other numbers; what is booked already keeps its price.

    Refuses QuantityBelowBooked, StockHasBookings, and what `add_stock` refuses of dates.
    """
    if quantity is not None and quantity < stock.booked:
        raise QuantityBelowBooked(booked=stock.booked)
    if begins_at != stock.begins_at:
        if stock.booked:
            raise StockHasBookings
        if stock.is_event and begins_at is None:
            raise BeginsAtMissing
        if not stock.is_event:
            raise BeginsAtNotAllowed
    after = replace(
        stock,
        price_cents=price_cents,
        quantity=quantity,
        begins_at=begins_at,
        booking_limit_at=booking_limit_at or begins_at,
    )
    if (after.begins_at, after.booking_limit_at) != (stock.begins_at, stock.booking_limit_at):
        check_dates(after, now=now)
    return after


def check_dates(stock: Stock, *, now: datetime) -> None:
    """Refuse InThePast or LimitAfterBeginning where the stock's dates make no sense."""
    if stock.begins_at is not None and stock.begins_at <= now:
        raise InThePast
    limit = stock.booking_limit_at
    if limit is not None and limit <= now:
        raise InThePast
    if stock.begins_at is not None and limit is not None and limit > stock.begins_at:
        raise LimitAfterBeginning


def summary_of(stock: Stock) -> StockSummary:
    """Return what the offer's document tells of a stock."""
    return StockSummary(
        id=stock.id,
        price_cents=stock.price_cents,
        begins_at=stock.begins_at,
        booking_limit_at=stock.booking_limit_at,
    )


def with_stock(offer: Offer, stock: Stock) -> Offer:
    """Return the offer with this stock in its list: added, changed, or taken out when deleted."""
    if stock.is_deleted:
        kept = tuple(other for other in offer.stocks if other.id != stock.id)
        return replace(offer, stocks=kept)
    summary = summary_of(stock)
    if any(other.id == stock.id for other in offer.stocks):
        edited = tuple(summary if other.id == stock.id else other for other in offer.stocks)
        return replace(offer, stocks=edited)
    return replace(offer, stocks=(*offer.stocks, summary), stocks_made=offer.stocks_made + 1)


def follow(stock: Stock, offer: Offer) -> Stock:
    """Return the stock with the facts that it copies from its offer."""
    return replace(
        stock,
        offer_name=offer.name,
        duo=offer.duo,
        url=offer.url,
        place=offer.place,
        is_open=offer.is_listed,
    )


def is_over(stock: Stock, *, now: datetime) -> bool:
    """Tell whether it is too late to book: the event has begun or the booking limit has passed."""
    limits = (limit for limit in (stock.begins_at, stock.booking_limit_at) if limit is not None)
    return any(limit <= now for limit in limits)


def is_bookable(stock: Stock, *, now: datetime) -> bool:
    """Tell whether one more can be booked now."""
    left = stock.remaining is None or stock.remaining > 0
    return stock.is_open and not stock.is_deleted and left and not is_over(stock, now=now)


def status_of(offer: Offer, stocks: Iterable[Stock], *, now: datetime) -> OfferStatus:
    """Return the first status that fits: draft, inactive, expired, sold_out, active.

    The order is that of pass-culture-main, core/offers/models.py.
    """
    if offer.publication == "draft":
        return "draft"
    if offer.publication == "unpublished":
        return "inactive"
    live = [stock for stock in stocks if not stock.is_deleted]
    if live and all(is_over(stock, now=now) for stock in live):
        return "expired"
    if not any(is_bookable(stock, now=now) for stock in live):
        return "sold_out"
    return "active"


_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> set[str]:
    """Return the words of a text in lower case without accents; œ and æ become two letters."""
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", folded)
    return set(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlInvalid from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise UrlInvalid
