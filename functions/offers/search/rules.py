"""Whether, and how well, a listing matches a search."""

from datetime import datetime
from zoneinfo import ZoneInfo

from functions.offers.geo.rules import distance_m, point_of
from functions.offers.search.models import (
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
    name_key,
    stems_of,
    title_keys,
    title_words,
    venue_key,
)

GroupKeys = tuple[int, tuple[str, ...]]
"""A group of matches, and keys of which its listings have one."""

_TYPED, _OTHERS = 3, 4


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
    return tuple([offered for offered in listing.chances if offered.ends_at > now])


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


def match_group(listing: Listing, criteria: SearchCriteria) -> int:
    """Return how well a name matches the search, 0 being best.

    0: it has the same text; 1: the same words, stop words apart; 2: the same stems; 3: every word
    as it was typed; 4: none of that.
    """
    if not criteria.words:
        return _OTHERS
    for group, key in enumerate(title_keys(criteria.words)):
        # A listing that an earlier release wrote lacks some, and is found by the others.
        if key in listing.keys:
            return group
    return _TYPED if criteria.words.are_exactly_in(title_words(listing.name)) else _OTHERS


def group_keys(criteria: SearchCriteria) -> tuple[tuple[GroupKeys, ...], ...]:
    """Return the groups of `match_group` in order, with keys of which its listings have one.

    Those that stand together are small, so they are looked for together.
    """
    others = (_OTHERS, keys_to_match(criteria))
    if not criteria.words:
        return ((others,),)
    titles = tuple((group, (key,)) for group, key in enumerate(title_keys(criteria.words)))
    named = (_TYPED, (name_key(criteria.words.exact_key),))
    return titles, (named,), (others,)


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
