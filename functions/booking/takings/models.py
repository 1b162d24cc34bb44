"""Sums of used bookings."""

from typing import Literal

from functions.kernel.values import Model, Struct, queried

Summed = Literal["venue", "offer", "expected"]
"""The used bookings of a venue or an offer, or those of a venue that are open."""


class DayTakings(Struct, frozen=True, kw_only=True):
    """The number and the value in cents of bookings used on a day of a month."""

    day: int
    bookings: int
    total_cents: int


class MonthTakings(Model, frozen=True, kw_only=True):
    """The bookings of a venue or an offer in a month ("2026-05") of the venue's time zone.

    Its id is `<scope>~<venue or offer>~<month>`. It counts the bookings that were summed up: used
    ones by day, at their `summed_at`, and `expected` ones in their `summed_month` as day 0.
    """

    scope: Summed
    offerer_siren: str
    venue_id: str
    venue_name: str
    offer_id: str | None = queried(None)
    time_zone: str
    month: str
    days: tuple[DayTakings, ...] = ()
