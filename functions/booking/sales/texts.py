"""CSV files for French spreadsheets: UTF-8 with BOM, semicolons, decimal commas.

Files are streamed, to use little memory at any length. Column names are in French, because
professionals read them.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from functions.booking.models import Booking, BookingStatus
from functions.booking.sales.rules import Totals, month_of

_BOM = "\ufeff"
_ROWS_AT_ONCE = 200

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""The first characters of a formula, full-width forms included."""

_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")
"""Unicode categories of invisible characters: controls, marks, line ends, spaces."""

_NUMBER_OR_DATE = re.compile(
    r"[2-7]+E[2-7]+|[2-7]*(JANV?|FEB|FEVR?|MARS?|APR|AVR|MAY|JUN|JUL|AUG|SEPT?|DEC)[2-7]*"
)
"""Countermarks that a spreadsheet mistakes for a number (22E234) or a date (3MAR27, SEPT23)."""

_STATUS: dict[BookingStatus, str] = {
    "confirmed": "confirmée",
    "used": "utilisée",
    "reimbursed": "remboursée",
    "cancelled": "annulée",
    "expired": "expirée",
}


def bookings_table(bookings: Iterable[Booking]) -> Iterator[str]:
    """Return the desk's list with a row for each place: a duo booking has two, of half its amount.

    The countermark is empty until it is used.
    """
    header = (
        "Offre",
        "Lieu",
        "Date de l'événement",
        "Bénéficiaire",
        "Quantité",
        "Montant (EUR)",
        "Statut",
        "Contremarque",
        "Réservée le",
        "Utilisée le",
        "Annulée le",
    )
    return _table(header, (row for booking in bookings for row in _places(booking)))


def _places(booking: Booking) -> Iterator[Sequence[str]]:
    row = (
        booking.offer_name,
        booking.venue_name,
        _local(booking.begins_at, booking.time_zone),
        booking.holder_name,
        "1",
        _euros(booking.unit_price_cents),
        _STATUS[booking.status],
        _code(booking),
        _local(booking.booked_at, booking.time_zone),
        _local(booking.used_at, booking.time_zone),
        _local(booking.cancelled_at, booking.time_zone),
    )
    return (row for _ in range(booking.quantity))


def _code(booking: Booking) -> str:
    """Return a used countermark, quoted if a spreadsheet would convert it; empty if not used."""
    if booking.status not in ("used", "reimbursed"):
        return ""
    code = booking.countermark
    return "'" + code if _NUMBER_OR_DATE.fullmatch(code) else code


def transactions_table(used: Iterable[Booking]) -> Iterator[str]:
    """Return captured amounts: a row for each booking, each month of a venue, and the total."""
    header = (
        "Réservation",
        "Offre",
        "Lieu",
        "Mois",
        "Utilisée le",
        "Quantité",
        "Montant (EUR)",
        "Statut",
    )
    return _table(header, _captured(used))


def _captured(used: Iterable[Booking]) -> Iterator[Sequence[str]]:
    totals = Totals()
    for booking in used:
        totals.add(booking)
        yield (
            booking.id,
            booking.offer_name,
            booking.venue_name,
            month_of(booking),
            _local(booking.used_at, booking.time_zone),
            str(booking.quantity),
            _euros(booking.amount_cents),
            _STATUS[booking.status],
        )
    for sum_ in totals.months:
        amount = _euros(sum_.total_cents)
        yield ("Total du mois", "", sum_.venue_name, sum_.month, "", "", amount, "")
    yield ("Total", "", "", "", "", "", _euros(totals.total_cents), "")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _BOM + _lines([header])
    remaining = iter(rows)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        yield _lines([[_harmless(cell) for cell in row] for row in some])


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell on one line that no spreadsheet mistakes for a formula.

    Some spreadsheets skip invisible characters, and some split a cell with line ends into rows.
    """
    if cell[:1].isalnum() and cell.isprintable():
        return cell
    line = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in cell)
    seen = next((c for c in line if unicodedata.category(c) not in _UNSEEN), "")
    return "'" + line if seen in _FORMULA else line


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _local(at: datetime | None, zone: str) -> str:
    return "" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%d/%m/%Y %H:%M")
