"""Routes of public statistics."""

from datetime import timedelta

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.kernel.spreadsheets import CSV
from functions.statistics.figures import rules
from functions.statistics.figures.models import MonthFigures, Span
from functions.statistics.figures.schemas import (
    StatisticsQuery,
    StatisticsView,
    TerritoriesQuery,
    TerritoriesView,
    TerritoryView,
)
from functions.statistics.figures.store import THE_SPAN, find_figures, spans
from functions.statistics.figures.texts import figures_table
from functions.statistics.population.data import load_population
from functions.statistics.population.models import Census
from functions.statistics.routes import routes
from functions.statistics.territories.rules import list_territories, territories_in

_KEPT_FOR = timedelta(hours=1)


@routes.get(
    "/v1/statistics",
    who=Who.ANYONE,
    kept_for=_KEPT_FOR,
    refusals=(rules.BadPeriod, rules.TooManyFigures),
)
def get_statistics(call: Call, query: StatisticsQuery) -> StatisticsView:
    """Show monthly figures by territory, age or category, under statistical confidentiality."""
    span, found = _read(call, query)
    return StatisticsView.of(span, found, query.dimension, _census(call))


@routes.get(
    "/v1/statistics/csv",
    who=Who.ANYONE,
    also=(CSV,),
    kept_for=_KEPT_FOR,
    refusals=(rules.BadPeriod, rules.TooManyFigures),
)
def get_statistics_as_csv(call: Call, query: StatisticsQuery) -> Text:
    """Download the same figures as a CSV file."""
    _, found = _read(call, query)
    content = "".join(figures_table(found, query.dimension, _census(call)))
    return Text(content, CSV, file_name=f"statistiques-{query.territory}-{query.dimension}.csv")


@routes.get("/v1/statistics/territories", who=Who.ANYONE, kept_for=timedelta(days=1))
def list_statistics_territories(
    call: Call,  # noqa: ARG001
    query: TerritoriesQuery,  # noqa: ARG001
) -> TerritoriesView:
    """List the territories that have figures."""
    return TerritoriesView(
        items=[TerritoryView.model_validate(each) for each in list_territories()]
    )


def _census(call: Call) -> Census:
    return load_population(call.platform.settings.population)


def _read(call: Call, query: StatisticsQuery) -> tuple[Span | None, list[MonthFigures]]:
    """Return what is published, and the figures asked for. Refuses BadPeriod, TooManyFigures."""

    def read(work: UnitOfWork) -> tuple[Span | None, list[MonthFigures]]:
        span = spans.find_unverified(work, THE_SPAN)
        codes = territories_in(query.territory)
        months = rules.months_asked(query.first, query.last, span=span, territories=len(codes))
        side = rules.side_of(query.side, query.territory)
        return span, find_figures(work, months, side, codes)

    return call.read(read)
