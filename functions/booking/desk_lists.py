"""What a professional reads of their bookings: the list, the captured amounts, as CSV too."""

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from functions.accounts.offerer_rules import NotAMember, UnknownVenue
from functions.accounts.offerer_service import check_member
from functions.accounts.store import professionals, venues
from functions.booking import tables
from functions.booking.desk_store import (
    SCOPES,
    Scope,
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
    ScopeQuery,
    TransactionsQuery,
    TransactionsView,
    TransactionView,
)
from functions.booking.routes import routes
from functions.booking.totals import Totals
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Malformed
from functions.kernel.http import Call, Who
from functions.kernel.pages import MOMENT, cut_page, decode_token
from functions.kernel.wire import Text
from functions.offers.rules import UnknownOffer
from functions.offers.store import offers

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
    scope, of = _scope(query)
    wanted = Wanted(
        scope=scope,
        of=of,
        status=query.status,
        booked=Span(first=query.booked_from, last=query.booked_until),
        begins=Span(first=query.event_from, last=query.event_to),
    )
    if not wanted.booked.is_open and not wanted.begins.is_open:
        raise _wrong("event_from", "either the instant of booking or that of the event")
    after = decode_token(query.page_token, MOMENT)

    def rows(work: UnitOfWork) -> DeskRowsView:
        _check(work, scope, of, uid=call.caller.uid)
        position = attrgetter(wanted.by, "id")
        # One more than is shown tells whether there is another page.
        found = wanted_bookings(work, wanted, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, position)
        return DeskRowsView(items=[DeskRowView.of(b) for b in page], next_page_token=token)

    if not _wants_csv(call):
        return call.read(rows)
    call.read(lambda work: _check(work, scope, of, uid=call.caller.uid))
    every = all_wanted_bookings(call.platform.database, wanted)
    return _file(tables.bookings_table(every), "reservations.csv")


@routes.get(
    "/v1/desk/transactions",
    who=Who.MEMBER,
    refusals=(UnknownVenue, UnknownOffer, NotAMember),
    also_text="text/csv",
)
def list_transactions(call: Call, query: TransactionsQuery) -> TransactionsView | Text:
    """Tell what was captured, by booking and month; with `Accept: text/csv`, as a file."""
    scope, of = _scope(query)
    used = Span(first=query.used_from, last=query.used_until)
    after = decode_token(query.page_token, MOMENT)
    database = call.platform.database

    def read(work: UnitOfWork) -> TransactionsView:
        _check(work, scope, of, uid=call.caller.uid)
        found = captured_bookings(work, scope, of, used, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, _BY_USE)
        items = [TransactionView.of(booking) for booking in page]
        return TransactionsView(items=items, next_page_token=token, months=None, total_cents=None)

    if _wants_csv(call):
        call.read(lambda work: _check(work, scope, of, uid=call.caller.uid))
        every = all_captured_bookings(database, scope, of, used)
        return _file(tables.transactions_table(every), "transactions.csv")
    view = call.read(read)
    if after is not None:
        return view
    totals = Totals()
    for booking in all_captured_bookings(database, scope, of, used):
        totals.add(booking)
    months = [MonthView.of(total) for total in totals.months]
    return view.model_copy(update={"months": months, "total_cents": totals.total_cents})


def _scope(query: ScopeQuery) -> tuple[Scope, str]:
    """Return whose bookings are asked for. Refuses Malformed unless it is one."""
    given = [(scope, of) for scope in SCOPES if (of := getattr(query, scope)) is not None]
    if len(given) != 1:
        raise _wrong("venue_id", "one of venue_id, offerer_siren, offer_id")
    return given[0]


def _check(work: UnitOfWork, scope: Scope, of: str, *, uid: str) -> None:
    work.prefetch(professionals.ref(uid))
    if scope == "venue_id":
        siren = venues.get(work, of).offerer_siren
    elif scope == "offer_id":
        siren = offers.get(work, of).offerer_siren
    else:
        siren = of
    check_member(work, siren, uid=uid)


def _wrong(field: str, message: str) -> Malformed:
    return Malformed(errors=[{"field": field, "message": message}])


def _file(pieces: Iterator[str], name: str) -> Text:
    """Return a file that is read while it is sent; what fails before its first rows is refused."""
    first = [piece for _, piece in zip(range(2), pieces, strict=False)]
    return Text(chain(first, pieces), _CSV, name)


def _wants_csv(call: Call) -> bool:
    accepted = call.request.accept_mimetypes
    return accepted.best_match(["application/json", "text/csv"]) == "text/csv"
