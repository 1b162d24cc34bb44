"""Taking: book a stock in one commit."""

from datetime import datetime

from functions.accounts.people.service import get_beneficiary
from functions.accounts.people.store import beneficiaries
from functions.booking import rules as booking_rules
from functions.booking.activation import service as activation_service
from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.countermarks.models import Countermark
from functions.booking.models import (
    ActiveBooking,
    Booking,
    BookingConfirmed,
    BookingRedeemed,
    BookOffer,
)
from functions.booking.store import active_bookings, active_id, bookings, countermarks
from functions.booking.take import rules
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork, is_id
from functions.offers.rules import UnknownStock
from functions.offers.shards import service as shards_service
from functions.offers.store import offer_id_of
from functions.wallet.holds import rules as holds_rules
from functions.wallet.holds.service import save_hold
from functions.wallet.store import wallets


def book_offer(work: UnitOfWork, command: BookOffer, *, now: datetime) -> Booking:
    """Book a stock for a beneficiary and hold its price; a repeat returns the first booking.

    One batch reads and one commit writes; an activation code is read in a second batch. Refuses
    BeneficiaryOnly, UnknownStock, then the refusals of `take.rules.check`. Raises CountermarkTaken,
    after which the caller draws another countermark.
    """
    if not is_id(command.stock_id):
        raise UnknownStock
    uid = command.beneficiary_id
    claim_id = active_id(uid, offer_id_of(command.stock_id))
    work.prefetch(
        beneficiaries.ref(uid),
        wallets.ref(uid),
        active_bookings.ref(claim_id),
        countermarks.ref(command.countermark),
    )
    shards_service.expect(work, command.stock_id)
    beneficiary = get_beneficiary(work, uid)
    places = shards_service.find_places(work, command.stock_id, command.quantity, now=now)
    stock = places.stock
    active = active_bookings.find(work, claim_id)
    if active is not None and active.booking_id == command.booking_id:
        # An earlier attempt was committed and only its answer was lost.
        return bookings.get(work, command.booking_id)
    wallet = rules.check(
        command,
        beneficiary=beneficiary,
        stock=stock,
        active=active,
        wallet=wallets.find(work, uid),
        now=now,
    )
    booking = rules.confirm(command, beneficiary=beneficiary, stock=stock, wallet=wallet, now=now)
    if booking.amount_cents > 0:
        movement = holds_rules.hold(
            wallet,
            booking.amount_cents,
            booking_id=booking.id,
            venue_id=booking.venue_id,
            cancellable_until=booking.cancellable_until,
            domain=booking.domain,
            revision=booking.revision,
            now=now,
        )
        save_hold(work, movement)
    record(work, BookingConfirmed.of(booking, at=now))
    booking, stock = activation_service.use_at_once(work, booking, stock, now=now)
    if booking.status == "used":
        record(work, BookingRedeemed.of(booking, at=now))
    taken = booking_rules.take(stock, booking.quantity)
    shards_service.take(work, places, taken, now=now)
    active_bookings.create(work, claim_id, ActiveBooking(booking_id=booking.id))
    _claim_countermark(work, booking, now=now)
    bookings.create(work, booking.id, booking)
    return booking


class CountermarkTaken(Exception):
    """The countermark belongs to another booking, or was released less than a year ago."""


def _claim_countermark(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    earlier = countermarks.find(work, booking.countermark)
    claim = Countermark(booking_id=booking.id, offerer_siren=booking.offerer_siren)
    if earlier is None:
        countermarks.create(work, booking.countermark, claim)
    elif countermarks_rules.has_rested(earlier, now=now):
        countermarks.replace(work, booking.countermark, claim)
    else:
        raise CountermarkTaken
