"""Previews of offers, and their schema.org description."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.offers import rules as offers_rules
from functions.offers.categories.rules import category
from functions.offers.models import Offer
from functions.offers.search.models import Listed
from functions.pages.previews.models import Preview

_SCHEMA = "https://schema.org"
_LONGEST_DESCRIPTION = 200
_CURRENCY = "EUR"


def preview_of(offer: Offer, listing: Listed | None, *, now: datetime) -> Preview | None:
    """Return the preview of an offer; None if the public cannot see it.

    `listing` is the document by which search finds it while a place is left.
    """
    if not offers_rules.is_visible(offer, now=now):
        return None
    ahead = [stock for stock in offer.stocks if not offers_rules.is_over(stock, now=now)]
    dates = [stock.begins_at for stock in ahead or offer.stocks if stock.begins_at is not None]
    # Chances are never empty in a listing, but may have ended since it was written.
    left = [one for one in (listing.chances if listing else ()) if one.ends_at > now]
    return Preview(
        offer=offer,
        is_event=category(offer.category).event,
        begins_at=min(dates, default=None),
        prices=tuple(stock.price_cents for stock in ahead),
        is_left=bool(left),
    )


def short(text: str | None) -> str:
    """Return the beginning of a description, on one line and cut between words."""
    line = " ".join((text or "").split())
    if len(line) <= _LONGEST_DESCRIPTION:
        return line
    return f"{line[:_LONGEST_DESCRIPTION].rpartition(' ')[0]}…"


def linked_data(preview: Preview, *, url: str, image: str | None) -> Mapping[str, Any]:
    """Return the schema.org Event or Product of an offer, as JSON-LD.

    `url` is its address, and `image` that of its picture.
    """
    offer = preview.offer
    facts: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "Event" if preview.is_event else "Product",
        "name": offer.name,
        "url": url,
    }
    if offer.description:
        facts["description"] = short(offer.description)
    if image is not None:
        facts["image"] = image
    if preview.is_event:
        facts |= _event(preview)
    elif offer.details.ean is not None:
        facts["gtin13"] = offer.details.ean
    if preview.prices:
        facts["offers"] = _offers(preview, url)
    return facts


def _event(preview: Preview) -> dict[str, Any]:
    offer, place = preview.offer, preview.offer.place
    facts: dict[str, Any] = {
        "eventStatus": f"{_SCHEMA}/EventScheduled",
        "organizer": {"@type": "Organization", "name": place.name},
    }
    if preview.begins_at is not None:
        zone = ZoneInfo(place.time_zone)
        facts["startDate"] = preview.begins_at.astimezone(zone).isoformat()
    if offer.details.performer:
        facts["performer"] = {"@type": "PerformingGroup", "name": offer.details.performer}
    if offer.url is not None:
        facts["eventAttendanceMode"] = f"{_SCHEMA}/OnlineEventAttendanceMode"
        # The link of the event itself is for those who booked.
        facts["location"] = {"@type": "Place", "name": place.name}
        return facts
    facts["eventAttendanceMode"] = f"{_SCHEMA}/OfflineEventAttendanceMode"
    facts["location"] = {
        "@type": "Place",
        "name": place.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": place.postal_code,
            "addressLocality": place.city,
            "addressCountry": "FR",
        },
    }
    if place.latitude is not None and not place.is_approximate:
        at = {"latitude": place.latitude, "longitude": place.longitude}
        facts["location"]["geo"] = {"@type": "GeoCoordinates", **at}
    return facts


def _offers(preview: Preview, url: str) -> dict[str, Any]:
    stock = "InStock" if preview.is_left else "SoldOut"
    facts: dict[str, Any] = {
        "priceCurrency": _CURRENCY,
        "availability": f"{_SCHEMA}/{stock}",
        "url": url,
    }
    low, high = min(preview.prices), max(preview.prices)
    if low == high:
        return {"@type": "Offer", "price": _decimal(low), **facts}
    prices = {"lowPrice": _decimal(low), "highPrice": _decimal(high)}
    return {"@type": "AggregateOffer", **prices, "offerCount": len(preview.prices), **facts}


def _decimal(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
