"""Routes of what professionals see of their money."""

from operator import attrgetter

from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.accounts.roles.service import check_may_read, get_readable_offerer, refs_of_reader
from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.store import venues
from functions.booking.takings.service import expected_of
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.reimbursement.bank_accounts.store import venue_links
from functions.reimbursement.overview import service
from functions.reimbursement.overview.schemas import (
    ExpectedMonthView,
    RevenueMonthView,
    RevenueQuery,
    RevenueView,
    WaitingQuery,
    WaitingsView,
    WaitingView,
)
from functions.reimbursement.receivables.store import receivables_at
from functions.reimbursement.revenue.store import months_of
from functions.reimbursement.routes import routes


@routes.get(
    "/v1/offerers/{siren}/revenue",
    who=Who.MEMBER_OR_ADMIN,
    refusals=(UnknownOfferer, *MEMBER_ONLY),
)
def get_revenue(call: Call, siren: str, query: RevenueQuery) -> RevenueView:
    """Show an offerer's revenue by venue and month, up to the last pricing, and what it expects."""

    def read(work: UnitOfWork) -> RevenueView:
        get_readable_offerer(work, siren, uid=call.caller.uid)
        found = months_of(work, siren, first=query.first, last=query.last)
        expected = expected_of(work, siren, now=call.now)
        return RevenueView(
            months=[RevenueMonthView.of(one) for one in found],
            expected=[ExpectedMonthView.of(*one) for one in expected],
        )

    return call.read(read)


@routes.get(
    "/v1/venues/{venue_id}/unpaid-bookings",
    who=Who.MEMBER_OR_ADMIN,
    refusals=(UnknownVenue, *MEMBER_ONLY),
)
def list_unpaid_bookings(call: Call, venue_id: str, query: WaitingQuery) -> WaitingsView:
    """List the used bookings of a venue that are not paid yet, and what each waits for."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> WaitingsView:
        work.prefetch(*refs_of_reader(call.caller.uid), venue_links.ref(venue_id))
        venue = venues.get(work, venue_id)
        check_may_read(work, venue.offerer_siren, uid=call.caller.uid)
        found = receivables_at(work, venue_id, query.state, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("ordering_at", "id"), of_list=list_id
        )
        explained = service.explain(work, venue_id, page, now=call.now)
        return WaitingsView(items=[WaitingView.of(one) for one in explained], next_page_token=token)

    return call.read(read)
