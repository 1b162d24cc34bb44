"""Documents of published figures."""

from collections.abc import Iterable

from functions.kernel.database import UnitOfWork
from functions.kernel.database.documents import Collection
from functions.statistics.figures.models import MonthFigures, Side, Span
from functions.statistics.figures.rules import nothing

figures = Collection("statistics_figures", MonthFigures)
spans = Collection("statistics_span", Span)

THE_SPAN = "figures"
"""The id of the one span."""


def figures_id(month: str, side: Side, territory: str) -> str:
    """Return the id of the figures of a month and a territory."""
    return f"{month}~{side}~{territory}"


def find_figures(
    work: UnitOfWork, months: Iterable[str], side: Side, territories: Iterable[str]
) -> list[MonthFigures]:
    """Return the figures of these months and territories, in this order."""
    asked = [(month, side, code) for month in months for code in territories]
    work.prefetch(*(figures.ref(figures_id(*one)) for one in asked))
    return [figures.find_shown(work, figures_id(*one)) or nothing(*one) for one in asked]
