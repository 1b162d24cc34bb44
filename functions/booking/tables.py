"""CSV files that a French spreadsheet opens right: UTF-8 with BOM, semicolons, decimal commas.

The column names are what a professional reads, and so French.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.booking.models import Booking, BookingStatus

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_STATUS: dict[BookingStatus, str] = {
    "confirmed": "confirmée",
    "used": "utilisée",
    "reimbursed": "remboursée",
    "cancelled": "annulée",
    "expired": "expirée",
}


def bookings_table(bookings: Iterable[Booking]) -> str:
    """Return the desk's list; a countermark stands there only once it is used."""
    rows = (
        (
            booking.offer_name,
            booking.venue_name,
            _local(booking.begins_at, booking.time_zone),
            booking.holder_name,
            str(booking.quantity),
            _euros(booking.amount_cents),
            _STATUS[booking.status],
            booking.countermark if booking.status in ("used", "reimbursed") else "",
            _local(booking.booked_at, booking.time_zone),
            _local(booking.used_at, booking.time_zone),
            _local(booking.cancelled_at, booking.time_zone),
        )
        for booking in bookings
    )
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
    return _table(header, rows)


def transactions_table(bookings: Iterable[Booking]) -> str:
    """Return what was captured, a line for each booking and a last one for the total."""
    used = list(bookings)
    rows = [
        (
            booking.id,
            booking.offer_name,
            _local(booking.used_at, booking.time_zone),
            str(booking.quantity),
            _euros(booking.amount_cents),
            _STATUS[booking.status],
        )
        for booking in used
    ]
    total = ("Total", "", "", "", _euros(sum(booking.amount_cents for booking in used)), "")
    header = ("Réservation", "Offre", "Utilisée le", "Quantité", "Montant (EUR)", "Statut")
    return _table(header, [*rows, total])


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return _BOM + text.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _local(at: datetime | None, zone: str) -> str:
    return "" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%d/%m/%Y %H:%M")
