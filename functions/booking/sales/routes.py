"""Routes of the desk's lists: bookings and captured amounts, as JSON, CSV or XLSX."""

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from functions.accounts.offerers.rules import MEMBER_ONLY
from functions.accounts.venues.rules import UnknownVenue
from functions.booking.desk_access.models import SCOPES, Scope
from functions.booking.desk_access.service import open_scope
from functions.booking.routes import routes
from functions.booking.sales import texts
from functions.booking.sales.schemas import (
    DeskQuery,
    DeskRowsView,
    DeskRowView,
    MonthView,
    ScopeQuery,
    TransactionsQuery,
    TransactionsView,
    TransactionView,
)
from functions.booking.sales.service import totals_of
from functions.booking.sales.store import (
    BookingFilter,
    Span,
    all_captured_bookings,
    all_filtered_bookings,
    captured_bookings,
    filtered_bookings,
)
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import FieldError, InvalidFields
from functions.kernel.negotiation import preferred_type
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.kernel.spreadsheets import CSV, XLSX, Sheet, csv_of, xlsx_of
from functions.offers.rules import UnknownOffer

_JSON = "application/json"
_TYPES = (_JSON, CSV, XLSX)
_BY_USE = attrgetter("used_at", "id")


@routes.get(
    "/v1/desk/bookings",
    who=Who.MEMBER,
    refusals=(UnknownVenue, UnknownOffer, *MEMBER_ONLY),
    also=(CSV, XLSX),
)
def list_desk_bookings(call: Call, query: DeskQuery) -> DeskRowsView | Text:
    """List bookings of a venue, an offerer or an offer, newest first, as JSON, CSV or XLSX."""
    scope, of = _scope_of(query)
    booked, begins = (query.booked_from, query.booked_until), (query.event_from, query.event_to)
    if any(booked) and any(begins):
        raise _malformed("event_from", "filter by time of booking or of the event, not both")
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def chosen(work: UnitOfWork) -> BookingFilter:
        zone = open_scope(work, scope, of, uid=call.caller.uid)
        return BookingFilter(
            scope=scope,
            of=of,
            status=query.status,
            booked=Span.between(*booked, zone=zone),
            begins=Span.between(*begins, zone=zone),
        )

    def rows(work: UnitOfWork) -> DeskRowsView:
        chosen_now = chosen(work)
        # One item more than the page shows that there is a next page.
        found = filtered_bookings(work, chosen_now, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter(chosen_now.by, "id"), of_list=list_id
        )
        return DeskRowsView(items=[DeskRowView.of(b) for b in page], next_page_token=token)

    wanted = preferred_type(call.request.headers.get("Accept"), _TYPES)
    if wanted == _JSON:
        return call.read(rows)
    every = all_filtered_bookings(call.platform.database, call.read(chosen))
    return _file(texts.bookings_sheets(every), "reservations", wanted, call)


@routes.get(
    "/v1/desk/transactions",
    who=Who.MEMBER,
    refusals=(UnknownVenue, UnknownOffer, *MEMBER_ONLY),
    also=(CSV, XLSX),
)
def list_transactions(call: Call, query: TransactionsQuery) -> TransactionsView | Text:
    """List captured amounts by booking and month, as JSON, CSV or XLSX."""
    scope, of = _scope_of(query)
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)
    database = call.platform.database

    def span(work: UnitOfWork) -> Span:
        zone = open_scope(work, scope, of, uid=call.caller.uid)
        return Span.between(query.used_from, query.used_until, zone=zone)

    def read(work: UnitOfWork) -> TransactionsView:
        used = span(work)
        found = captured_bookings(work, scope, of, used, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, _BY_USE, of_list=list_id)
        totals = totals_of(work, scope, of, used) if after is None else None
        return TransactionsView(
            items=[TransactionView.of(booking) for booking in page],
            next_page_token=token,
            months=None if totals is None else [MonthView.of(one) for one in totals.months],
            total_cents=None if totals is None else totals.total_cents,
        )

    wanted = preferred_type(call.request.headers.get("Accept"), _TYPES)
    if wanted != _JSON:
        every = all_captured_bookings(database, scope, of, call.read(span))
        return _file(texts.transactions_sheets(every), "transactions", wanted, call)
    return call.read(read)


def _scope_of(query: ScopeQuery) -> tuple[Scope, str]:
    """Return the scope that the query gives, and its id. Refuses InvalidFields."""
    given = [(scope, of) for scope in SCOPES if (of := getattr(query, scope)) is not None]
    if len(given) != 1:
        raise _malformed("venue_id", "give one of venue_id, offerer_siren, offer_id")
    return given[0]


def _malformed(field: str, message: str) -> InvalidFields:
    return InvalidFields(errors=[FieldError(field, message)])


def _file(sheets: Iterator[Sheet], name: str, media_type: str, call: Call) -> Text:
    """Return a file; a failure before the first rows of a streamed one is answered as an error."""
    if media_type == XLSX:
        return Text(xlsx_of(sheets, made_at=call.now), XLSX, f"{name}.xlsx")
    pieces = csv_of(next(sheets))
    first = [piece for _, piece in zip(range(2), pieces, strict=False)]
    return Text(chain(first, pieces), f"{CSV}; charset=utf-8", f"{name}.csv")
