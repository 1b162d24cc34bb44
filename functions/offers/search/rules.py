"""What an offer is found by, and whether it fits what is looked for: pure decisions."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from functions.offers.category_rules import category
from functions.offers.copies import opens_at
from functions.offers.geo import distance_m, geohash, point_of
from functions.offers.models import Offer, Stock
from functions.offers.search.models import FAR, Chance, Hit, Listing, Showing, Spot, Wanted
from functions.offers.search.text import (
    EVERYTHING,
    category_key,
    keys_of,
    name_key,
    telling_words,
)

_OF_NAMES = name_key("")


def listing_of(offer: Offer, stocks: Iterable[Stock]) -> Listing | None:
    """Return what can be found of an offer with these stocks; None when there is nothing."""
    chances = tuple(chance for stock in stocks if (chance := chance_of(stock)) is not None)
    if not offer.is_listed or offer.published_at is None or not chances:
        return None
    label = category(offer.category).label
    words = telling_words(offer.name, offer.place.name, offer.place.city, label)
    described = telling_words(offer.description or "")
    keys = keys_of(words, described)
    keys.update(name_key(key) for key in keys_of(telling_words(offer.name), ()))
    keys.update((EVERYTHING, category_key(offer.category)))
    listing = Listing(
        id=offer.id,
        offerer_siren=offer.offerer_siren,
        name=offer.name,
        category=offer.category,
        duo=offer.duo,
        place=offer.place,
        image=offer.image,
        published_at=offer.published_at,
        visible_from=opens_at(offer),
        spot=_spot(offer),
        keys=tuple(sorted(keys)),
        words=words,
        described=described,
        chances=(),
        ends_at=FAR,
    )
    return _with(listing, chances)


def with_facts(listing: Listing, offer: Offer) -> Listing:
    """Return the listing with the facts of its offer that nothing is found by."""
    return replace(listing, image=offer.image)


def with_chance(listing: Listing, stock_id: str, chance: Chance | None) -> Listing | None:
    """Return the listing with this stock as it is now; None when nothing is left in it."""
    others = tuple(other for other in listing.chances if other.stock_id != stock_id)
    chances = others if chance is None else (*others, chance)
    return _with(listing, chances) if chances else None


def chance_of(stock: Stock | None) -> Chance | None:
    """Return what a listing tells of a stock; None when nobody can book it."""
    if stock is None or stock.is_deleted or not stock.is_open:
        return None
    if stock.remaining is not None and stock.remaining <= 0:
        return None
    return Chance(
        stock_id=stock.id,
        price_cents=stock.price_cents,
        begins_at=stock.begins_at,
        booking_limit_at=stock.booking_limit_at,
    )


def showing_of(listing: Listing, chance: Chance) -> Showing:
    """Return what leads to the listing by the date of one of its stocks."""
    return Showing(
        id=chance.stock_id,
        offer_id=listing.id,
        begins_at=chance.begins_at or FAR,
        price_cents=chance.price_cents,
        spot=listing.spot,
        keys=tuple(key for key in listing.keys if not key.startswith(_OF_NAMES)),
    )


def showings_of(listing: Listing | None) -> dict[str, Showing]:
    """Return every showing that a listing is to have, by id."""
    if listing is None:
        return {}
    return {chance.stock_id: showing_of(listing, chance) for chance in listing.chances}


def fit(listing: Listing, wanted: Wanted, *, now: datetime) -> Hit | None:
    """Return the listing as a hit, with all of its stocks that fit; None when it does not fit."""
    if listing.visible_from is not None and listing.visible_from > now:
        return None
    if wanted.category is not None and listing.category != wanted.category:
        return None
    if wanted.asked and not wanted.asked.are_in(listing.words, listing.described):
        return None
    distance = None
    if wanted.point is not None:
        distance = distance_from(wanted, listing.spot)
        if distance is None:
            return None
    chances = tuple(chance for chance in left_of(listing, now=now) if _chance_fits(chance, wanted))
    return Hit(listing=listing, distance_m=distance, chances=chances) if chances else None


def left_of(listing: Listing, *, now: datetime) -> tuple[Chance, ...]:
    """Return the chances of a listing that are not over."""
    return tuple(chance for chance in listing.chances if chance.ends_at > now)


def distance_from(wanted: Wanted, spot: Spot | None) -> int | None:
    """Return how far a spot is from the point that is asked for; None when it is too far.

    Every measure is taken from the geohash, which is 2 cm off at most, so that all of them agree.
    """
    assert wanted.point is not None
    if spot is None:
        return None
    distance = distance_m(*wanted.point, *point_of(spot.geohash))
    return distance if distance <= wanted.radius_m else None


def may_fit(showing: Showing, wanted: Wanted) -> bool:
    """Tell whether it is worth looking at the listing that a showing leads to."""
    if wanted.max_price_cents is not None and showing.price_cents > wanted.max_price_cents:
        return False
    return wanted.point is None or distance_from(wanted, showing.spot) is not None


def names_all(listing: Listing, wanted: Wanted) -> bool:
    """Tell whether the name alone has every word that is asked for."""
    return wanted.asked.are_in(telling_words(listing.name))


def key_of(wanted: Wanted) -> str:
    """Return the key that leads to all that fits, and to as little else as one key can."""
    if wanted.asked:
        return wanted.asked.key
    return EVERYTHING if wanted.category is None else category_key(wanted.category)


def _with(listing: Listing, chances: tuple[Chance, ...]) -> Listing:
    return replace(
        listing,
        chances=tuple(sorted(chances, key=lambda chance: chance.moment)),
        ends_at=max(chance.ends_at for chance in chances),
    )


def _spot(offer: Offer) -> Spot | None:
    place = offer.place
    if offer.url is not None or place.latitude is None or place.longitude is None:
        return None
    name = geohash(place.latitude, place.longitude)
    return Spot(geohash=name, cell3=name[:3], cell4=name[:4], cell5=name[:5], cell6=name[:6])


def _chance_fits(chance: Chance, wanted: Wanted) -> bool:
    if wanted.max_price_cents is not None and chance.price_cents > wanted.max_price_cents:
        return False
    if wanted.begins_from is None and wanted.begins_until is None:
        return True
    if chance.begins_at is None:
        return False
    if wanted.begins_from is not None and chance.begins_at < wanted.begins_from:
        return False
    return wanted.begins_until is None or chance.begins_at <= wanted.begins_until
