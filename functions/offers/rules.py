"""What an offer says, and what it may say: pure decisions, and the refusals they raise."""

import re
from dataclasses import replace
from datetime import datetime

from functions.accounts.models import Venue
from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.offers.category_rules import proposed_category
from functions.offers.details import check_details, check_url, edit_details
from functions.offers.models import Category, DraftOffer, EditOffer, Offer, Place, chosen
from functions.offers.stock_rules import InThePast


class UnknownOffer(NotFound):
    """There is no such offer."""

    code = "unknown_offer"


class DuoNotAllowed(Malformed):
    """Offers of this category cannot be booked for two."""

    code = "duo_not_allowed"


class NameHasEan(Malformed):
    """A name holds no number of 13 digits; an EAN has a field of its own."""

    code = "name_has_ean"


class UrlNotAllowed(Malformed):
    """Offers of this category take place somewhere: they have no URL."""

    code = "url_not_allowed"


class OfferHasStocks(Conflict):
    """The category and the venue of an offer cannot change once it has stocks."""

    code = "offer_has_stocks"


class VenueOfAnother(Conflict):
    """An offer cannot move to a venue of another offerer."""

    code = "venue_of_another_offerer"


def draft(command: DraftOffer, *, venue: Venue, category: Category, now: datetime) -> Offer:
    """Return a new draft. Refuses InThePast, and what `described` refuses."""
    place = place_of(venue)
    offer = described(
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
            publish_at=command.publish_at,
            bookable_from=command.bookable_from,
            details=command.details,
        ),
        category=category,
    )
    check_schedule(offer, former=None, now=now)
    return offer


def edit(offer: Offer, command: EditOffer, *, place: Place) -> Offer:
    """Return the offer with other facts, at `place`.

    Refuses OfferHasStocks, UnknownCategory, and what `described` refuses.
    """
    category_id = chosen(command.category, offer.category)
    is_moved = place.venue_id != offer.place.venue_id or category_id != offer.category
    if is_moved and offer.stocks_made:
        raise OfferHasStocks
    after = replace(
        offer,
        place=place,
        name=chosen(command.name, offer.name),
        description=chosen(command.description, offer.description),
        category=category_id,
        duo=chosen(command.duo, offer.duo),
        url=chosen(command.url, offer.url),
        publish_at=chosen(command.publish_at, offer.publish_at),
        bookable_from=chosen(command.bookable_from, offer.bookable_from),
        details=edit_details(offer.details, command.details),
    )
    return described(after, category=proposed_category(category_id))


def described(offer: Offer, *, category: Category) -> Offer:
    """Return the offer, once its facts fit its category.

    Refuses NameHasEan, DuoNotAllowed, UrlNotAllowed, UrlInvalid, DetailNotAllowed, DelayNotAllowed,
    EanInvalid.
    """
    if _THIRTEEN_DIGITS.search(offer.name):
        raise NameHasEan
    if offer.duo and not category.duo:
        raise DuoNotAllowed
    if offer.url is not None:
        if category.place == "offline":
            raise UrlNotAllowed
        check_url(offer.url)
    check_details(offer.details, category)
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


def check_schedule(offer: Offer, *, former: Offer | None, now: datetime) -> None:
    """Refuse InThePast where the offer is to be seen or booked from an instant that is past.

    What stood there already in the `former` offer may have come meanwhile.
    """
    for name in ("publish_at", "bookable_from"):
        at = getattr(offer, name)
        if at is not None and at <= now and (former is None or at != getattr(former, name)):
            raise InThePast(field=name)


_THIRTEEN_DIGITS = re.compile(r"\d{13}")
"""pass-culture-main, core/offers/validation.py."""
