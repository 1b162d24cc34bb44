"""The rows of the demo's catalogue: offerers, venues and a programme for the coming weeks."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from functions.kernel.calendar_days import years_after
from functions.offers.models import AccessibilityKind


class Row(BaseModel):
    """A row of a file of the demo."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OffererRow(Row):
    """An offerer of the catalogue."""

    key: str
    siren: str
    name: str
    postal_code: str
    city: str


class VenueRow(Row):
    """A venue of the catalogue; the last three are as in a request."""

    key: str
    offerer: str
    name: str
    address: str
    postal_code: str
    city: str
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    comment: str
    contact: dict[str, str] = {}
    opening_hours: dict[str, list[dict[str, str]]] | None = None
    accessibility: dict[str, bool] = {}


class Picture(Row):
    """A picture to draw."""

    motif: str
    hue: int


class StockRow(Row):
    """A stock: for events, `day` counts from today and `hour` is the venue's own.

    With `codes`, each booking receives one of so many activation codes.
    """

    price_cents: int
    quantity: int | None = None
    day: int | None = None
    hour: time | None = None
    codes: int = 0


class PriceRow(Row):
    """A price category."""

    label: str
    price_cents: int


class SeriesRow(Row):
    """A series of dates from tomorrow on, free or at each of the offer's price categories."""

    weekdays: tuple[int, ...]
    hour: time
    weeks: int
    quantity: int


class OfferRow(Row):
    """An offer of the catalogue; `published` is a day, counted from today.

    One with a `partner_id` is published with the API key of a partner.
    """

    key: str
    venue: str
    category: str
    name: str
    description: str
    duo: bool = False
    url: str | None = None
    picture: Picture
    stocks: tuple[StockRow, ...]
    accessibility: tuple[AccessibilityKind, ...] = ()
    prices: tuple[PriceRow, ...] = ()
    series: SeriesRow | None = None
    published: int = -45
    partner_id: str | None = None


class Catalogue(Row):
    """The whole catalogue."""

    offerer: tuple[OffererRow, ...]
    venue: tuple[VenueRow, ...]
    offer: tuple[OfferRow, ...]


R = TypeVar("R", bound=Row)


def read_rows(kind: type[R], name: str) -> R:
    """Read the file of this name beside this module."""
    return kind.model_validate(tomllib.loads((Path(__file__).parent / name).read_text("utf-8")))


def offer_id(key: str) -> str:
    """Return the id of an offer of the catalogue."""
    return f"demo-{key}"


def venue_id(key: str) -> str:
    """Return the id of a venue of the catalogue."""
    return f"demo-{key}"


def stock_id(offer: OfferRow, *, on: int | None = None) -> str:
    """Return the id of an offer's stock: of a thing, or of the event on that day."""
    numbers = {stock.day: number for number, stock in enumerate(offer.stocks, start=1)}
    return f"{offer_id(offer.key)}~{numbers[on]}"


def eighteen_since(days: int, *, today: date) -> date:
    """Return the birth date of someone who turned 18 `days` days ago."""
    return years_after(today - timedelta(days=days), -18)
