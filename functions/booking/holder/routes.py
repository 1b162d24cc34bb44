"""The holder: routes to list, read and cancel bookings."""

from operator import attrgetter

from functions.accounts.people.rules import BeneficiaryOnly
from functions.accounts.people.service import get_beneficiary
from functions.booking import rules as booking_rules
from functions.booking import service as booking_service
from functions.booking.holder import service
from functions.booking.holder.rules import in_order
from functions.booking.holder.schemas import BookingsQuery, BookingsView
from functions.booking.routes import routes
from functions.booking.schemas import BookingView
from functions.booking.store import bookings_of, urls_now
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who

_BY_TIME = attrgetter("booked_at", "id")
"""The position of a booking in a list of newest first."""


@routes.get("/v1/bookings", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_bookings(call: Call, query: BookingsQuery) -> BookingsView:
    """List the caller's bookings, newest first, or ongoing ones by due date."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> BookingsView:
        uid = call.caller.uid
        get_beneficiary(work, uid)
        if query.state is None:
            page, token = cut_page(
                bookings_of(work, uid, after=after, page=query.page_size + 1),
                query.page_size,
                _BY_TIME,
                of_list=list_id,
            )
        else:
            # One person's bookings are few enough to be sorted here.
            every = bookings_of(work, uid, after=None)
            found, position = in_order(every, query.state, after=after, now=call.now)
            page, token = cut_page(found, query.page_size, position, of_list=list_id)
        urls = urls_now(work, page)
        return BookingsView(
            items=[BookingView.of(b, url=urls.get(b.stock_id)) for b in page],
            next_page_token=token,
        )

    return call.read(read)


@routes.get(
    "/v1/bookings/{booking_id}", who=Who.BENEFICIARY, refusals=(booking_rules.UnknownBooking,)
)
def read_booking(call: Call, booking_id: str) -> BookingView:
    """Read one of the caller's bookings."""

    def read(work: UnitOfWork) -> BookingView:
        booking = booking_service.get_own(work, booking_id, caller_id=call.caller.uid)
        return BookingView.of(booking, url=urls_now(work, [booking]).get(booking.stock_id))

    return call.read(read)


@routes.post(
    "/v1/bookings/{booking_id}/cancel",
    who=Who.BENEFICIARY,
    refusals=(booking_rules.UnknownBooking, booking_rules.UsedBefore, booking_rules.TooLate),
)
def cancel_booking(call: Call, booking_id: str) -> BookingView:
    """Cancel a booking and release its credit; repeating it succeeds."""
    uid = call.caller.uid
    return call.commit_unkept(
        lambda work: BookingView.of(
            service.cancel_own(work, booking_id, caller_id=uid, now=call.now)
        ),
        repeat=lambda work: BookingView.of(
            booking_service.get_own(work, booking_id, caller_id=uid)
        ),
        kept_if=lambda view: view.has_no_secret,
    )
