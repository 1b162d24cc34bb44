"""Bookings that something happens to between their reading and their commit."""

from collections.abc import Callable

import pytest

from functions.booking.models import Booking, BookOffer
from functions.booking.take import service as take_service
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal
from functions.kernel.identifiers import new_countermark, new_id, new_proof
from functions.kernel.platform import Platform
from functions.offers.models import Stock
from tests.support import given


def book_amid(
    platform: Platform,
    stock: Stock,
    change: Callable[[], object],
    *,
    quantity: int = 1,
    refused_by: type[Refusal] | None = None,
) -> list[Booking]:
    """Return what each attempt of "ana" at a booking decided; after the first, `change` happens."""
    at = given.now(platform)
    command = BookOffer(
        booking_id=new_id(),
        beneficiary_id="ana",
        stock_id=stock.id,
        quantity=quantity,
        countermark=new_countermark(),
        proof=new_proof(),
    )
    attempts: list[Booking] = []

    def book(work: UnitOfWork) -> Booking:
        attempts.append(take_service.book_offer(work, command, now=at))
        if len(attempts) == 1:
            change()
        return attempts[-1]

    if refused_by is None:
        platform.database.run(book)
    else:
        with pytest.raises(refused_by):
            platform.database.run(book)
    return attempts
