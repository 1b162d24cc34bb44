"""Figures as a table. Column names are in French."""

from collections.abc import Iterable, Iterator

from functions.kernel.spreadsheets import Cell, Euros, Sheet, csv_of
from functions.offers.categories.rules import proposed_groups
from functions.statistics.figures.models import Dimension, MonthFigures
from functions.statistics.figures.rules import cell_of, coverage, of_dimension
from functions.statistics.population.models import Census
from functions.statistics.territories.rules import names

_HEADER = (
    "Mois",
    "Territoire",
    "Nom du territoire",
    "Point de vue",
    "Groupe",
    "Personnes",
    "Réservations",
    "dont gratuites",
    "Montant (EUR)",
    "Structures actives",
    "Lieux actifs",
    "Part locale (%)",
    "Bénéficiaires depuis le début",
    "Bénéficiaires actuels",
    "Parcours diversifiés",
    "Crédit accordé (EUR)",
    "Offres actives",
    "Taux de couverture (%)",
)
_SIDES = {"residence": "domicile", "venue": "lieu"}


def figures_table(
    found: Iterable[MonthFigures], dimension: Dimension, census: Census
) -> Iterator[str]:
    """Return figures as a CSV file, a row for each value; hidden ones are empty."""
    return csv_of(Sheet("Statistiques", _HEADER, _rows(found, dimension, census)))


def label_of(value: str, dimension: Dimension) -> str:
    """Return the French name of a value of a dimension."""
    if dimension == "age":
        return f"{value} ans"
    labels = {group.id: group.label for group in proposed_groups()}
    return {"all": "Ensemble", **labels}.get(value, value)


def _rows(
    found: Iterable[MonthFigures], dimension: Dimension, census: Census
) -> Iterator[tuple[Cell, ...]]:
    known = names()
    for each in found:
        for value, one in of_dimension(each.cells, dimension).items():
            yield (
                each.month,
                each.territory,
                known.get(each.territory),
                _SIDES[each.side],
                label_of(value, dimension),
                one.people,
                one.bookings,
                one.free_bookings,
                _euros(one.amount_cents),
                one.offerers,
                one.venues,
                one.local_percent,
                one.beneficiaries,
                one.current,
                one.diverse,
                _euros(one.granted_cents),
                one.active_offers,
                coverage(each, cell_of(value, dimension), census),
            )


def _euros(cents: int | None) -> Euros | None:
    return None if cents is None else Euros(cents)
