"""Routes with which support cancels and redeems bookings."""

from datetime import datetime
from typing import Protocol

from functions.accounts.offerers.rules import UnknownOfferer
from functions.booking.desk import rules as desk_rules
from functions.booking.desk.schemas import DeskBookingView
from functions.booking.models import Booking
from functions.booking.on_behalf import service
from functions.booking.routes import routes
from functions.booking.rules import UnknownBooking
from functions.booking.store import bookings
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.kernel.schemas import ReasonBody


@routes.post(
    "/v1/back-office/bookings/{booking_id}/cancel",
    who=Who.SUPPORT,
    acts_on="bookings/{booking_id}",
    acts_with=ReasonBody,
    refusals=(UnknownBooking, desk_rules.AlreadyReimbursed),
)
def cancel_for_holder(call: Call, booking_id: str) -> DeskBookingView:
    """Cancel a booking whatever its deadline, even if it was used; its credit is released."""
    return _done(call, booking_id, service.cancel)


@routes.post(
    "/v1/back-office/bookings/{booking_id}/redeem",
    who=Who.SUPPORT,
    acts_on="bookings/{booking_id}",
    acts_with=ReasonBody,
    refusals=(
        UnknownBooking,
        UnknownOfferer,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
        desk_rules.ClosedOfferer,
        desk_rules.TooEarly,
    ),
)
def redeem_for_holder(call: Call, booking_id: str) -> DeskBookingView:
    """Redeem a booking that the desk did not; the amount is then owed to the venue."""
    return _done(call, booking_id, service.redeem)


class _OnBehalf(Protocol):
    """A use case of support."""

    def __call__(self, work: UnitOfWork, booking_id: str, *, now: datetime) -> Booking:
        """Run the use case and return the booking after it."""


def _done(call: Call, booking_id: str, act: _OnBehalf) -> DeskBookingView:
    def carry_out(work: UnitOfWork) -> DeskBookingView:
        return DeskBookingView.of(act(work, booking_id, now=call.now))

    def read_again(work: UnitOfWork) -> DeskBookingView:
        return DeskBookingView.of(bookings.get(work, booking_id))

    return call.commit_unkept(carry_out, repeat=read_again)
