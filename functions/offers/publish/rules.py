"""Rules of drafting, editing, publishing and withdrawing offers."""

import re
from datetime import datetime
from typing import get_args

from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.rules import OffererNotValidated
from functions.accounts.venues.models import Venue
from functions.kernel.errors import Conflict, Malformed
from functions.kernel.values import chosen, replace
from functions.kernel.web_addresses import check_url
from functions.offers.categories.models import Category
from functions.offers.categories.rules import proposed_category
from functions.offers.details.rules import check_details, edit_details
from functions.offers.models import AccessibilityKind, Details, Offer, Place, Publication
from functions.offers.publish.models import DraftOffer, EditOffer
from functions.offers.rules import InThePast


class ImageMissing(Conflict):
    """Add a picture before publishing."""

    code = "image_missing"


class LocationMissing(Conflict):
    """Add a URL to an online offer, or coordinates to the venue, before publishing."""

    code = "location_missing"


class DescriptionMissing(Conflict):
    """Add a description before publishing."""

    code = "description_missing"


class StockMissing(Conflict):
    """Add a stock before publishing."""

    code = "stock_missing"


class OfferNotEditable(Conflict):
    """Offers that are rejected, closed or waiting for review cannot be changed."""

    code = "offer_not_editable"


_ENDED: tuple[Publication, ...] = ("rejected", "closed")
"""The final states; such offers are never published again."""


def publish(
    offer: Offer, *, category: Category, offerer: Offerer, flags: tuple[str, ...], now: datetime
) -> Offer:
    """Publish an offer, or hold it for review when a rule flags it.

    Refuses OfferNotEditable for a rejected offer, then ImageMissing, LocationMissing,
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
    """Check that an offer is ready to be public.

    Refuses ImageMissing, LocationMissing, DescriptionMissing.
    """
    if offer.image is None:
        raise ImageMissing
    is_online = category.place == "online" or offer.url is not None
    has_place = offer.place.latitude is not None and offer.place.longitude is not None
    if (offer.url is None) if is_online else not has_place:
        raise LocationMissing
    if not offer.description:
        raise DescriptionMissing


def screen(offer: Offer, *, flags: tuple[str, ...], now: datetime) -> Offer:
    """Publish an offer, or hold it for review when a flag was not approved before."""
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


def as_public(offer: Offer) -> Offer:
    """Return the offer as the public may see it.

    A rejected offer shows only its name, place and prices, not the texts, links and picture that
    were found unfit.
    """
    if offer.publication != "rejected":
        return offer
    return replace(offer, description=None, url=None, image=None, upload=None, details=Details())


def unpublish(offer: Offer) -> Offer:
    """Withdraw an offer; one never published becomes a draft, a final state stays."""
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
    """Close an offer permanently because its offerer was closed.

    A rejected offer stays rejected, so that the reason remains visible.
    """
    if offer.publication in _ENDED:
        return offer
    return replace(offer, publication="closed", is_listed=False, pending_since=None)


def check_editable(offer: Offer) -> None:
    """Check that an offer may be changed; a pending one must be withdrawn first.

    Refuses OfferNotEditable.
    """
    if offer.publication in ("pending", *_ENDED):
        raise OfferNotEditable


class DuoNotAllowed(Malformed):
    """Offers of this category cannot be duo."""

    code = "duo_not_allowed"


class NameHasEan(Malformed):
    """The name must not contain a number of 13 digits; use the `ean` field."""

    code = "name_has_ean"


class UrlNotAllowed(Malformed):
    """Offers of this category take place at a venue and cannot have a URL."""

    code = "url_not_allowed"


class OfferHasStocks(Conflict):
    """The category and venue of an offer cannot change once it has stocks."""

    code = "offer_has_stocks"


class VenueOfAnother(Conflict):
    """An offer cannot move to a venue of another offerer."""

    code = "venue_of_another_offerer"


def draft(command: DraftOffer, *, venue: Venue, category: Category, now: datetime) -> Offer:
    """Create a draft. Refuses InThePast, and what `check_facts` refuses."""
    place = place_of(venue)
    offer = Offer(
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
        partner_id=command.partner_id,
    )
    check_facts(offer, category=category)
    check_schedule(offer, former=None, now=now)
    return offer


def edit(offer: Offer, command: EditOffer, *, place: Place) -> Offer:
    """Apply an edit to an offer at `place`.

    Refuses OfferHasStocks, UnknownCategory, and what `check_facts` refuses.
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
        partner_id=chosen(command.partner_id, offer.partner_id),
    )
    check_facts(after, category=proposed_category(category_id))
    return after


_THIRTEEN_DIGITS = re.compile(r"\d{13}")
"""Possibly an EAN (pass-culture-main, core/offers/validation.py)."""


def check_facts(offer: Offer, *, category: Category) -> None:
    """Check that the facts of an offer fit its category.

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


def place_of(venue: Venue) -> Place:
    """Return the copy of a venue that its offers carry."""
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
        is_approximate=venue.is_approximate,
        accessibility=tuple(
            kind for kind in get_args(AccessibilityKind) if getattr(venue.accessibility, kind)
        ),
    )


def check_schedule(offer: Offer, *, former: Offer | None, now: datetime) -> None:
    """Check that new values of `publish_at` and `bookable_from` are ahead. Refuses InThePast.

    Values already on the `former` offer may have passed since.
    """
    for name in ("publish_at", "bookable_from"):
        at = getattr(offer, name)
        if at is not None and at <= now and (former is None or at != getattr(former, name)):
            raise InThePast(field=name)
