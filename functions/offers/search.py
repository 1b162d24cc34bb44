"""Finding offers: what is near, what it costs, when it is.

Offers that are published stand in an index by geohash. A page reads those of the cells that cover
the circle, keeps what fits, and looks at the stocks of as many as it takes to fill the page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from functions.kernel.database import Order, UnitOfWork, Where
from functions.offers.geo import covering_ranges, distance_m
from functions.offers.models import Offer, Stock
from functions.offers.rules import words_of
from functions.offers.stock_rules import is_bookable
from functions.offers.store import offers, peek_stocks

Sort = Literal["distance", "date", "relevance"]

_PAGE = 200
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; `point` is latitude and longitude in degrees."""

    point: tuple[float, float] | None
    radius_m: int
    words: frozenset[str]
    category: str | None
    max_price_cents: int | None
    begins_from: datetime | None
    begins_until: datetime | None
    sort: Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An offer that fits, with the stocks of it that fit and can be booked now."""

    offer: Offer
    distance_m: int | None
    stocks: tuple[Stock, ...]

    @property
    def price_cents(self) -> int:
        """The lowest price."""
        return min(stock.price_cents for stock in self.stocks)

    @property
    def next_date(self) -> datetime | None:
        """The earliest beginning; None for things."""
        return min((s.begins_at for s in self.stocks if s.begins_at is not None), default=None)


Position = tuple[float, str]
"""Where a page ended: the sort key of its last hit, and the offer's id."""


def search(
    work: UnitOfWork, wanted: Wanted, *, after: Position | None, page_size: int, now: datetime
) -> tuple[list[Hit], Position | None]:
    """Return a page of hits in a total order, and where the next page starts, if there is one."""
    near = sorted(_near(work, wanted), key=lambda found: _quick_key(wanted, *found))
    hits = _hits(work, wanted, near, now=now)
    if wanted.sort == "date":
        # The date of a hit is that of its bookable stocks, so all have to be looked at.
        hits = iter(sorted(hits, key=lambda hit: _position(wanted, hit)))
    behind = (hit for hit in hits if after is None or _position(wanted, hit) > after)
    page = list(islice(behind, page_size + 1))
    if len(page) <= page_size:
        return page, None
    return page[:page_size], _position(wanted, page[page_size - 1])


def _near(work: UnitOfWork, wanted: Wanted) -> Iterator[tuple[Offer, int | None]]:
    """Yield the listed offers that fit by what their own documents tell, with their distance."""
    if wanted.point is None:
        for offer in _listed(work):
            if _fits(offer, wanted):
                yield offer, None
        return
    for low, high in covering_ranges(*wanted.point, wanted.radius_m):
        for offer in _listed(work, Where("geohash", ">=", low), Where("geohash", "<", high)):
            place = offer.place
            assert place.latitude is not None
            assert place.longitude is not None
            distance = distance_m(*wanted.point, place.latitude, place.longitude)
            if distance <= wanted.radius_m and _fits(offer, wanted):
                yield offer, distance


def _listed(work: UnitOfWork, *where: Where) -> Iterator[Offer]:
    order = Order("geohash") if where else Order("published_at", descending=True)
    listed = Where("is_listed", "==", True)
    return offers.pages(work, listed, *where, order_by=(order,), page=_PAGE)


def _fits(offer: Offer, wanted: Wanted) -> bool:
    if wanted.category is not None and offer.category != wanted.category:
        return False
    words = (*offer.words, *words_of(offer.description or ""))
    return all(any(word.startswith(asked) for word in words) for asked in wanted.words)


def _hits(
    work: UnitOfWork,
    wanted: Wanted,
    near: Sequence[tuple[Offer, int | None]],
    *,
    now: datetime,
) -> Iterator[Hit]:
    for start in range(0, len(near), _PAGE):
        chunk = near[start : start + _PAGE]
        of_each = peek_stocks(work, [offer for offer, _ in chunk])
        for offer, distance in chunk:
            fitting = tuple(s for s in of_each[offer.id] if _stock_fits(s, wanted, now=now))
            if fitting:
                yield Hit(offer=offer, distance_m=distance, stocks=fitting)


def _stock_fits(stock: Stock, wanted: Wanted, *, now: datetime) -> bool:
    if not is_bookable(stock, now=now):
        return False
    if wanted.max_price_cents is not None and stock.price_cents > wanted.max_price_cents:
        return False
    if wanted.begins_from is None and wanted.begins_until is None:
        return True
    if stock.begins_at is None:
        return False
    return (wanted.begins_from or now) <= stock.begins_at <= (wanted.begins_until or _END_OF_TIME)


def _quick_key(wanted: Wanted, offer: Offer, distance: int | None) -> Position:
    """Return the place in the order, as far as the offer's own document tells it."""
    if wanted.sort == "distance":
        return float(distance or 0), offer.id
    published = offer.published_at.timestamp() if offer.published_at else 0.0
    return -published, offer.id


def _position(wanted: Wanted, hit: Hit) -> Position:
    if wanted.sort == "date":
        return (hit.next_date or _END_OF_TIME).timestamp(), hit.offer.id
    return _quick_key(wanted, hit.offer, hit.distance_m)
