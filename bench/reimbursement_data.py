"""Used bookings of many venues with their captured holds, committed in bulk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.store import offerers
from functions.accounts.venues.models import Venue
from functions.accounts.venues.store import venues
from functions.booking.models import Booking, BookingRedeemed
from functions.booking.store import bookings
from functions.kernel.database import Adapter, Write
from functions.kernel.database.documents import Collection
from functions.kernel.encryption import Encryption
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts.models import BankAccount, Link, VenueLinks
from functions.reimbursement.bank_accounts.rules import seal_context
from functions.reimbursement.bank_accounts.store import accounts, venue_links
from functions.wallet.store import holds
from tests.support.bank_values import IBAN
from tests.support.booking_values import THING, confirmed
from tests.support.reimbursement import VENUE, captured_hold

M = TypeVar("M")

START = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
PRICE_CENTS = 30_000
"""With a hundred bookings a venue, the first tier ends in the middle: 20,000 EUR."""

_AT_ONCE = 2000


def add_used(adapter: Adapter, numbers: range, *, of_venues: int) -> None:
    """Commit a used booking for each number, its venue among so many, its use by the minute."""
    writes = (write for number in numbers for write in _sold(number, of_venues))
    while part := list(islice(writes, _AT_ONCE)):
        adapter.commit(part)


def add_venues(adapter: Adapter, number: int) -> None:
    """Commit so many venues with a SIRET."""
    writes = (_create(venues, venue.id, venue) for venue in map(_venue, range(number)))
    while part := list(islice(writes, _AT_ONCE)):
        adapter.commit(part)


def add_accounts(adapter: Adapter, encryption: Encryption, number: int) -> None:
    """Commit an offerer for each venue, and the account that its money goes to."""
    writes = (write for venue in map(_venue, range(number)) for write in _paid(encryption, venue))
    while part := list(islice(writes, _AT_ONCE)):
        adapter.commit(part)


def _paid(encryption: Encryption, venue: Venue) -> Iterator[Write]:
    siren, name = venue.offerer_siren, f"account-{venue.id}"
    offerer = Offerer(
        siren=siren,
        name=venue.name,
        postal_code="67000",
        city="Strasbourg",
        status="validated",
        member_ids=("member",),
        created_at=venue.created_at,
    )
    yield _create(offerers, siren, offerer)
    account = BankAccount(
        id=name,
        siren=siren,
        label="Compte courant",
        holder=venue.name,
        sealed_iban=encryption.seal(IBAN, context=seal_context(name)),
        fingerprint=name,
        country="FR",
        last_four=IBAN[-4:],
        status="accepted",
        given_by="member",
        created_at=venue.created_at,
        decided_at=venue.created_at,
        venue_ids=(venue.id,),
    )
    yield _create(accounts, name, account)
    link = Link(account_id=name, starts_at=venue.created_at)
    links = VenueLinks(venue_id=venue.id, siren=siren, links=(link,))
    yield _create(venue_links, venue.id, links)


def events(numbers: range, *, of_venues: int) -> Iterator[BookingRedeemed]:
    """Yield the event of each of these bookings."""
    for number in numbers:
        booking = _booking(number, of_venues)
        yield BookingRedeemed.of(booking, at=used_at(number))


def used_at(number: int) -> datetime:
    """Return when a booking was used."""
    return START + timedelta(seconds=number)


def _sold(number: int, of_venues: int) -> Iterator[Write]:
    booking = _booking(number, of_venues)
    yield _create(bookings, booking.id, booking)
    hold = captured_hold(booking, scheme="fr-pilot")
    yield _create(holds, hold.id, hold)


def _create(collection: Collection[M], document_id: str, value: M) -> Write:
    return Write("create", collection.ref(document_id), collection.encode(value))


def _venue(number: int) -> Venue:
    siren = f"{number:09d}"
    return replace(
        VENUE,
        id=f"venue-{number}",
        offerer_siren=siren,
        siret=f"{siren}00001",
        created_at=START - timedelta(days=100),
    )


_SOLD = replace(
    confirmed(THING),
    status="used",
    unit_price_cents=PRICE_CENTS,
    amount_cents=PRICE_CENTS,
    booked_at=START - timedelta(days=1),
    cancellable_until=None,
    expires_at=None,
    remind_at=None,
    revision=2,
)


def _booking(number: int, of_venues: int) -> Booking:
    venue = number % of_venues
    return replace(
        _SOLD,
        id=f"{number * 2_654_435_761 % 2**32:08x}-{number}",
        beneficiary_id=f"person-{number // 3}",
        offer_id=f"offer-{venue}",
        stock_id=f"offer-{venue}~1",
        offerer_siren=f"{venue:09d}",
        venue_id=f"venue-{venue}",
        used_at=used_at(number),
    )
