"""What a professional reads of their bookings: the list, the captured amounts, as CSV too."""

from collections.abc import Iterator
from operator import attrgetter

from functions.accounts.offerer_rules import NotAMember, UnknownVenue
from functions.accounts.offerer_service import check_member
from functions.accounts.store import professionals, venues
from functions.booking import tables
from functions.booking.models import Booking
from functions.booking.routes import routes
from functions.booking.store import bookings_at, used_at_venue
from functions.booking.wire import (
    DeskQuery,
    DeskRowsView,
    DeskRowView,
    TransactionsQuery,
    TransactionsView,
    TransactionView,
)
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.kernel.pages import MOMENT, cut_page, decode_token
from functions.kernel.wire import Text

_BY_TIME = attrgetter("booked_at", "id")
"""Where a booking stands in a list of the newest first."""

_CSV = "text/csv; charset=utf-8"


@routes.get(
    "/v1/desk/bookings",
    who=Who.MEMBER,
    refusals=(UnknownVenue, NotAMember),
    also_text="text/csv",
)
def list_desk_bookings(call: Call, query: DeskQuery) -> DeskRowsView | Text:
    """List the bookings of a venue, newest first; with `Accept: text/csv`, all in one file."""

    def found(work: UnitOfWork) -> Iterator[Booking]:
        every = bookings_at(
            work,
            query.venue_id,
            booked_from=query.booked_from,
            booked_until=query.booked_until,
            after=decode_token(query.page_token, MOMENT),
        )
        return (booking for booking in every if query.status in (None, booking.status))

    def rows(work: UnitOfWork) -> DeskRowsView | Text:
        _check_venue(work, query.venue_id, uid=call.caller.uid)
        if _wants_csv(call):
            return Text(tables.bookings_table(found(work)), _CSV, "reservations.csv")
        page, token = cut_page(found(work), query.page_size, _BY_TIME)
        return DeskRowsView(items=[DeskRowView.of(b) for b in page], next_page_token=token)

    return call.read(rows)


@routes.get(
    "/v1/desk/transactions",
    who=Who.MEMBER,
    refusals=(UnknownVenue, NotAMember),
    also_text="text/csv",
)
def list_transactions(call: Call, query: TransactionsQuery) -> TransactionsView | Text:
    """Tell what was captured for a venue; with `Accept: text/csv`, as a file."""

    def read(work: UnitOfWork) -> TransactionsView | Text:
        _check_venue(work, query.venue_id, uid=call.caller.uid)
        used = list(
            used_at_venue(
                work, query.venue_id, used_from=query.used_from, used_until=query.used_until
            )
        )
        if _wants_csv(call):
            return Text(tables.transactions_table(used), _CSV, "transactions.csv")
        return TransactionsView(
            items=[TransactionView.of(booking) for booking in used],
            total_cents=sum(booking.amount_cents for booking in used),
        )

    return call.read(read)


def _check_venue(work: UnitOfWork, venue_id: str, *, uid: str) -> None:
    work.prefetch(professionals.ref(uid))
    check_member(work, venues.get(work, venue_id).offerer_siren, uid=uid)


def _wants_csv(call: Call) -> bool:
    accepted = call.request.accept_mimetypes
    return accepted.best_match(["application/json", "text/csv"]) == "text/csv"
