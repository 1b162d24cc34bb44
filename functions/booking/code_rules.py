"""Bookings that are used as soon as they are made: with an activation code, or for nothing.

Source of which these are, and of the 30 days: pass-culture-main, core/bookings/api.py and
routes/native/v1/bookings.py.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.booking.models import Booking
from functions.kernel.errors import Forbidden
from functions.offers.code_models import GivenCode
from functions.offers.models import Stock

SHOWN_FOR = timedelta(days=30)
"""How long its holder finds such a booking among the ongoing ones: they have yet to use it."""


class ActivationCodeGiven(Forbidden):
    """The beneficiary has the activation code of this booking: its use cannot be undone."""

    code = "activation_code_given"


def is_used_at_once(stock: Stock) -> bool:
    """Tell whether a booking of this stock leaves nothing to do at a desk."""
    return stock.code_batches is not None or (stock.used_when_free and stock.price_cents == 0)


def use_at_once(booking: Booking, code: GivenCode | None, *, now: datetime) -> Booking:
    """Return a new booking as used already, with its activation code where it has one.

    It is its second revision: the credit is held at the first, and captured at this one.
    """
    return replace(
        booking,
        status="used",
        used_at=now,
        revision=booking.revision + 1,
        ongoing_until=now + SHOWN_FOR,
        activation_code=None if code is None else code.code,
        activation_code_expires_at=None if code is None else code.expires_at,
    )


def check_undoable(booking: Booking) -> None:
    """Refuse ActivationCodeGiven where somebody may have used what was booked unseen."""
    if booking.activation_code is not None:
        raise ActivationCodeGiven


def without_code(booking: Booking) -> Booking:
    """Return the booking as whoever is not its holder may see it."""
    return replace(booking, activation_code=None, activation_code_expires_at=None)


def forget_code(booking: Booking) -> Booking:
    """Return the booking without its activation code; that it had one stays known."""
    return booking if booking.activation_code is None else replace(booking, activation_code="")
