"""A statement as PDF and as CSV. The words of the PDF are in `statement.typ`.

Typst makes tagged PDF and refuses to compile a document that breaks PDF/UA-1. The same facts give
the same bytes: fonts come with the library, and the time is that of the statement.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from functions.kernel.money import in_words
from functions.kernel.spreadsheets import Cell, Euros, Sheet, csv_of
from functions.reimbursement.statements.models import (
    BookingLine,
    Group,
    LineKind,
    RateLine,
    Statement,
)

_TEMPLATE = Path(__file__).with_name("statement.typ")

_GROUPS: dict[Group, str] = {
    "standard": "Barème général",
    "book": "Barème livres",
    "none": "Barème non remboursé",
    "custom": "Barème dérogatoire",
}
_KINDS: dict[LineKind, str] = {
    "bookings": "Réservations",
    "gestures": "Gestes commerciaux",
    "incidents": "Incidents",
}
_TYPES = {True: "Physique", False: "Numérique", None: "Geste commercial"}
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_WHOLE = 10_000
_FIRST_HALF = 15
"""The last day of a month's first half."""

HEADER = (
    "Réservations concernées par le remboursement",
    "Date du justificatif",
    "N° du justificatif",
    "N° de virement",
    "Intitulé du compte bancaire",
    "IBAN",
    "SIRET",
    "Raison sociale",
    "Nom de l'offre",
    "Adresse de l'offre",
    "Contremarque",
    "Date de validation",
    "Intitulé du tarif",
    "Montant de la réservation",
    "Barème",
    "Montant remboursé",
    "Type d'offre",
)
"""The columns of the field's file (pass-culture-main, 2025-12), without the collective ones."""


def statement_pdf(statement: Statement) -> bytes:
    """Return a statement as accessible PDF (PDF/UA-1) in French."""
    # Only statements need it; its library is large.
    import typst  # noqa: PLC0415

    content: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"facts": json.dumps(_facts(statement), ensure_ascii=False)},
        timestamp=int(statement.issued_at.timestamp()),
        ignore_system_fonts=True,
    )
    return content


def statements_csv(lines: Iterable[BookingLine]) -> Iterator[str]:
    """Return reimbursed bookings as pieces of a CSV file for spreadsheets."""
    return csv_of(Sheet("Remboursements", HEADER, map(_row, lines)))


def _row(line: BookingLine) -> Sequence[Cell]:
    statement = line.statement
    half = "1ère" if statement.first_day.day <= _FIRST_HALF else "2nde"
    month = f"{_MONTHS[statement.first_day.month - 1]} {statement.first_day.year}"
    return (
        f"Validées et remboursables sur {month} : {half} quinzaine",
        f"{statement.issued_at:%d/%m/%Y}",
        statement.reference,
        line.batch,
        statement.account_label,
        statement.iban,
        line.siret,
        line.legal_name,
        line.offer_name,
        line.offer_address,
        line.countermark,
        line.used_at,
        line.price_label,
        Euros(line.amount_cents),
        _percent(line.rate),
        Euros(line.reimbursed_cents),
        _TYPES[line.is_physical],
    )


def _facts(statement: Statement) -> dict[str, object]:
    """Return what the template shows, as texts."""
    groups = []
    for group, found in groupby(statement.lines, key=lambda line: line.group):
        lines = list(found)
        rows = [
            [
                _KINDS[line.kind],
                _percent(line.rate),
                in_words(line.bookings_cents),
                _percent(None if line.rate is None else _WHOLE - line.rate),
                in_words(line.contribution_cents),
                in_words(line.reimbursed_cents),
            ]
            for line in lines
        ]
        groups.append({"name": _GROUPS[group], "rows": rows, "total": _sums(lines)})
    return {
        "reference": statement.reference,
        "issued": _day(statement.issued_at.date()),
        "date": [statement.issued_at.year, statement.issued_at.month, statement.issued_at.day],
        "legal_name": statement.legal_name,
        "siren": statement.siren,
        "account": statement.account_label,
        "iban": statement.iban,
        "first_day": _day(statement.first_day),
        "last_day": _day(statement.last_day),
        "groups": groups,
        "total": _sums(statement.lines),
        "payments": [
            [
                statement.iban,
                payment.batch,
                f"{payment.paid_on:%d/%m/%Y}",
                in_words(payment.amount_cents),
                statement.legal_name,
            ]
            for payment in statement.payments
        ],
        "venues": [
            [
                venue.name,
                in_words(venue.bookings_cents),
                in_words(venue.contribution_cents),
                in_words(venue.incidents_cents),
                in_words(venue.incident_contribution_cents),
                in_words(venue.reimbursed_cents),
            ]
            for venue in statement.venues
        ],
    }


def _sums(lines: Iterable[RateLine]) -> list[str]:
    """Return the sums of bookings, contribution and reimbursement."""
    found = [(one.bookings_cents, one.contribution_cents, one.reimbursed_cents) for one in lines]
    return [in_words(sum(column)) for column in zip(*found, strict=True)] or [in_words(0)] * 3


def _percent(rate: int | None) -> str:
    if rate is None:
        return "montant convenu"
    whole, rest = divmod(rate, 100)
    return f"{whole}{f',{rest:02d}' if rest else ''}\u00a0%"


def _day(on: date) -> str:
    number = "1er" if on.day == 1 else str(on.day)
    return f"{number} {_MONTHS[on.month - 1]} {on.year}"
