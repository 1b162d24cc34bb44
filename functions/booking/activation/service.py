"""Using a booking when it is made, in the unit of work that makes it."""

from datetime import datetime

from functions.booking.activation import rules
from functions.booking.models import Booking
from functions.kernel.database import UnitOfWork
from functions.offers.codes.service import give_code
from functions.offers.models import Stock


def use_at_once(
    work: UnitOfWork, booking: Booking, stock: Stock, *, now: datetime
) -> tuple[Booking, Stock]:
    """Return a new booking as used, and the stock less its code; both unchanged if not applicable.

    Writes neither. Refuses NoActivationCode.
    """
    if not rules.is_used_at_once(stock):
        return booking, stock
    if stock.code_batches is None:
        return rules.use_at_once(booking, None, now=now), stock
    stock, code = give_code(work, stock, now=now)
    return rules.use_at_once(booking, code, now=now), stock
