"""Routes of a beneficiary's bookings: book, list, cancel."""

from functions.accounts.people.rules import BeneficiaryOnly
from functions.booking import rules as booking_rules
from functions.booking import service as booking_service
from functions.booking.models import BookOffer
from functions.booking.routes import routes
from functions.booking.schemas import BookingView
from functions.booking.take import rules, service
from functions.booking.take.schemas import BookBody
from functions.booking.take.service import CountermarkTaken
from functions.kernel.call import Call
from functions.kernel.errors import Contention
from functions.kernel.identifiers import new_countermark, new_id, new_proof
from functions.kernel.route import Who
from functions.offers.codes.rules import NoActivationCode
from functions.offers.rules import UnknownStock
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit

_DRAWS = 100
"""How many countermarks to try, as in pass-culture-main."""


@routes.post(
    "/v1/bookings",
    who=Who.BENEFICIARY,
    status=201,
    refusals=(
        BeneficiaryOnly,
        UnknownStock,
        rules.NotActive,
        rules.CategoryExcluded,
        rules.AlreadyBooked,
        rules.QuantityInvalid,
        rules.NotBookable,
        rules.BookingClosed,
        rules.SoldOut,
        GrantExpired,
        InsufficientCredit,
        CapReached,
        NoActivationCode,
        booking_rules.UnknownBooking,
    ),
)
def book_offer(call: Call, body: BookBody) -> BookingView:
    """Book a stock and hold its price."""
    booking_id, proof = new_id(), new_proof()
    for _ in range(_DRAWS):
        command = BookOffer(
            booking_id=booking_id,
            beneficiary_id=call.caller.uid,
            stock_id=body.stock_id,
            quantity=body.quantity,
            countermark=new_countermark(),
            proof=proof,
        )
        try:
            return _book(call, command)
        except CountermarkTaken:
            continue
    raise Contention


def _book(call: Call, command: BookOffer) -> BookingView:
    uid = call.caller.uid
    return call.commit_unkept(
        lambda work: BookingView.of(service.book_offer(work, command, now=call.now)),
        repeat=lambda work: BookingView.of(
            booking_service.get_active(work, command.stock_id, caller_id=uid)
        ),
        kept_if=lambda view: view.has_no_secret,
    )
