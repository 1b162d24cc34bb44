"""Rules of reacting to a booking."""

from functions.booking.models import Booking
from functions.kernel.errors import Conflict


class NotUsedYet(Conflict):
    """You can react once you have used this booking."""

    code = "not_used_yet"


def is_used(booking: Booking) -> bool:
    """Return whether a booking was used, so that its holder may react."""
    return booking.status in ("used", "reimbursed")


def check_used(booking: Booking) -> None:
    """Check that a booking was used. Refuses NotUsedYet."""
    if not is_used(booking):
        raise NotUsedYet
