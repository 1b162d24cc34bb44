"""The expected results of a search, found by looking at every offer; no code is shared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.kernel.french import stem
from functions.offers.categories.rules import category
from functions.offers.geo.rules import distance_m, geohash, point_of
from functions.offers.models import Offer, Stock
from functions.offers.search.models import AFTER_ALL_EVENTS, SearchCriteria
from functions.offers.search.words.rules import listed_words, search_words_of, title_words
from tests.support.search_data import Piece


class Truth:
    """The expected hits of a search, found by looking at every offer."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._known = [_Known.of(piece) for piece in pieces]
        self._distances: dict[tuple[float, float], list[int | None]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def ids(self, wanted: SearchCriteria, *, now: datetime) -> list[str]:
        """Return the ids of everything that fits, in order."""
        found = []
        distances = self._from(wanted.point) if wanted.point else [0] * len(self._known)
        for known, distance in zip(self._known, distances, strict=True):
            if distance is None or (wanted.point and distance > wanted.radius_m):
                continue
            if not _has(known, wanted):
                continue
            fitting = [
                stock
                for stock in known.stocks
                if _stock_fits(stock, wanted, now) and _hour_fits(stock, wanted)
            ]
            if fitting:
                found.append((_order(known, wanted, distance, fitting), known.offer.id))
        return [offer_id for _, offer_id in sorted(found)]

    def _from(self, point: tuple[float, float]) -> list[int | None]:
        if point not in self._distances:
            self._distances[point] = [
                None if known.geohash is None else distance_m(*point, *known.point)
                for known in self._known
            ]
        return self._distances[point]


@dataclass(frozen=True, slots=True)
class _Known:
    offer: Offer
    stocks: tuple[Stock, ...]
    geohash: str | None
    point: tuple[float, float]
    name: tuple[str, ...]
    words: tuple[str, ...]
    described: tuple[str, ...]

    @classmethod
    def of(cls, piece: Piece) -> "_Known":
        offer, place = piece.offer, piece.offer.place
        label = category(offer.category).label
        assert place.latitude is not None
        assert place.longitude is not None
        name = None if offer.url else geohash(place.latitude, place.longitude)
        return cls(
            offer,
            piece.stocks,
            name,
            point_of(name) if name else (0.0, 0.0),
            tuple(title_words(offer.name)),
            (*title_words(offer.name), *listed_words(place.name, place.city, label)),
            tuple(listed_words(offer.description or "")),
        )


def _has(known: _Known, wanted: SearchCriteria) -> bool:
    offer, suits = known.offer, known.offer.details.accessibility
    if wanted.categories and offer.category not in wanted.categories:
        return False
    if wanted.venue_id is not None and offer.place.venue_id != wanted.venue_id:
        return False
    if wanted.is_duo and not offer.duo:
        return False
    if wanted.where is not None and (offer.url is not None) != (wanted.where == "online"):
        return False
    if not all(suits is not None and getattr(suits, kind) for kind in wanted.accessibility):
        return False
    last = wanted.words.beginning
    if last is None:
        return True
    stems = {stem(word) for word in known.words + known.described}
    if any(stem(word) not in stems for word in wanted.words.whole):
        return False
    begins_alike = last.startswith(stem(last)[:5])
    if begins_alike and stem(last) in stems:
        return True
    if any(word[: len(last)] == last for word in known.words):
        return True
    return len(stem(last) if begins_alike else last) >= 5 and any(
        word[: len(last)] == last for word in known.described
    )


def _stock_fits(stock: Stock, wanted: SearchCriteria, now: datetime) -> bool:
    if stock.quantity is not None and stock.booked >= stock.quantity:
        return False
    if any(
        limit is not None and limit <= now for limit in (stock.begins_at, stock.booking_limit_at)
    ):
        return False
    if wanted.max_price_cents is not None and stock.price_cents > wanted.max_price_cents:
        return False
    if wanted.has_last_places and not _is_nearly_sold_out(stock):
        return False
    if wanted.begins_from is None and wanted.begins_until is None:
        return True
    return stock.begins_at is not None and (
        (wanted.begins_from or now) <= stock.begins_at <= (wanted.begins_until or AFTER_ALL_EVENTS)
    )


def _is_nearly_sold_out(stock: Stock) -> bool:
    if stock.quantity is None or stock.begins_at is None:
        return False
    left = stock.quantity - stock.booked
    return left <= 10 and 5 * left <= stock.quantity


def _hour_fits(stock: Stock, wanted: SearchCriteria) -> bool:
    if wanted.hours is None:
        return True
    if stock.begins_at is None:
        return False
    first, last = (divmod(minute, 60) for minute in wanted.hours)
    local = stock.begins_at.astimezone(ZoneInfo(stock.place.time_zone))
    at = (local.hour, local.minute)
    if first <= last:
        return first <= at <= last
    return not last < at < first


def _order(
    known: _Known, wanted: SearchCriteria, distance: int, fitting: list[Stock]
) -> tuple[object, ...]:
    if wanted.sort == "distance":
        return distance, known.geohash, known.offer.id
    if wanted.sort == "date":
        return min((stock.begins_at or AFTER_ALL_EVENTS, stock.id) for stock in fitting)
    assert known.offer.published_at is not None
    last = wanted.words.beginning
    is_named = last is not None and (
        all(word in known.name for word in wanted.words.whole)
        and any(word[: len(last)] == last for word in known.name)
    )
    # Newest first, and of one instant the last id first.
    backwards = tuple(-ord(character) for character in known.offer.id)
    is_title = last is not None and wanted.words == search_words_of(known.offer.name)
    group = 0 if is_title else 1 if is_named else 2
    return group, -known.offer.published_at.timestamp(), backwards
