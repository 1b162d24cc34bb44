"""A consistent ledger of any size, made by the rules and committed in bulk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Literal

from functions.accounts.schemes.models import Cap, Credit, Grant
from functions.booking.models import Booking
from functions.booking.store import bookings
from functions.kernel.database import Adapter, Write
from functions.kernel.identifiers import new_countermark, new_id
from functions.kernel.values import replace
from functions.wallet.grants import rules as grants_rules
from functions.wallet.holds import rules as holds_rules
from functions.wallet.models import HoldState, Movement
from functions.wallet.store import holds, ledger_entries, wallets

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
COLLECTIONS = (wallets, ledger_entries, holds, bookings)
ENTRIES, BOOKINGS = 6, 3
"""Entries and bookings of each wallet; each booking has a hold as well."""

DOCUMENTS = 1 + ENTRIES + 2 * BOOKINGS
"""Documents of each wallet, itself included."""

_AT_ONCE = 2000
_PRICE_CENTS = 1500
GRANT = Grant(
    scheme="fr-pilot",
    credits=(Credit(id="fr-pilot~18", amount_cents=50_000),),
    expires_at=NOW + timedelta(days=700),
    caps=(Cap(domain="physical", limit_cents=20_000), Cap(domain="digital", limit_cents=20_000)),
    domains={},
)

_OUTCOMES: tuple[tuple[Literal["confirmed", "used", "cancelled"], HoldState], ...] = (
    ("confirmed", "held"),
    ("used", "captured"),
    ("cancelled", "released"),
)


def add_wallets(adapter: Adapter, number: int) -> None:
    """Commit `number` wallets with their entries, holds and bookings; all ids are random."""
    writes = (write for _ in range(number) for write in _wallet(new_id()))
    while part := list(islice(writes, _AT_ONCE)):
        adapter.commit(part)


def _wallet(wallet_id: str) -> Iterator[Write]:
    movement = grants_rules.open_wallet(wallet_id, GRANT, now=NOW)
    yield _entry(movement)
    for status, state in _OUTCOMES:
        booking = _booking(wallet_id)
        movement = holds_rules.hold(
            movement.wallet,
            booking.amount_cents,
            booking_id=booking.id,
            venue_id=booking.venue_id,
            cancellable_until=booking.cancellable_until,
            domain=booking.domain,
            revision=1,
            now=NOW,
        )
        yield _entry(movement)
        if state != "held":
            booking = replace(booking, status=status, revision=2)
            movement = _settled(movement, state)
            yield _entry(movement)
        assert movement.hold is not None
        yield Write("create", holds.ref(booking.id), holds.encode(movement.hold))
        yield Write("create", bookings.ref(booking.id), bookings.encode(booking))
    yield Write("create", wallets.ref(wallet_id), wallets.encode(movement.wallet))


def _settled(movement: Movement, state: HoldState) -> Movement:
    wallet, hold = movement.wallet, movement.hold
    assert hold is not None
    settled = holds_rules.settle(wallet, hold, state, revision=2, now=NOW)
    assert settled is not None
    return settled


def _entry(movement: Movement) -> Write:
    entry = movement.entry
    assert entry is not None
    return Write("create", ledger_entries.ref(entry.id), ledger_entries.encode(entry))


def _booking(beneficiary_id: str) -> Booking:
    offer_id = new_id()
    return Booking(
        id=new_id(),
        beneficiary_id=beneficiary_id,
        holder_name="Ana Kieffer",
        offer_id=offer_id,
        stock_id=f"{offer_id}~1",
        offerer_siren="000010009",
        venue_id="bench-venue",
        venue_name="Salle d'essai",
        time_zone="Europe/Paris",
        offer_name="Deux heures de musique",
        category="concert",
        is_event=True,
        domain="live",
        url=None,
        begins_at=NOW + timedelta(days=30),
        quantity=1,
        unit_price_cents=_PRICE_CENTS,
        amount_cents=_PRICE_CENTS,
        countermark=new_countermark(),
        status="confirmed",
        booked_at=NOW,
        cancellable_until=NOW + timedelta(days=2),
        expires_at=None,
    )
