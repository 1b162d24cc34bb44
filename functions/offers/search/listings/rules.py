"""Listings and date entries of an offer."""

from collections.abc import Iterable, Mapping
from typing import get_args

from functions.kernel.values import replace
from functions.offers.categories.rules import category
from functions.offers.geo.rules import geohash
from functions.offers.models import AccessibilityKind, Offer, Place, Stock
from functions.offers.rules import opens_at
from functions.offers.search.models import (
    AFTER_ALL_EVENTS,
    DateEntry,
    Listing,
    MapPosition,
    OfferedStock,
)
from functions.offers.search.words.rules import (
    DUO,
    EVERYTHING,
    FREE,
    LAST_PLACES,
    ONLINE,
    accessibility_key,
    category_key,
    keys_of,
    listed_words,
    name_key,
    prefixes_of,
    search_words_of,
    title_keys,
    title_words,
    venue_key,
    words_of,
)

_OF_NAMES = name_key("")

MOST_LAST_PLACES = 10
LAST_PLACES_PART = 5
"""The last places of a date are a fifth of those offered at most, and ten at most."""


def listing_of(offer: Offer, stocks: Iterable[Stock]) -> Listing | None:
    """Return the listing of an offer with these stocks; None if nothing can be booked."""
    chances = tuple(offered for stock in stocks if (offered := offered_stock_of(stock)) is not None)
    if not offer.is_listed or offer.published_at is None or not chances:
        return None
    described = tuple(sorted(listed_words(offer.description or "")))
    words, keys = _words_and_keys(offer.name, offer.place, offer.category, described)
    listing = Listing(
        id=offer.id,
        offerer_siren=offer.offerer_siren,
        name=offer.name,
        category=offer.category,
        duo=offer.duo,
        accessibility=accessibility_of(offer),
        place=offer.place,
        image=offer.image,
        published_at=offer.published_at,
        visible_from=opens_at(offer),
        spot=_map_position(offer),
        keys=keys,
        words=words,
        described=described,
        chances=(),
        ends_at=AFTER_ALL_EVENTS,
    )
    return _with(listing, chances)


def accessibility_of(offer: Offer) -> tuple[AccessibilityKind, ...]:
    """Return the disabilities that the place of an offer suits, as the offer or its venue says."""
    suits = offer.details.accessibility
    if suits is None:
        return offer.place.accessibility
    return tuple(kind for kind in get_args(AccessibilityKind) if getattr(suits, kind))


def renewed(listing: Listing, offer: Offer | None, stocks: Iterable[Stock]) -> Listing:
    """Return a listing with the words, keys and facts that this release gives it.

    `stocks` are those of the listing.
    """
    if offer is not None:
        listing = replace(listing, accessibility=accessibility_of(offer))
    described = tuple(sorted({word for text in listing.described for word in words_of(text)}))
    words, keys = _words_and_keys(listing.name, listing.place, listing.category, described)
    renewed = replace(listing, words=words, described=described, keys=keys)
    # A stock that is dealt out does not know how many of its places are left.
    known = {stock.id: has_last_places(stock) for stock in stocks if not stock.shards}
    chances = (
        replace(offered, has_last_places=known.get(offered.stock_id, offered.has_last_places))
        for offered in listing.chances
    )
    return _with(renewed, tuple(chances))


def with_facts(listing: Listing, offer: Offer) -> Listing:
    """Update the parts of a listing that are shown but not searched."""
    return replace(listing, image=offer.image)


def with_stocks(listing: Listing, changed: Mapping[str, OfferedStock | None]) -> Listing | None:
    """Update some stocks of a listing, by id; return None if no stock is left."""
    others = (other for other in listing.chances if other.stock_id not in changed)
    chances = (*others, *(offered for offered in changed.values() if offered is not None))
    return _with(listing, chances) if chances else None


def offered_stock_of(stock: Stock | None) -> OfferedStock | None:
    """Return a stock as kept in a listing; None if it cannot be booked."""
    if stock is None or stock.is_deleted or not stock.is_open:
        return None
    if stock.remaining is not None and stock.remaining <= 0:
        return None
    return OfferedStock(
        stock_id=stock.id,
        price_cents=stock.price_cents,
        begins_at=stock.begins_at,
        booking_limit_at=stock.booking_limit_at,
        has_last_places=has_last_places(stock),
    )


def has_last_places(stock: Stock) -> bool:
    """Return whether a stock is a date of which few places are left; its offer says of how many.

    A date offered with fewer than five places never is. One that is dealt out is looked at when a
    shard runs out or has a place again.
    """
    if stock.quantity is None or stock.remaining is None or stock.begins_at is None:
        return False
    return 0 < stock.remaining <= min(MOST_LAST_PLACES, stock.quantity // LAST_PLACES_PART)


def date_entry_of(listing: Listing, offered: OfferedStock) -> DateEntry:
    """Return the date entry of one stock of a listing."""
    return DateEntry(
        id=offered.stock_id,
        offer_id=listing.id,
        begins_at=offered.begins_at or AFTER_ALL_EVENTS,
        price_cents=offered.price_cents,
        spot=listing.spot,
        keys=tuple(key for key in listing.keys if _is_of_date(key, offered)),
    )


def date_entries_of(listing: Listing | None) -> dict[str, DateEntry]:
    """Return the date entries of a listing, by id; none without a listing."""
    if listing is None:
        return {}
    return {offered.stock_id: date_entry_of(listing, offered) for offered in listing.chances}


def _is_of_date(key: str, offered: OfferedStock) -> bool:
    """Return whether the date entry of a stock has a key of its listing."""
    if key == FREE:
        return offered.price_cents == 0
    return offered.has_last_places if key == LAST_PLACES else not key.startswith(_OF_NAMES)


def _words_and_keys(
    name: str, place: Place, category_id: str, described: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    named = title_words(name)
    label = category(category_id).label
    words = tuple(sorted(named | listed_words(place.name, place.city, label)))
    keys = keys_of(words, described)
    keys.update(name_key(key) for key in prefixes_of(named))
    keys.update((*title_keys(search_words_of(name)), EVERYTHING, category_key(category_id)))
    return words, tuple(sorted(keys))


def _with(listing: Listing, chances: tuple[OfferedStock, ...]) -> Listing:
    """Return a listing with these stocks, and the keys of its facts beside those of its words."""
    is_free = any(offered.price_cents == 0 for offered in chances)
    has = {
        FREE: is_free,
        LAST_PLACES: any(offered.has_last_places for offered in chances),
        DUO: listing.duo,
        ONLINE: listing.spot is None,
        venue_key(listing.place.venue_id): True,
        **{accessibility_key(kind): True for kind in listing.accessibility},
    }
    others = (key for key in listing.keys if key not in has)
    return replace(
        listing,
        keys=tuple(sorted({*others, *(key for key, is_had in has.items() if is_had)})),
        chances=tuple(sorted(chances, key=lambda offered: offered.position)),
        ends_at=max(offered.ends_at for offered in chances),
    )


def _map_position(offer: Offer) -> MapPosition | None:
    place = offer.place
    if offer.url is not None or place.latitude is None or place.longitude is None:
        return None
    name = geohash(place.latitude, place.longitude)
    return MapPosition(geohash=name, cell3=name[:3], cell4=name[:4], cell5=name[:5], cell6=name[:6])
