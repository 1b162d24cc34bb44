"""The functions of bookings: what a beneficiary books, what the desk does, events and jobs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts.desk import Desk
from functions.accounts.models import BeneficiaryErased, BeneficiarySuspended
from functions.accounts.offerer_rules import NotAMember, UnknownVenue
from functions.accounts.offerer_service import check_member
from functions.accounts.rules import BeneficiaryOnly
from functions.accounts.service import get_beneficiary
from functions.accounts.store import beneficiaries, professionals, sirens_of, venues
from functions.accounts.wire import MyBeneficiaryView
from functions.booking import rules, service, tables
from functions.booking.audit.service import walk
from functions.booking.models import Booking, BookOffer, CancellationReason
from functions.booking.store import (
    all_bookings_of,
    bookings_at,
    bookings_of,
    bookings_of_offer,
    bookings_of_stock,
    countermarks,
    due_to_expire,
    past_events,
    used_at_venue,
)
from functions.booking.wire import (
    BookBody,
    BookingsQuery,
    BookingsView,
    BookingView,
    DeskBookingView,
    DeskQuery,
    DeskRowsView,
    DeskRowView,
    ExportView,
    KeptView,
    TransactionsQuery,
    TransactionsView,
    TransactionView,
)
from functions.kernel.database import Exists, UnitOfWork
from functions.kernel.entry import receive
from functions.kernel.errors import Contention
from functions.kernel.http import Call, Routes, Who
from functions.kernel.identifiers import new_countermark, new_id
from functions.kernel.jobs import Report, each, every, job
from functions.kernel.logs import log
from functions.kernel.pages import MOMENT, cut_page, decode_token
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.kernel.wire import Text
from functions.offers.models import OfferClosed, OfferWithdrawn, StockDeleted
from functions.offers.rules import MOST_FAVORITES
from functions.offers.stock_rules import UnknownStock
from functions.offers.store import favorites_of
from functions.wallet.rules import CapReached, GrantExpired, InsufficientCredit
from functions.wallet.store import all_entries_of, wallets
from functions.wallet.wire import EntryView, WalletView

routes = Routes("booking_api")
events = Subscriber("booking_events")
jobs = Subscriber("booking_jobs")

_DRAWS = 100
"""How many countermarks are tried; pass-culture-main gives up after as many."""

_AUDIT_TIME = timedelta(seconds=400)
"""An event function has nine minutes; the rest of the walk is for the next run."""

_BY_TIME = attrgetter("booked_at", "id")
"""Where a booking stands in a list of the newest first."""

_CSV = "text/csv; charset=utf-8"


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
    ),
)
def book_offer(call: Call, body: BookBody) -> BookingView:
    """Book a stock: its price is held, and the countermark is good at the door."""
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
        except Exists as taken:
            if taken.ref.collection != countermarks.name:
                raise
    raise Contention


def _book(call: Call, command: BookOffer) -> BookingView:
    return call.commit(lambda work: BookingView.of(service.book_offer(work, command, now=call.now)))


@routes.get("/v1/bookings", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_bookings(call: Call, query: BookingsQuery) -> BookingsView:
    """List the caller's bookings, newest first."""

    def read(work: UnitOfWork) -> BookingsView:
        get_beneficiary(work, call.caller.uid)
        after = decode_token(query.page_token, MOMENT)
        found = (
            booking
            for booking in bookings_of(work, call.caller.uid, after=after)
            if query.state is None
            or rules.is_ongoing(booking, now=call.now) == (query.state == "ongoing")
        )
        page, token = cut_page(found, query.page_size, _BY_TIME)
        return BookingsView(items=[BookingView.of(b) for b in page], next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/bookings/{booking_id}/cancel",
    who=Who.BENEFICIARY,
    refusals=(rules.UnknownBooking, rules.UsedBefore, rules.TooLate),
)
def cancel_booking(call: Call, booking_id: str) -> BookingView:
    """Cancel a booking: its credit is available again at once. A repeat succeeds."""
    return call.commit(
        lambda work: BookingView.of(
            service.cancel_own(work, booking_id, caller_id=call.caller.uid, now=call.now)
        )
    )


