"""What is used at booking: read, decide, write, in the unit of work of the booking."""

from datetime import datetime

from functions.booking import code_rules
from functions.booking.models import Booking
from functions.booking.rules import UnknownBooking
from functions.booking.store import active_bookings, active_id, bookings
from functions.kernel.database import UnitOfWork
from functions.offers.code_service import give_code
from functions.offers.models import Stock
from functions.offers.store import offer_id_of


def use_at_once(
    work: UnitOfWork, booking: Booking, stock: Stock, *, now: datetime
) -> tuple[Booking, Stock]:
    """Return a new booking as used, and the stock without its code; unchanged where nothing is due.

    Neither is written. Refuses NoActivationCode.
    """
    if not code_rules.is_used_at_once(stock):
        return booking, stock
    if stock.code_batches is None:
        return code_rules.use_at_once(booking, None, now=now), stock
    stock, code = give_code(work, stock, now=now)
    return code_rules.use_at_once(booking, code, now=now), stock


def get_own(work: UnitOfWork, booking_id: str, *, caller_id: str) -> Booking:
    """Return a booking of the caller. Refuses UnknownBooking, also where it is another's."""
    booking = bookings.get(work, booking_id)
    if booking.beneficiary_id != caller_id:
        raise UnknownBooking
    return booking


def get_active(work: UnitOfWork, stock_id: str, *, caller_id: str) -> Booking:
    """Return the caller's booking of the stock's offer. Refuses UnknownBooking."""
    claim = active_bookings.find(work, active_id(caller_id, offer_id_of(stock_id)))
    if claim is None:
        raise UnknownBooking
    return bookings.get(work, claim.booking_id)
