"""`python -m local export-events`: the events of this machine as one table, CSV or Parquet.

The embedded outbox forgets an event once it is delivered, so the rows come from the documents that
the events left: bookings and grants. An event that a later one undid, such as a redemption that was
taken back, has no row; a redemption has the revision that its booking has now. Columns: name, id,
subject_id, at (UTC, RFC 3339), data (JSON). Ids of people are in them: the file is personal data.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingRedeemed,
)
from functions.booking.store import bookings
from functions.kernel.database import Database
from functions.kernel.events import Event, to_message
from functions.wallet.models import GrantReceived
from functions.wallet.store import ledger_entries, wallets

COLUMNS = ("name", "id", "subject_id", "at", "data")

Row = tuple[str, str, str, str, str]


class ExportRefused(Exception):
    """The events could not be exported, for the reason that its text gives."""


def export_events(database: Database, target: Path) -> int:
    """Write all events to a file, or to `events.csv` in a folder; return how many.

    A name that ends in `.parquet` needs pyarrow. Raises ExportRefused without it, or when the file
    exists.
    """
    file = target / "events.csv" if target.is_dir() else target
    if file.exists():
        raise ExportRefused(f"{file} exists already.")
    rows = (row_of(event) for event in events_of(database))
    return _parquet(file, rows) if file.suffix == ".parquet" else _csv(file, rows)


def events_of(database: Database) -> Iterator[Event]:
    """Yield the events of bookings, then those of grants."""
    for _, booking in bookings.stream(database):
        yield from _of_booking(booking)
    schemes = {name: wallet.scheme for name, wallet in wallets.stream(database)}
    for _, entry in ledger_entries.stream(database):
        if entry.kind == "grant":
            yield GrantReceived(
                subject_id=entry.wallet_id,
                revision=entry.number,
                at=entry.at,
                scheme=schemes.get(entry.wallet_id, ""),
                amount_cents=entry.amount_cents,
            )


def _of_booking(booking: Booking) -> Iterator[BookingEvent]:
    last = booking.revision
    yield BookingConfirmed.of(booking, at=booking.booked_at, revision=1)
    if booking.used_at is not None:
        yield BookingRedeemed.of(booking, at=booking.used_at, revision=last)
    if booking.cancelled_at is not None:
        if booking.status == "expired":
            yield BookingExpired.of(booking, at=booking.cancelled_at)
        elif booking.cancellation_reason is not None:
            yield BookingCancelled.of(
                booking, at=booking.cancelled_at, reason=booking.cancellation_reason
            )


def row_of(event: Event) -> Row:
    """Return the row of an event."""
    message = to_message(event)
    return event.name, message.id, event.subject_id, _text(event.at), message.data


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _csv(file: Path, rows: Iterator[Row]) -> int:
    number = 0
    with file.open("x", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for number, row in enumerate(rows, start=1):  # noqa: B007 - the last one is the count
            writer.writerow(row)
    return number


def _parquet(file: Path, rows: Iterator[Row]) -> int:
    try:
        # Only this needs it, and it is larger than everything else together.
        import pyarrow as pa  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as missing:
        raise ExportRefused("Parquet needs pyarrow: pip install pyarrow.") from missing
    columns = zip(*rows, strict=True)
    filled = {name: list(values) for name, values in zip(COLUMNS, columns, strict=False)}
    table = pa.table({name: filled.get(name, []) for name in COLUMNS})
    parquet.write_table(table, file)
    return int(table.num_rows)
