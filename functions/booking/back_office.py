"""Routes of bookings for administrators."""

from functions.booking import code_rules, rules, taking_rules
from functions.booking.reinstate_rules import CountermarkGivenAgain, NotCancelled
from functions.booking.reinstate_service import reinstate
from functions.booking.routes import routes
from functions.booking.store import bookings
from functions.booking.wire import BookingView
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.wallet.hold_rules import CapReached, GrantExpired, InsufficientCredit
from functions.wallet.rules import NoWallet


@routes.post(
    "/v1/bookings/{booking_id}/reinstate",
    who=Who.ADMIN,
    refusals=(
        rules.UnknownBooking,
        NotCancelled,
        taking_rules.AlreadyBooked,
        taking_rules.SoldOut,
        CountermarkGivenAgain,
        NoWallet,
        GrantExpired,
        InsufficientCredit,
        CapReached,
    ),
)
def reinstate_booking(call: Call, booking_id: str) -> BookingView:
    """Reinstate a cancelled or expired booking and mark it as used."""

    def take_back(work: UnitOfWork) -> BookingView:
        booking = reinstate(work, booking_id, now=call.now)
        return BookingView.of(code_rules.without_code(booking))

    def read_again(work: UnitOfWork) -> BookingView:
        return BookingView.of(code_rules.without_code(bookings.get(work, booking_id)))

    return call.commit_unkept(take_back, repeat=read_again, kept_if=lambda view: view.has_no_secret)
