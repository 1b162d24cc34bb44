"""Publishing: what an offer may say, when it may be published, and the refusals."""

import re
from dataclasses import replace
from datetime import datetime
from typing import get_args
from urllib.parse import urlsplit

from functions.accounts.offerers.models import Offerer
from functions.accounts.venues.models import Venue
from functions.kernel.errors import Conflict, Malformed
from functions.offers.categories.models import Category, DetailName
from functions.offers.categories.rules import proposed_category
from functions.offers.models import (
    Details,
    DraftOffer,
    EditDetails,
    EditOffer,
    Offer,
    Place,
    Publication,
    chosen,
)
from functions.offers.rules import InThePast, OfferGone


class EanInvalid(Malformed):
    """An EAN has 13 digits, and its check digit must be right."""

    code = "ean_invalid"


class DetailNotAllowed(Malformed):
    """Offers of this category do not have this detail."""

    code = "detail_not_allowed"
    detail: str


class UrlInvalid(Malformed):
    """A URL must start with http:// or https:// and name a host."""

    code = "url_invalid"


class DelayNotAllowed(Malformed):
    """Only tickets that are sent, or fetched on site, are there some time before the event."""

    code = "withdrawal_delay_not_allowed"


_WITH_DELAY = ("on_site", "by_email")
"""pass-culture-main, core/offers/validation.py."""


_OF_CATEGORIES: tuple[DetailName, ...] = get_args(DetailName)


def check_details(details: Details, category: Category) -> None:
    """Refuse DetailNotAllowed, DelayNotAllowed, UrlInvalid or EanInvalid where something is wrong.

    Only events have tickets to be handed out.
    """
    for name in _OF_CATEGORIES:
        if getattr(details, name) is not None and name not in category.details:
            raise DetailNotAllowed(detail=name)
    if details.withdrawal_type is not None and not category.event:
        raise DetailNotAllowed(detail="withdrawal_type")
    has_delay = details.withdrawal_delay_minutes is not None
    if has_delay and details.withdrawal_type not in _WITH_DELAY:
        raise DelayNotAllowed
    if details.external_ticket_url is not None:
        check_url(details.external_ticket_url)
    if details.ean is not None and not _is_ean(details.ean):
        raise EanInvalid


def edit_details(details: Details, command: EditDetails) -> Details:
    """Return the details with those that the command changes."""
    return Details(
        duration_minutes=chosen(command.duration_minutes, details.duration_minutes),
        is_national=chosen(command.is_national, details.is_national),
        withdrawal_type=chosen(command.withdrawal_type, details.withdrawal_type),
        withdrawal_delay_minutes=chosen(
            command.withdrawal_delay_minutes, details.withdrawal_delay_minutes
        ),
        withdrawal_details=chosen(command.withdrawal_details, details.withdrawal_details),
        booking_email=chosen(command.booking_email, details.booking_email),
        external_ticket_url=chosen(command.external_ticket_url, details.external_ticket_url),
        accessibility=chosen(command.accessibility, details.accessibility),
        author=chosen(command.author, details.author),
        performer=chosen(command.performer, details.performer),
        speaker=chosen(command.speaker, details.speaker),
        stage_director=chosen(command.stage_director, details.stage_director),
        visa=chosen(command.visa, details.visa),
        ean=chosen(command.ean, details.ean),
    )


def _is_ean(text: str) -> bool:
    """Tell whether a text is 13 digits with a right check digit (GS1: weights 1 and 3)."""
    if not (len(text) == 13 and text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text)) % 10 == 0


def check_url(url: str) -> None:
    """Refuse UrlInvalid where a text is no URL with a scheme of the web and a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlInvalid from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise UrlInvalid


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
