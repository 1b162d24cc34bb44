"""Routes of a beneficiary's bookings: book, list, cancel."""

from operator import attrgetter

from functions.accounts.rules import BeneficiaryOnly
from functions.accounts.service import get_beneficiary
from functions.booking import rules, service, taking_rules
from functions.booking.list_rules import in_order
from functions.booking.models import BookOffer
from functions.booking.routes import routes
from functions.booking.service import CountermarkTaken
from functions.booking.store import bookings_of, urls_now
from functions.booking.wire import BookBody, BookingsQuery, BookingsView, BookingView
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Contention
from functions.kernel.http import Call, Who
from functions.kernel.identifiers import new_countermark, new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.offers.code_rules import NoActivationCode
from functions.offers.stock_rules import UnknownStock
from functions.wallet.hold_rules import CapReached, GrantExpired, InsufficientCredit

_DRAWS = 100
"""How many countermarks are tried, as in pass-culture-main."""

_BY_TIME = attrgetter("booked_at", "id")
"""The position of a booking in a list of newest first."""


@routes.post(
    "/v1/bookings",
    who=Who.BENEFICIARY,
    status=201,
    refusals=(
        BeneficiaryOnly,
        UnknownStock,
        taking_rules.NotActive,
        taking_rules.CategoryExcluded,
        taking_rules.AlreadyBooked,
        taking_rules.QuantityInvalid,
        taking_rules.NotBookable,
        taking_rules.BookingClosed,
        taking_rules.SoldOut,
        GrantExpired,
        InsufficientCredit,
        CapReached,
        NoActivationCode,
        rules.UnknownBooking,
    ),
)
def book_offer(call: Call, body: BookBody) -> BookingView:
    """Book a stock and hold its price."""
    booking_id = new_id()
    for _ in range(_DRAWS):
        command = BookOffer(
            booking_id=booking_id,
            beneficiary_id=call.caller.uid,
            stock_id=body.stock_id,
            quantity=body.quantity,
            countermark=new_countermark(),
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
            service.get_active(work, command.stock_id, caller_id=uid)
        ),
        kept_if=lambda view: view.has_no_secret,
    )


@routes.get("/v1/bookings", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_bookings(call: Call, query: BookingsQuery) -> BookingsView:
    """List the caller's bookings, newest first, or ongoing ones by due date."""
    after = decode_token(query.page_token, MOMENT)

    def read(work: UnitOfWork) -> BookingsView:
        uid = call.caller.uid
        get_beneficiary(work, uid)
        if query.state is None:
            page, token = cut_page(bookings_of(work, uid, after=after), query.page_size, _BY_TIME)
        else:
            # One person's bookings are few enough to be sorted here.
            every = bookings_of(work, uid, after=None)
            found, position = in_order(every, query.state, after=after, now=call.now)
            page, token = cut_page(found, query.page_size, position)
        urls = urls_now(work, page)
        return BookingsView(
            items=[BookingView.of(b, url=urls.get(b.stock_id)) for b in page],
            next_page_token=token,
        )

    return call.read(read)


@routes.post(
    "/v1/bookings/{booking_id}/cancel",
    who=Who.BENEFICIARY,
    refusals=(rules.UnknownBooking, rules.UsedBefore, rules.TooLate),
)
def cancel_booking(call: Call, booking_id: str) -> BookingView:
    """Cancel a booking and release its credit; repeating it succeeds."""
    uid = call.caller.uid
    return call.commit_unkept(
        lambda work: BookingView.of(
            service.cancel_own(work, booking_id, caller_id=uid, now=call.now)
        ),
        repeat=lambda work: BookingView.of(service.get_own(work, booking_id, caller_id=uid)),
        kept_if=lambda view: view.has_no_secret,
    )
