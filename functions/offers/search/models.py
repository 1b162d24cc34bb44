"""What is looked for, what stands in the index, and what is found."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from functions.offers.models import Image, Place
from functions.offers.search.text import Asked

Sort = Literal["distance", "date", "relevance"]

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""When a thing begins, in the order of dates: behind every event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A stock that has a place left, as its offer's listing tells of it."""

    stock_id: str
    price_cents: int
    begins_at: datetime | None
    booking_limit_at: datetime | None

    @property
    def moment(self) -> tuple[datetime, str]:
        """Its place in the order of dates."""
        return self.begins_at or FAR, self.stock_id

    @property
    def ends_at(self) -> datetime:
        """From when on it cannot be booked any more."""
        return min(self.begins_at or FAR, self.booking_limit_at or FAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where an offer stands on the map: a geohash, and what it begins with."""

    geohash: str
    cell3: str
    cell4: str
    cell5: str
    cell6: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An offer that can be found: all that a list shows of it, and what it is found by.

    `spot` is None for what is online. `keys` lead to it; `words` and `described` decide whether it
    has the words that are asked for. `chances` are its stocks with a place left, in order of date,
    and `ends_at` is when the last of them is over. It is hidden until `visible_from`, when booking
    begins.
    """

    id: str
    offerer_siren: str
    name: str
    category: str
    duo: bool
    place: Place
    image: Image | None
    published_at: datetime
    visible_from: datetime | None = None
    spot: Spot | None
    keys: tuple[str, ...]
    words: tuple[str, ...]
    described: tuple[str, ...]
    chances: tuple[Chance, ...]
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A stock in the order of dates; it leads to its offer's listing, which decides."""

    id: str
    offer_id: str
    begins_at: datetime
    price_cents: int
    spot: Spot | None
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; `point` is latitude and longitude in degrees."""

    point: tuple[float, float] | None
    radius_m: int
    asked: Asked
    category: str | None
    max_price_cents: int | None
    begins_from: datetime | None
    begins_until: datetime | None
    sort: Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An offer that fits, with the stocks of it that fit and can be booked now."""

    listing: Listing
    distance_m: int | None
    chances: tuple[Chance, ...]

    @property
    def price_cents(self) -> int:
        """The lowest price."""
        return min(chance.price_cents for chance in self.chances)

    @property
    def next_date(self) -> datetime | None:
        """The earliest beginning; None for things."""
        return min((c.begins_at for c in self.chances if c.begins_at is not None), default=None)


Nearness = tuple[int, str, str]
"""A place in the order of distance: metres, geohash, offer id."""

Reached = tuple[int, str, str, int]
"""How far pages in the order of distance have come: a place, and how densely listings lie there.

A listing was met for so many numbers of a geohash as two to the power of the last.
"""

Moment = tuple[datetime, str]
"""A place in the order of dates: a beginning, and a stock's id."""

Rank = tuple[int, datetime, str]
"""A place in the order of relevance: tier, first publication, offer id; newest first in a tier."""

Position = Reached | Moment | Rank


@dataclass(frozen=True, slots=True)
class Page:
    """Hits in order, and the place behind which the next page begins; None: there is nothing."""

    hits: list[Hit]
    after: Position | None