@routes.get("/v1/me/export", who=Who.SIGNED_IN)
def export_me(call: Call) -> ExportView:
    """Give the caller everything that is kept of them."""
    uid = call.caller.uid

    def read(work: UnitOfWork) -> ExportView:
        work.prefetch(beneficiaries.ref(uid), professionals.ref(uid), wallets.ref(uid))
        beneficiary = beneficiaries.find(work, uid)
        wallet = wallets.find(work, uid)
        known = beneficiary is not None and beneficiary.status != "erased"
        return ExportView(
            id=uid,
            email=call.caller.email,
            exported_at=call.now,
            beneficiary=MyBeneficiaryView.of(beneficiary) if beneficiary and known else None,
            offerers=sirens_of(work, uid),
            wallet=WalletView.of(wallet) if wallet else None,
            entries=[EntryView.model_validate(entry) for entry in all_entries_of(work, uid)],
            bookings=[BookingView.of(found) for found in bookings_of(work, uid, after=None)],
            favorites=[
                KeptView.model_validate(favorite)
                for favorite in favorites_of(work, uid, limit=MOST_FAVORITES)
            ],
        )

    return call.read(read)


_AT_DESK = (rules.UnknownCountermark, rules.NotYourOffer)


@routes.get("/v1/desk/countermarks/{code}", who=Who.DESK, refusals=_AT_DESK)
def read_countermark(call: Call, code: str) -> DeskBookingView:
    """Tell who holds a countermark, for what; nothing is changed."""
    return call.read(lambda work: _at_desk(work, call, code))


@routes.post(
    "/v1/desk/countermarks/{code}/redeem",
    who=Who.DESK,
    refusals=(
        *_AT_DESK,
        rules.TooEarly,
        rules.AlreadyUsed,
        rules.AlreadyReimbursed,
        rules.AlreadyCancelled,
        rules.AlreadyExpired,
    ),
)
def redeem_countermark(call: Call, code: str) -> DeskBookingView:
    """Accept a countermark: the booking is used, and its amount is owed to the venue."""
    return call.commit(
        lambda work: DeskBookingView.of(service.redeem(work, code, desk=_desk(call), now=call.now)),
        again=lambda work: _at_desk(work, call, code),
    )


@routes.post(
    "/v1/desk/countermarks/{code}/undo",
    who=Who.DESK,
    refusals=(
        *_AT_DESK,
        rules.NotUsed,
        rules.AlreadyReimbursed,
        rules.AlreadyCancelled,
        rules.AlreadyExpired,
    ),
)
def undo_redemption(call: Call, code: str) -> DeskBookingView:
    """Take a redemption back: the countermark is good again."""
    return call.commit(
        lambda work: DeskBookingView.of(service.undo(work, code, desk=_desk(call), now=call.now)),
        again=lambda work: _at_desk(work, call, code),
    )


@routes.post(
    "/v1/desk/countermarks/{code}/cancel",
    who=Who.DESK,
    refusals=(
        *_AT_DESK,
        rules.UsedBefore,
        rules.AlreadyReimbursed,
        rules.AlreadyCancelled,
        rules.AlreadyExpired,
    ),
)
def cancel_at_desk(call: Call, code: str) -> DeskBookingView:
    """Cancel a booking for its holder, whatever its deadline; their credit returns."""
    return call.commit(
        lambda work: DeskBookingView.of(
            service.cancel_at_desk(work, code, desk=_desk(call), now=call.now)
        ),
        again=lambda work: _at_desk(work, call, code),
    )


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


@events.each(StockDeleted)
def cancel_bookings_of_stock(platform: Platform, event: StockDeleted) -> None:
    """Cancel the open bookings of a deleted stock; of an event's, the used ones too."""
    cancel = _cancel(platform, reason="offerer", even_used=event.is_event, now=event.at)
    every(bookings_of_stock(platform.database, event.subject_id), cancel)


@events.each(OfferClosed)
def cancel_bookings_of_offer(platform: Platform, event: OfferClosed) -> None:
    """Cancel the open bookings of an offer whose offerer was closed."""
    cancel = _cancel(platform, reason="offerer_closed", even_used=False, now=event.at)
    every(bookings_of_offer(platform.database, event.subject_id), cancel)


@events.each(OfferWithdrawn)
def cancel_bookings_of_withdrawn(platform: Platform, event: OfferWithdrawn) -> None:
    """Cancel the open bookings of an offer withdrawn for fraud; what came later stays."""
    cancel = _cancel(platform, reason="fraud", even_used=False, now=event.at, booked_until=event.at)
    every(bookings_of_offer(platform.database, event.subject_id), cancel)


