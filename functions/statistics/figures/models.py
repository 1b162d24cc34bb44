"""Published figures, and the sums that they come from."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, Struct, field
from functions.statistics.confidentiality.models import Group

Side = Literal["residence", "venue"]
"""Whether a territory is that where people live, or that of the venues."""

Dimension = Literal["all", "age", "category"]


class Figures(Model, frozen=True, kw_only=True):
    """The figures of a month, a territory and a group of people; None where they are hidden.

    `people` used a booking in the month. `offerers` and `venues` had one used. `local_percent` is
    the share of the amount that residents spent at venues of their own territory. Of passes:
    `current` are valid at the month's end, `beneficiaries` have or had one by then, `diverse` used
    three groups of categories by then, `granted_cents` were granted in the month. `active_offers`
    at venues of the territory could be booked at the last count of the month.
    """

    people: int = 0
    bookings: int | None = None
    free_bookings: int | None = None
    amount_cents: int | None = None
    offerers: int | None = None
    venues: int | None = None
    local_percent: int | None = None
    beneficiaries: int | None = None
    current: int | None = None
    diverse: int | None = None
    granted_cents: int | None = None
    active_offers: int | None = None


class MonthFigures(Model, frozen=True, kw_only=True):
    """The figures of a month and a territory: of all, by age (`age:18`), by `category:books`."""

    month: str
    side: Side
    territory: str
    cells: dict[str, Figures]


class Span(Model, frozen=True, kw_only=True):
    """The first and the last month that have figures; `id` is always the same."""

    first: str
    last: str
    published_at: datetime


class Sums(Struct, kw_only=True):
    """The true sums of a cell while they are added up; `takings` are cents by SIREN."""

    group: Group = Group()
    bookings: int = 0
    free: int = 0
    takings: dict[str, int] = field(default_factory=dict)
    local: dict[str, int] = field(default_factory=dict)
    """The part of the takings at venues of the residents' own territory."""
    venues: set[str] = field(default_factory=set)
    offerers: set[str] = field(default_factory=set)
    total: Group = Group()
    current: Group = Group()
    diverse: Group = Group()
    granted: Group = Group()
    granted_cents: int = 0
    offers: int | None = None
