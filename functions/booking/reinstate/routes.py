"""Routes of bookings for administrators."""

from functions.booking import rules as booking_rules
from functions.booking.activation import rules as activation_rules
from functions.booking.reinstate.rules import CountermarkGivenAgain, NotCancelled, TimeGone
from functions.booking.reinstate.schemas import ReinstateBody
from functions.booking.reinstate.service import reinstate
from functions.booking.routes import routes
from functions.booking.schemas import BookingView
from functions.booking.store import bookings
from functions.booking.take import rules as take_rules
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit
from functions.wallet.rules import NoWallet


@routes.post(
    "/v1/bookings/{booking_id}/reinstate",
    who=Who.MONEY,
    acts_on="bookings/{booking_id}",
    refusals=(
        booking_rules.UnknownBooking,
        NotCancelled,
        take_rules.AlreadyBooked,
        take_rules.SoldOut,
        CountermarkGivenAgain,
        activation_rules.ActivationCodeGiven,
        take_rules.NotBookable,
        TimeGone,
        NoWallet,
        GrantExpired,
        InsufficientCredit,
        CapReached,
    ),
)
def reinstate_booking(call: Call, booking_id: str, body: ReinstateBody) -> BookingView:
    """Reinstate a cancelled or expired booking, to be used or as used."""

    def take_back(work: UnitOfWork) -> BookingView:
        booking = reinstate(work, booking_id, status=body.status, now=call.now)
        return BookingView.of(activation_rules.without_code(booking))

    def read_again(work: UnitOfWork) -> BookingView:
        return BookingView.of(activation_rules.without_code(bookings.get(work, booking_id)))

    return call.commit_unkept(take_back, repeat=read_again, kept_if=lambda view: view.has_no_secret)
