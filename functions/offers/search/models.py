"""Search criteria, the documents of the index, hits, and positions in each order."""

from datetime import UTC, datetime
from typing import Literal

from functions.kernel.values import Model, Struct
from functions.offers.models import AccessibilityKind, Image, Place
from functions.offers.search.words.models import SearchWords

Sort = Literal["distance", "date", "relevance"]

Where = Literal["online", "on_site"]

AFTER_ALL_EVENTS = datetime(9999, 1, 1, tzinfo=UTC)
"""The date of things in the order of dates, after every event."""


class OfferedStock(Model, frozen=True, kw_only=True):
    """A stock with a place left, as kept in its offer's listing.

    `has_last_places` says that few are left of a date's: see `has_last_places` in the rules.
    """

    stock_id: str
    price_cents: int
    begins_at: datetime | None
    booking_limit_at: datetime | None
    has_last_places: bool = False

    @property
    def position(self) -> "DatePosition":
        """Its position in the order of dates."""
        return self.begins_at or AFTER_ALL_EVENTS, self.stock_id

    @property
    def ends_at(self) -> datetime:
        """The end of booking (UTC)."""
        return min(self.begins_at or AFTER_ALL_EVENTS, self.booking_limit_at or AFTER_ALL_EVENTS)


class MapPosition(Model, frozen=True, kw_only=True):
    """The geohash of an offer, and its prefixes of three to six characters."""

    geohash: str
    cell3: str
    cell4: str
    cell5: str
    cell6: str


class Listed(Model, frozen=True, kw_only=True):
    """An offer that can be found: everything a list shows of it.

    `spot` is None for online offers. `accessibility` names the disabilities that the place suits.
    `chances` are its stocks with a place left, in order of date,
    and `ends_at` is the end of booking of the last one. The listing is hidden until `visible_from`,
    when booking begins.
    """

    id: str
    offerer_siren: str
    name: str
    category: str
    duo: bool
    accessibility: tuple[AccessibilityKind, ...] = ()
    place: Place
    image: Image | None
    published_at: datetime
    visible_from: datetime | None = None
    spot: MapPosition | None
    chances: tuple[OfferedStock, ...]
    ends_at: datetime


class Listing(Listed, frozen=True, kw_only=True):
    """The document of an offer that can be found, with the keys that lead to it.

    Queries look up one of `keys`; `words` (of names and labels) and `described` (of the
    description) then decide whether every searched word is there.
    """

    keys: tuple[str, ...]
    words: tuple[str, ...]
    described: tuple[str, ...]


class DateEntry(Model, frozen=True, kw_only=True):
    """An index entry of a stock by date; it leads to its offer's listing, which decides."""

    id: str
    offer_id: str
    begins_at: datetime
    price_cents: int
    spot: MapPosition | None
    keys: tuple[str, ...]


class VenueName(Model, frozen=True, kw_only=True):
    """The name of a venue that has or had offers, with the keys by which it is suggested."""

    id: str
    name: str
    city: str
    keys: tuple[str, ...]


class SearchCriteria(Struct, frozen=True, kw_only=True):
    """A search; `point` is latitude and longitude in degrees, `radius_m` in metres.

    One of `categories` is enough, of `accessibility` all are needed. `hours` are minutes of the day
    at the venue, both included; the first may be after the last, for a time that spans midnight.
    """

    point: tuple[float, float] | None
    radius_m: int
    words: SearchWords
    categories: tuple[str, ...] = ()
    max_price_cents: int | None
    begins_from: datetime | None
    begins_until: datetime | None
    sort: Sort
    hours: tuple[int, int] | None = None
    venue_id: str | None = None
    is_duo: bool = False
    has_last_places: bool = False
    where: Where | None = None
    accessibility: tuple[AccessibilityKind, ...] = ()

    @property
    def is_dated(self) -> bool:
        """Whether only dates match, and nothing without a date."""
        return not (self.begins_from is None and self.begins_until is None and self.hours is None)


class Hit(Struct, frozen=True, kw_only=True):
    """An offer that matches, with its matching stocks that can be booked now."""

    listing: Listed
    distance_m: int | None
    stocks: tuple[OfferedStock, ...]

    @property
    def price_cents(self) -> int:
        """The lowest price in cents."""
        return min([stock.price_cents for stock in self.stocks])

    @property
    def has_last_places(self) -> bool:
        """Whether each of the stocks is a date with few places left."""
        return all(stock.has_last_places for stock in self.stocks)

    @property
    def next_date(self) -> datetime | None:
        """The earliest date; None for things."""
        return min([s.begins_at for s in self.stocks if s.begins_at is not None], default=None)


DistancePosition = tuple[int, str, str]
"""A position in the order of distance: metres, geohash, offer id."""

DistanceCursor = tuple[int, str, str, int]
"""Where the next page by distance starts: a distance position, and the spacing of listings there.

The spacing is the binary logarithm of how many geohash numbers there are to a listing.
"""

DatePosition = tuple[datetime, str]
"""A position in the order of dates: a beginning (UTC), and a stock id."""

RelevancePosition = tuple[int, datetime, str]
"""A position in the order of relevance: match group, publication, offer id.

The groups are those of `match_group` in the rules of search. Newest first within a group.
"""

Position = DistanceCursor | DatePosition | RelevancePosition


class Page(Struct, frozen=True):
    """Hits in order, and the position after which the next page starts; None on the last page."""

    hits: list[Hit]
    after: Position | None
