"""Tables of the desk's lists. Column names are in French, because professionals read them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.booking.models import Booking, BookingStatus
from functions.booking.sales.rules import Totals, month_of
from functions.kernel.spreadsheets import Cell, Euros, Sheet, csv_of

_STATUS: dict[BookingStatus, str] = {
    "confirmed": "confirmée",
    "used": "utilisée",
    "reimbursed": "remboursée",
    "cancelled": "annulée",
    "expired": "expirée",
}


def bookings_sheets(bookings: Iterable[Booking]) -> Iterator[Sheet]:
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
    yield Sheet("Réservations", header, (row for booking in bookings for row in _places(booking)))


def transactions_sheets(used: Iterable[Booking]) -> Iterator[Sheet]:
    """Return captured amounts, a row for each booking, then the totals of months and venues."""
    totals = Totals()
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
    yield Sheet("Transactions", header, _captured(used, totals))
    yield Sheet("Totaux", ("Mois", "Lieu", "Réservations", "Montant (EUR)"), _summed(totals))


def bookings_table(bookings: Iterable[Booking]) -> Iterator[str]:
    """Return the desk's list as a CSV file."""
    return csv_of(next(bookings_sheets(bookings)))


def transactions_table(used: Iterable[Booking]) -> Iterator[str]:
    """Return captured amounts as a CSV file; a sum over its rows is right, as it has no totals."""
    return csv_of(next(transactions_sheets(used)))


def _places(booking: Booking) -> Iterator[Sequence[Cell]]:
    is_used = booking.status in ("used", "reimbursed")
    row = (
        booking.offer_name,
        booking.venue_name,
        _local(booking.begins_at, booking.time_zone),
        booking.holder_name,
        1,
        Euros(booking.unit_price_cents),
        _STATUS[booking.status],
        booking.countermark if is_used else None,
        _local(booking.booked_at, booking.time_zone),
        _local(booking.used_at, booking.time_zone),
        _local(booking.cancelled_at, booking.time_zone),
    )
    return (row for _ in range(booking.quantity))


def _captured(used: Iterable[Booking], totals: Totals) -> Iterator[Sequence[Cell]]:
    for booking in used:
        totals.add(booking)
        yield (
            booking.id,
            booking.offer_name,
            booking.venue_name,
            month_of(booking),
            _local(booking.used_at, booking.time_zone),
            booking.quantity,
            Euros(booking.amount_cents),
            _STATUS[booking.status],
        )


def _summed(totals: Totals) -> Iterator[Sequence[Cell]]:
    for one in totals.months:
        yield one.month, one.venue_name, one.bookings, Euros(one.total_cents)
    yield "Total", None, sum(one.bookings for one in totals.months), Euros(totals.total_cents)


def _local(at: datetime | None, zone: str) -> datetime | None:
    return None if at is None else at.astimezone(ZoneInfo(zone))
