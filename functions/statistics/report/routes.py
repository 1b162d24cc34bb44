"""The route of the printable report."""

from datetime import timedelta

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.statistics.figures.models import MonthFigures
from functions.statistics.figures.rules import NoFigures, last_months, side_of
from functions.statistics.figures.store import THE_SPAN, find_figures, spans
from functions.statistics.population.data import load_population
from functions.statistics.report.schemas import ReportQuery
from functions.statistics.report.texts import report_pdf
from functions.statistics.routes import routes
from functions.statistics.territories.rules import names

PDF = "application/pdf"


@routes.get(
    "/v1/statistics/pdf",
    who=Who.ANYONE,
    also=(PDF,),
    kept_for=timedelta(hours=1),
    refusals=(NoFigures,),
)
def get_statistics_as_pdf(call: Call, query: ReportQuery) -> Text:
    """Download the printable report of a territory: its last twelve published months."""

    def read(work: UnitOfWork) -> tuple[list[MonthFigures], list[MonthFigures]]:
        span = spans.find_unverified(work, THE_SPAN)
        if span is None or query.territory not in names():
            raise NoFigures
        months, of_venues = last_months(span), side_of("venue", query.territory)
        return (
            find_figures(work, months, "residence", [query.territory]),
            find_figures(work, months, of_venues, [query.territory]),
        )

    census = load_population(call.platform.settings.population)
    content = report_pdf(*call.read(read), census, made_at=call.now)
    return Text(content, PDF, file_name=f"statistiques-{query.territory}.pdf")
