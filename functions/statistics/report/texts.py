"""The report of a territory as PDF, in French."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from functions.kernel.calendar_days import PARIS, local_day
from functions.statistics.figures.models import Dimension, Figures, MonthFigures
from functions.statistics.figures.rules import cell_of, coverage, of_dimension
from functions.statistics.figures.texts import label_of
from functions.statistics.population.models import Census
from functions.statistics.territories.rules import names

_TEMPLATE = Path(__file__).parent / "report.typ"
_HIDDEN = "secret"
_UNKNOWN = "inconnu"
_NOT_COUNTED = "–"
_COVERAGE = "Couverture"
_COUNTED = ("Personnes", "Réservations", "dont gratuites")


def report_pdf(
    months: Sequence[MonthFigures],
    at_venues: Sequence[MonthFigures],
    census: Census,
    *,
    made_at: datetime,
) -> bytes:
    """Return the report of a territory as accessible PDF (PDF/UA-1).

    `months` are the figures of its residents, and `at_venues` those of its venues, earliest first,
    at least one of each.
    """
    # Only reports and statements need it; its library is large.
    import typst  # noqa: PLC0415

    content: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={
            "facts": json.dumps(
                facts_of(months, at_venues, census, made_at=made_at), ensure_ascii=False
            )
        },
        timestamp=int(made_at.timestamp()),
        ignore_system_fonts=True,
    )
    return content


def facts_of(
    months: Sequence[MonthFigures],
    at_venues: Sequence[MonthFigures],
    census: Census,
    *,
    made_at: datetime,
) -> dict[str, object]:
    """Return the facts that the template shows; coverage where the population is known."""
    last, day = months[-1], local_day(made_at, PARIS)
    passes = ["Pass en cours", "depuis le début", "3 genres ou plus", "Crédit accordé"]
    if is_covered := any(coverage(each, "all", census) is not None for each in months):
        passes.append(_COVERAGE)
    return {
        "name": names()[last.territory],
        "code": last.territory,
        "date": [day.year, day.month, day.day],
        "first": months[0].month,
        "last": last.month,
        "parts": [
            {
                "title": "Mois par mois",
                "header": ["Mois", *_COUNTED, "Montant", "Lieux actifs", "Dépensé sur place"],
                "rows": [
                    [each.month, *_counted(one), _euros(one.amount_cents), *_places(one)]
                    for each in months
                    for one in (each.cells["all"],)
                ],
            },
            {
                "title": "Les pass",
                "header": ["Mois", *passes],
                "rows": [
                    [
                        each.month,
                        *_passes(each.cells["all"]),
                        *([_percent(coverage(each, "all", census))] if is_covered else []),
                    ]
                    for each in months
                ],
            },
            _part(last, "category", "Par genre, le dernier mois", "Genre", census),
            _part(last, "age", "Par âge, le dernier mois", "Âge", census),
            {
                "title": "Les lieux du territoire",
                "header": ["Mois", "Offres réservables", *_COUNTED, "Structures", "Lieux actifs"],
                "rows": [
                    [
                        each.month,
                        _number(one.active_offers, unknown=_NOT_COUNTED),
                        *_counted(one),
                        _number(one.offerers),
                        _number(one.venues),
                    ]
                    for each in at_venues
                    for one in (each.cells["all"],)
                ],
            },
            {
                "title": "Offres réservables par genre, le dernier mois",
                "header": ["Genre", "Offres réservables", "Réservations"],
                "rows": [
                    [
                        label_of(value, "category"),
                        _number(one.active_offers, unknown=_NOT_COUNTED),
                        _number(one.bookings),
                    ]
                    for value, one in of_dimension(at_venues[-1].cells, "category").items()
                ],
            },
        ],
        "sources": list(census.sources) if is_covered else [],
    }


def _part(
    month: MonthFigures, dimension: Dimension, title: str, heading: str, census: Census
) -> dict[str, object]:
    found = of_dimension(month.cells, dimension)
    amounts = ["Montant"] if dimension == "category" else []
    shares = {value: coverage(month, cell_of(value, dimension), census) for value in found}
    covered = [_COVERAGE] if any(share is not None for share in shares.values()) else []
    rows = [
        [
            label_of(value, dimension),
            *_counted(one),
            *([_euros(one.amount_cents)] if amounts else []),
            *([_percent(shares[value])] if covered else []),
        ]
        for value, one in found.items()
    ]
    return {"title": title, "header": [heading, *_COUNTED, *amounts, *covered], "rows": rows}


def _counted(one: Figures) -> list[str]:
    return [_number(one.people), _number(one.bookings), _number(one.free_bookings)]


def _places(one: Figures) -> list[str]:
    local = _HIDDEN if one.local_percent is None else f"{one.local_percent} %"
    return [_number(one.venues), local]


def _passes(one: Figures) -> list[str]:
    counts = [_number(value) for value in (one.current, one.beneficiaries, one.diverse)]
    return [*counts, _euros(one.granted_cents)]


def _percent(share: int | None) -> str:
    return _UNKNOWN if share is None else f"{share} %"


def _number(value: int | None, *, unknown: str = _HIDDEN) -> str:
    # Thousands are grouped by a narrow space that does not break.
    return unknown if value is None else f"{value:,}".replace(",", "\u202f")


def _euros(cents: int | None) -> str:
    return _HIDDEN if cents is None else f"{_number(round(cents / 100))} €"
