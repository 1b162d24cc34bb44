"""Queries and views of published figures."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.kernel.schemas import Parameters, View
from functions.statistics.figures.models import Dimension, MonthFigures, Side, Span
from functions.statistics.figures.rules import cell_of, coverage, of_dimension
from functions.statistics.figures.texts import label_of
from functions.statistics.population.models import Census
from functions.statistics.territories.rules import names

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2026-05"])]
_Count = Annotated[int | None, Field(ge=0)]


class StatisticsQuery(Parameters):
    """The months (both included, the last published one by default), the territory and the group.

    `territory` is `FR`, a region (`REG-44`) or department (`DEP-67`), or all of a kind. `side` is
    where people live, or where the venues are.
    """

    first: Month | None = Field(default=None, alias="from")
    last: Month | None = Field(default=None, alias="to")
    territory: str = Field(
        default="FR", pattern=r"^(FR|regions|departments|(REG|DEP)-[0-9AB]{2,3})$"
    )
    side: Side = "residence"
    dimension: Dimension = "all"


class FiguresView(View):
    """The figures of a month, a territory and a group; null where they are hidden or unknown.

    Counts are perturbed and amounts are rounded and moved, so parts may not add up to their whole.
    `people` used a booking in the month; `offerers` and `venues` had one used. `current` passes are
    valid at the month's end, `beneficiaries` have or had one, and `diverse` ones used three groups
    of categories by then; `granted_cents` were granted in the month. `local_percent` is the part of
    the amount spent by residents at venues of the same territory. `coverage_percent` is the share
    of the population of that age, or of all ages whose population is known, with a current pass.
    `active_offers` at the territory's venues could be booked when they were last counted in the
    month; it is null where people are counted by their home, except for the whole country.
    """

    month: str
    territory: str
    name: str
    side: Side
    dimension: Dimension
    value: str
    label: str
    people: int
    bookings: _Count
    free_bookings: _Count
    amount_cents: _Count
    offerers: _Count
    venues: _Count
    local_percent: _Count
    beneficiaries: _Count
    current: _Count
    diverse: _Count
    granted_cents: _Count
    active_offers: _Count
    coverage_percent: _Count

    @classmethod
    def all_of(
        cls, found: MonthFigures, dimension: Dimension, census: Census
    ) -> list["FiguresView"]:
        """Build the views of a month and territory, one for each value of a dimension."""
        return [
            cls(
                month=found.month,
                territory=found.territory,
                name=names().get(found.territory, found.territory),
                side=found.side,
                dimension=dimension,
                value=value,
                label=label_of(value, dimension),
                coverage_percent=coverage(found, cell_of(value, dimension), census),
                **{name: getattr(one, name) for name in one.__struct_fields__},
            )
            for value, one in of_dimension(found.cells, dimension).items()
        ]


class SpanView(View):
    """The first and the last month that have figures, and the last publication."""

    first: str
    last: str
    published_at: datetime

    @classmethod
    def of(cls, span: Span) -> "SpanView":
        """Build the view of the published months."""
        return cls.model_validate(span)


class StatisticsView(View):
    """Published figures by month and territory; `published` is null before the first ones.

    `population_sources` name the publications behind `coverage_percent`; empty where there is none.
    """

    published: SpanView | None
    population_sources: list[str]
    items: list[FiguresView]

    @classmethod
    def of(
        cls,
        span: Span | None,
        found: Iterable[MonthFigures],
        dimension: Dimension,
        census: Census,
    ) -> "StatisticsView":
        """Build the view of some months and territories."""
        return cls(
            published=None if span is None else SpanView.of(span),
            population_sources=list(census.sources),
            items=[one for each in found for one in FiguresView.all_of(each, dimension, census)],
        )


class TerritoriesQuery(Parameters):
    """The list has no filters."""


class TerritoryView(View):
    """A territory that has figures, with its French name; `region` is that of a department."""

    code: str
    name: str
    kind: Literal["country", "region", "department"]
    region: str | None


class TerritoriesView(View):
    """All territories: the country, regions and departments."""

    items: list[TerritoryView]
