"""CSV files that a French spreadsheet opens right: UTF-8 with BOM, semicolons, decimal commas.

A file comes in pieces, so that one of any length takes little room. The column names are what a
professional reads, and so French.
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
from functions.booking.totals import Totals, month_of

_BOM = "\ufeff"
_ROWS_AT_ONCE = 200

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, also as it is typed in East Asia."""

_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")
"""Unicode's categories of what a reader does not see: controls, marks, ends of lines, spaces."""

_NUMBER_OR_DATE = re.compile(
    r"[2-7]+E[2-7]+|[2-7]*(JANV?|FEB|FEVR?|MARS?|APR|AVR|MAY|JUN|JUL|AUG|SEPT?|DEC)[2-7]*"
)
"""Countermarks that a spreadsheet takes for a number, 22E234, or a date, 3MAR27 or SEPT23."""

_STATUS: dict[BookingStatus, str] = {
    "confirmed": "confirmée",
    "used": "utilisée",
    "reimbursed": "remboursée",
    "cancelled": "annulée",
    "expired": "expirée",
}


def bookings_table(bookings: Iterable[Booking]) -> Iterator[str]:
    """Return the desk's list, a row for each place: a booking for two has two, of half its amount.

    A countermark stands there only once it is used.
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
    """Return a countermark that was used, which stays what it is in a spreadsheet; else nothing."""
    if booking.status not in ("used", "reimbursed"):
        return ""
    code = booking.countermark
    return "'" + code if _NUMBER_OR_DATE.fullmatch(code) else code


def transactions_table(used: Iterable[Booking]) -> Iterator[str]:
    """Return what was captured: a row for each booking, each month of a venue, and the total."""
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
    """Return a cell of one line that no spreadsheet takes for a formula.

    Some spreadsheets pass over what is not seen, and some make a row of each line in a cell.
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
