"""Bookings of every kind, some of them due to expire, committed in bulk."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from bench.audit_data import GRANT
from bench.data import PRICE_CENTS, add_book, open_shop
from functions.booking.countermarks.models import Countermark
from functions.booking.models import ActiveBooking, Booking, BookingStatus
from functions.booking.store import active_bookings, active_id, bookings, countermarks
from functions.kernel.clock import Clock
from functions.kernel.database import Document, Write
from functions.kernel.database.documents import Collection
from functions.kernel.identifiers import new_countermark, new_id
from functions.kernel.platform import Platform
from functions.offers.models import Stock
from functions.offers.store import stocks
from functions.wallet.grants import rules as grants_rules
from functions.wallet.holds import rules as holds_rules
from functions.wallet.store import holds, ledger_entries, wallets

M = TypeVar("M")

BOOKINGS_EACH = 4
"""How many due bookings each wallet has."""

_STOCKS = 50
_AT_ONCE = 500

_OTHERS: tuple[tuple[BookingStatus, int | None], ...] = (
    ("used", -20),
    ("used", -9),
    ("used", -3),
    ("used", 2),
    ("expired", -20),
    ("expired", -3),
    ("cancelled", -20),
    ("confirmed", 20),
    ("confirmed", None),
    ("confirmed", None),
)
"""The states of bookings that are not due, and in how many days their term ends."""


def add_bookings(platform: Platform, number: int, *, due: int) -> None:
    """Add `number` bookings of books; `due` of them are due, with all documents of their expiry."""
    open_shop(platform)
    ids = [add_book(platform, f"book-{n}", quantity=None) for n in range(min(_STOCKS, due))]
    platform.relay.sweep()
    offered = platform.database.run(lambda work: [stocks.get(work, each) for each in ids])
    adapter = platform.database.adapter
    writes = _writes(platform.clock, offered, number, due)
    while part := list(islice(writes, _AT_ONCE)):
        adapter.commit(part)
    for stock in offered:
        _count(platform, stock.id, sum(offered[n % len(offered)] is stock for n in range(due)))


def _writes(clock: Clock, offered: list[Stock], number: int, due: int) -> Iterator[Write]:
    for first in range(0, due, BOOKINGS_EACH):
        several = range(first, min(due, first + BOOKINGS_EACH))
        yield from _owned(clock, [offered[n % len(offered)] for n in several])
    for n in range(number - due):
        status, days = _OTHERS[n % len(_OTHERS)]
        booking = _booking(clock, offered[0], new_id(), status, days)
        yield _create(bookings, booking.id, booking)


def _owned(clock: Clock, booked: list[Stock]) -> Iterator[Write]:
    """Yield the writes of a wallet with a due booking of each stock, and their claims."""
    wallet_id, now = new_id(), clock.now()
    movement = grants_rules.open_wallet(wallet_id, GRANT, now=now)
    assert movement.entry is not None
    yield _create(ledger_entries, movement.entry.id, movement.entry)
    for stock in booked:
        booking = _booking(clock, stock, wallet_id, "confirmed", -1)
        movement = holds_rules.hold(
            movement.wallet,
            booking.amount_cents,
            booking_id=booking.id,
            venue_id=booking.venue_id,
            cancellable_until=None,
            domain=booking.domain,
            revision=1,
            now=now,
        )
        assert movement.entry is not None
        assert movement.hold is not None
        claim = active_id(wallet_id, booking.offer_id)
        mark = Countermark(booking_id=booking.id, offerer_siren=booking.offerer_siren)
        yield _create(ledger_entries, movement.entry.id, movement.entry)
        yield _create(holds, booking.id, movement.hold)
        yield _create(bookings, booking.id, booking)
        yield _create(active_bookings, claim, ActiveBooking(booking_id=booking.id))
        yield _create(countermarks, booking.countermark, mark)
    yield _create(wallets, wallet_id, movement.wallet)


def _create(collection: Collection[M], document_id: str, value: M) -> Write:
    return Write("create", collection.ref(document_id), collection.encode(value))


def _count(platform: Platform, stock_id: str, booked: int) -> None:
    """Set the number of booked places of a stock."""
    (found,) = platform.database.read([stocks.ref(stock_id)])
    data: Document = {**(found.data or {}), "booked": booked}
    platform.database.adapter.commit([Write("replace", found.ref, data, found.version)])


def _booking(
    clock: Clock, stock: Stock, beneficiary_id: str, status: BookingStatus, days: int | None
) -> Booking:
    now = clock.now()
    return Booking(
        id=new_id(),
        beneficiary_id=beneficiary_id,
        holder_name="Ana Kieffer",
        offer_id=stock.offer_id,
        stock_id=stock.id,
        offerer_siren=stock.offerer_siren,
        venue_id=stock.place.venue_id,
        venue_name=stock.place.name,
        time_zone=stock.place.time_zone,
        offer_name=stock.offer_name,
        category=stock.category,
        is_event=False,
        domain=stock.domain,
        url=None,
        begins_at=None,
        quantity=1,
        unit_price_cents=PRICE_CENTS,
        amount_cents=PRICE_CENTS,
        countermark=new_countermark(),
        status=status,
        booked_at=now - timedelta(days=30),
        cancellable_until=None,
        expires_at=None if days is None else now + timedelta(days=days),
    )
