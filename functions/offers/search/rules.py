"""Listings and date entries of an offer, and whether a listing matches a search."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from functions.kernel.values import replace
from functions.offers.categories.rules import category
from functions.offers.geo.rules import distance_m, geohash, point_of
from functions.offers.models import AccessibilityKind, Offer, Place, Stock
from functions.offers.rules import opens_at
from functions.offers.search.models import (
    AFTER_ALL_EVENTS,
    DateEntry,
    Hit,
    Listed,
    Listing,
    MapPosition,
    OfferedStock,
    SearchCriteria,
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
    stems_of,
    title_key,
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


def fit(listing: Listed, criteria: SearchCriteria, *, now: datetime) -> Hit | None:
    """Return the listing as a hit, with all its matching stocks; None if it does not match.

    A search for words needs the whole `Listing`.
    """
    if listing.visible_from is not None and listing.visible_from > now:
        return None
    if not _facts_fit(listing, criteria):
        return None
    if criteria.words:
        assert isinstance(listing, Listing)
        stems = stems_of(listing.keys)
        if not criteria.words.are_in(listing.words, listing.described, stems=stems):
            return None
    distance = None
    if criteria.point is not None:
        distance = distance_from(criteria, listing.spot)
        if distance is None:
            return None
    chances = tuple(
        offered
        for offered in left_of(listing, now=now)
        if _stock_fits(offered, criteria, zone=listing.place.time_zone)
    )
    return Hit(listing=listing, distance_m=distance, stocks=chances) if chances else None


def seen(listing: Listed, *, now: datetime) -> Hit | None:
    """Return a listing with the stocks that can be booked now; None if the public sees none."""
    if listing.visible_from is not None and listing.visible_from > now:
        return None
    left = left_of(listing, now=now)
    return Hit(listing=listing, distance_m=None, stocks=left) if left else None


def left_of(listing: Listed, *, now: datetime) -> tuple[OfferedStock, ...]:
    """Return the stocks of a listing whose booking has not ended."""
    return tuple(offered for offered in listing.chances if offered.ends_at > now)


def distance_from(criteria: SearchCriteria, spot: MapPosition | None) -> int | None:
    """Return the distance of a listing from the searched point in metres; None beyond the radius.

    Distances are always measured from the geohash (at most 2 cm off), so that all of them agree.
    """
    assert criteria.point is not None
    if spot is None:
        return None
    distance = distance_m(*criteria.point, *point_of(spot.geohash))
    return distance if distance <= criteria.radius_m else None


def may_fit(entry: DateEntry, criteria: SearchCriteria) -> bool:
    """Return whether the listing of a date entry may match, so that it is worth reading."""
    if criteria.max_price_cents is not None and entry.price_cents > criteria.max_price_cents:
        return False
    if not all(key in entry.keys for key in _fact_keys(criteria)):
        return False
    of_category = [category_key(one) for one in criteria.categories]
    if of_category and not any(key in entry.keys for key in of_category):
        return False
    return criteria.point is None or distance_from(criteria, entry.spot) is not None


def match_group(listing: Listed, criteria: SearchCriteria) -> int:
    """Return how well a name matches the search, 0 being best.

    0: it has the same words; 1: it has every word as it was typed; 2: neither.
    """
    if criteria.words and criteria.words == search_words_of(listing.name):
        return 0
    has_all = criteria.words and criteria.words.are_exactly_in(title_words(listing.name))
    return 1 if has_all else 2


def group_keys(criteria: SearchCriteria) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the groups of `match_group` in order, with keys of which its listings have one."""
    others = (2, keys_to_match(criteria))
    if not criteria.words:
        return (others,)
    named = (name_key(criteria.words.exact_key),)
    return (0, (title_key(criteria.words),)), (1, named), others


def keys_to_match(criteria: SearchCriteria) -> tuple[str, ...]:
    """Return the most selective keys of which every match has one, and no listing two."""
    several = tuple(category_key(one) for one in dict.fromkeys(criteria.categories))
    is_few = criteria.venue_id is not None or criteria.has_last_places
    if len(several) < 2 or criteria.words or is_few:
        return (key_of(criteria),)
    return several


def key_of(criteria: SearchCriteria) -> str:
    """Return the most selective key that every match has.

    A venue before words, words before a category, and that before what many offers have.
    """
    if criteria.venue_id is None and criteria.words:
        return criteria.words.key
    return next(iter(_fact_keys(criteria)), EVERYTHING)


def _fact_keys(criteria: SearchCriteria) -> list[str]:
    """Return the keys that every match has besides words, the most selective first."""
    wanted = {
        venue_key(criteria.venue_id or ""): criteria.venue_id is not None,
        LAST_PLACES: criteria.has_last_places,
        **{category_key(one): len(criteria.categories) == 1 for one in criteria.categories},
        ONLINE: criteria.where == "online",
        FREE: criteria.max_price_cents == 0,
        **{accessibility_key(kind): True for kind in criteria.accessibility},
        DUO: criteria.is_duo,
    }
    return [key for key, is_wanted in wanted.items() if is_wanted]


def _facts_fit(listing: Listed, criteria: SearchCriteria) -> bool:
    is_online = listing.spot is None
    return (
        (not criteria.categories or listing.category in criteria.categories)
        and criteria.venue_id in (None, listing.place.venue_id)
        and (listing.duo or not criteria.is_duo)
        and (criteria.where is None or is_online == (criteria.where == "online"))
        and all(kind in listing.accessibility for kind in criteria.accessibility)
    )


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
    keys.update((title_key(search_words_of(name)), EVERYTHING, category_key(category_id)))
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


def _stock_fits(offered: OfferedStock, criteria: SearchCriteria, *, zone: str) -> bool:
    if criteria.max_price_cents is not None and offered.price_cents > criteria.max_price_cents:
        return False
    if criteria.has_last_places and not offered.has_last_places:
        return False
    return not criteria.is_dated or _date_fits(offered.begins_at, criteria, zone=zone)


def _date_fits(begins_at: datetime | None, criteria: SearchCriteria, *, zone: str) -> bool:
    if begins_at is None:
        return False
    if criteria.begins_from is not None and begins_at < criteria.begins_from:
        return False
    if criteria.begins_until is not None and begins_at > criteria.begins_until:
        return False
    return criteria.hours is None or _is_within(begins_at, criteria.hours, zone=zone)


def _is_within(at: datetime, hours: tuple[int, int], *, zone: str) -> bool:
    """Return whether an instant is within some minutes of the day in a time zone."""
    local = at.astimezone(ZoneInfo(zone))
    minute, (first, last) = local.hour * 60 + local.minute, hours
    return first <= minute <= last if first <= last else minute >= first or minute <= last