@events.each(BeneficiarySuspended)
def cancel_bookings_of_suspended(platform: Platform, event: BeneficiarySuspended) -> None:
    """Cancel the open bookings of someone suspended for fraud; other reasons leave them."""
    if event.reason == "fraud":
        cancel = _cancel(platform, reason="fraud", even_used=False, now=event.at)
        every(all_bookings_of(platform.database, event.subject_id), cancel)


@events.each(BeneficiaryErased)
def forget_holder(platform: Platform, event: BeneficiaryErased) -> None:
    """Cancel the open bookings of someone who asked to be forgotten, and take their name away."""

    def forget(booking_id: str) -> None:
        platform.database.run(lambda work: service.forget(work, booking_id, now=event.at))

    every(all_bookings_of(platform.database, event.subject_id), forget)


@job(jobs, "expire-bookings")
def expire_bookings(platform: Platform, at: datetime) -> Report:
    """Expire every booking that was not used in its term; the credit returns."""
    report = Report(counts={"expired": 0})

    def expire(booking_id: str) -> str:
        done = platform.database.run(lambda work: service.expire(work, booking_id, now=at))
        return "expired" if done else "unchanged"

    each(report, due_to_expire(platform.database, at=at), expire)
    return report


@job(jobs, "use-past-events")
def use_past_events(platform: Platform, at: datetime) -> Report:
    """Count as used every booking of an event that began more than 48 hours ago."""
    report = Report(counts={"used": 0})

    def use(booking_id: str) -> str:
        done = platform.database.run(lambda work: service.use_past(work, booking_id, now=at))
        return "used" if done else "unchanged"

    each(report, past_events(platform.database, before=at - rules.NOTICE), use)
    return report


@job(jobs, "audit-ledger")
def audit_ledger(platform: Platform, at: datetime) -> Report:
    """Check every wallet against its entries, holds and bookings; keep and log what is wrong.

    A walk that takes too long for one run stops, and the next run goes on there.
    """
    clock = platform.clock
    until = clock.now() + _AUDIT_TIME
    so_far, done = walk(platform.database, now=at, may_go_on=lambda: clock.now() < until)
    counts = {"wallets": so_far.wallets, "faulty": so_far.faulty, "undecided": so_far.undecided}
    report = Report(counts={**counts, "unfinished": 0 if done else 1})
    if so_far.faulty:
        log.error("audit_finding", faulty=so_far.faulty)
    return report


def _cancel(
    platform: Platform,
    *,
    reason: CancellationReason,
    even_used: bool,
    now: datetime,
    booked_until: datetime | None = None,
) -> Callable[[str], None]:
    """Return what cancels one booking, by its id."""

    def cancel(booking_id: str) -> None:
        platform.database.run(
            lambda work: service.cancel(
                work,
                booking_id,
                reason=reason,
                even_used=even_used,
                now=now,
                booked_until=booked_until,
            )
        )

    return cancel


def _at_desk(work: UnitOfWork, call: Call, code: str) -> DeskBookingView:
    return DeskBookingView.of(service.find_at_desk(work, code, desk=_desk(call)))


def _desk(call: Call) -> Desk:
    """Return who stands at the desk; a token counts before an API key."""
    if call.identity is not None:
        return Desk(uid=call.identity.uid)
    return Desk(api_key=call.request.headers.get("X-Api-Key"))


def _check_venue(work: UnitOfWork, venue_id: str, *, uid: str) -> None:
    work.prefetch(professionals.ref(uid))
    check_member(work, venues.get(work, venue_id).offerer_siren, uid=uid)


def _wants_csv(call: Call) -> bool:
    accepted = call.request.accept_mimetypes
    return accepted.best_match(["application/json", "text/csv"]) == "text/csv"


@functions_framework.http
def booking_api(request: flask.Request) -> flask.Response:
    """Bookings and the desk: /v1/bookings, /v1/desk."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def booking_events(event: CloudEvent) -> None:
    """What ends bookings elsewhere: deleted stocks, suspended beneficiaries."""
    receive(events, event)


@functions_framework.cloud_event
def booking_jobs(event: CloudEvent) -> None:
    """The jobs of bookings: expire-bookings, use-past-events, audit-ledger."""
    receive(jobs, event)
