"""Bookings that are used as soon as they are made: with an activation code, or free of charge.

Source of the rule and of the 30 days: pass-culture-main, core/bookings/api.py and
routes/native/v1/bookings.py.
"""

from datetime import datetime, timedelta

from functions.booking.models import Booking
from functions.booking.rules import changed
from functions.kernel.errors import Forbidden
from functions.kernel.values import replace
from functions.offers.codes.models import GivenCode
from functions.offers.models import Stock

SHOWN_FOR = timedelta(days=30)
"""How long such a booking is listed as ongoing, because its holder has yet to enjoy it."""


class ActivationCodeGiven(Forbidden):
    """The activation code of this booking was given out, so its use cannot be undone."""

    code = "activation_code_given"


def is_used_at_once(stock: Stock) -> bool:
    """Return whether a booking of this stock is used at once, with nothing to do at a desk."""
    return stock.code_batches is not None or (stock.used_when_free and stock.price_cents == 0)


def use_at_once(booking: Booking, code: GivenCode | None, *, now: datetime) -> Booking:
    """Return a new booking as used, with its activation code if it has one.

    This is its second revision: credit is held at the first and captured at the second.
    """
    return changed(
        booking,
        "used",
        used_at=now,
        ongoing_until=now + SHOWN_FOR,
        activation_code=None if code is None else code.code,
        activation_code_expires_at=None if code is None else code.expires_at,
    )


def check_undoable(booking: Booking) -> None:
    """Refuse ActivationCodeGiven if the code may already have been used elsewhere."""
    if booking.activation_code is not None:
        raise ActivationCodeGiven


def without_code(booking: Booking) -> Booking:
    """Return the booking without what only its holder may see: activation code and proof."""
    return replace(booking, activation_code=None, activation_code_expires_at=None, proof=None)
