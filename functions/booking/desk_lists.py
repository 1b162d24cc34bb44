"""What a professional reads of their bookings: the list, the captured amounts, as CSV too."""

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from functions.accounts.offerer_rules import NotAMember, UnknownVenue
from functions.booking import tables
from functions.booking.desk_scope import open_scope, scope_of, wrong
from functions.booking.desk_store import (
    Span,
    Wanted,
    all_captured_bookings,
    all_wanted_bookings,
    captured_bookings,
    wanted_bookings,
)
from functions.booking.desk_wire import (
    DeskQuery,
    DeskRowsView,
    DeskRowView,
    MonthView,
    TransactionsQuery,
    TransactionsView,
    TransactionView,
)
from functions.booking.routes import routes
from functions.booking.totals import Totals
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.schemas import Text
from functions.offers.rules import UnknownOffer

_CSV = "text/csv; charset=utf-8"
_BY_USE = attrgetter("used_at", "id")


@routes.get(
    "/v1/desk/bookings",
    who=Who.MEMBER,
    refusals=(UnknownVenue, UnknownOffer, NotAMember),
    also_text="text/csv",
)
def list_desk_bookings(call: Call, query: DeskQuery) -> DeskRowsView | Text:
    """List bookings, newest first; with `Accept: text/csv`, all in one file."""
    scope, of = scope_of(query)
    booked, begins = (query.booked_from, query.booked_until), (query.event_from, query.event_to)
    if any(booked) and any(begins):
        raise wrong("event_from", "either the instant of booking or that of the event")
    after = decode_token(query.page_token, MOMENT)

    def wanted(work: UnitOfWork) -> Wanted:
        zone = open_scope(work, scope, of, uid=call.caller.uid)
        return Wanted(
            scope=scope,
            of=of,
            status=query.status,
            booked=Span.between(*booked, zone=zone),
            begins=Span.between(*begins, zone=zone),
        )

    def rows(work: UnitOfWork) -> DeskRowsView:
        those = wanted(work)
        # One more than is shown tells whether there is another page.
        found = wanted_bookings(work, those, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, attrgetter(those.by, "id"))
        return DeskRowsView(items=[DeskRowView.of(b) for b in page], next_page_token=token)

    if not _wants_csv(call):
        return call.read(rows)
    every = all_wanted_bookings(call.platform.database, call.read(wanted))
    return _file(tables.bookings_table(every), "reservations.csv")


@routes.get(
    "/v1/desk/transactions",
    who=Who.MEMBER,
    refusals=(UnknownVenue, UnknownOffer, NotAMember),
    also_text="text/csv",
)
def list_transactions(call: Call, query: TransactionsQuery) -> TransactionsView | Text:
    """Tell what was captured, by booking and month; with `Accept: text/csv`, as a file."""
    scope, of = scope_of(query)
    after = decode_token(query.page_token, MOMENT)
    database = call.platform.database

    def span(work: UnitOfWork) -> Span:
        zone = open_scope(work, scope, of, uid=call.caller.uid)
        return Span.between(query.used_from, query.used_until, zone=zone)

    def read(work: UnitOfWork) -> tuple[list[TransactionView], str | None, Span]:
        used = span(work)
        found = captured_bookings(work, scope, of, used, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, _BY_USE)
        return [TransactionView.of(booking) for booking in page], token, used

    if _wants_csv(call):
        every = all_captured_bookings(database, scope, of, call.read(span))
        return _file(tables.transactions_table(every), "transactions.csv")
    items, token, used = call.read(read)
    months, total_cents = None, None
    if after is None:
        totals = Totals()
        for booking in all_captured_bookings(database, scope, of, used):
            totals.add(booking)
        months = [MonthView.of(total) for total in totals.months]
        total_cents = totals.total_cents
    return TransactionsView(
        items=items, next_page_token=token, months=months, total_cents=total_cents
    )


def _file(pieces: Iterator[str], name: str) -> Text:
    """Return a file that is read while it is sent; what fails before its first rows is refused."""
    first = [piece for _, piece in zip(range(2), pieces, strict=False)]
    return Text(chain(first, pieces), _CSV, name)


def _wants_csv(call: Call) -> bool:
    accepted = call.request.accept_mimetypes
    return accepted.best_match(["application/json", "text/csv"]) == "text/csv"
