"""The door: documents of scans, and the bookings of a list."""

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from functions.booking.door.models import DoorScan
from functions.booking.models import Booking, BookingStatus
from functions.booking.store import bookings
from functions.kernel.database import Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection

door_scans = Collection("door_scans", DoorScan)


def bookings_at_door(
    work: UnitOfWork, stock_id: str, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Booking]:
    """Yield the bookings of a stock that have a proof, newest first, read `page` at a time."""
    found = bookings.query_pages(
        work,
        Where("stock_id", "==", stock_id),
        Where("status", "in", list(get_args(BookingStatus))),
        order_by=(Order("booked_at", descending=True),),
        after=after,
        page=page,
    )
    return (booking for booking in found if booking.proof is not None)
