"""Routes of the finance role that take back overpayments, and list incidents."""

from operator import attrgetter

from functions.booking.rules import UnknownBooking
from functions.booking.store import bookings
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who
from functions.reimbursement.incidents.store import incidents_in
from functions.reimbursement.overpayments import rules, service
from functions.reimbursement.overpayments.schemas import (
    IncidentsQuery,
    IncidentsView,
    IncidentView,
    OverpaymentBody,
)
from functions.reimbursement.routes import routes
from functions.reimbursement.rules.data import load_scale


@routes.post(
    "/v1/reimbursement-incidents",
    who=Who.FINANCE,
    status=201,
    acts_on=BY_HANDLER,
    refusals=(
        rules.UnknownReceivable,
        UnknownBooking,
        rules.NotPaid,
        rules.AmountTooHigh,
        rules.IncidentOpen,
    ),
)
def take_back_overpayment(call: Call, body: OverpaymentBody) -> IncidentView:
    """Take back what the offerer was paid for a booking, in whole or in part.

    In whole, the booking is cancelled and its credit returns to the holder.
    """
    scale = load_scale(call.platform.settings.scale)

    def take(work: UnitOfWork) -> IncidentView:
        incident = service.take_back(
            work, body.booking_id, body.amount_cents, scale=scale, now=call.now
        )
        call.act(work, bookings.ref(body.booking_id))
        return IncidentView.of(incident)

    return call.commit(take)


@routes.get("/v1/reimbursement-incidents", who=Who.FINANCE)
def list_incidents(call: Call, query: IncidentsQuery) -> IncidentsView:
    """List incidents in a state, oldest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> IncidentsView:
        found = incidents_in(work, query.state, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return IncidentsView(items=[IncidentView.of(one) for one in page], next_page_token=token)

    return call.read(read)
