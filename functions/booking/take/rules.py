"""Booking an offer: the ordered checks, the terms agreed, and the refusals.

Source of the order: pass-culture-main, core/bookings/api.py and core/bookings/validation.py.
"""

from collections.abc import Iterator
from datetime import datetime

from functions.accounts.people.models import Beneficiary
from functions.booking import rules as booking_rules
from functions.booking.models import ActiveBooking, Booking, BookOffer
from functions.booking.reminders.rules import remind_at, remind_of_event_at
from functions.kernel.errors import Conflict, Refusal
from functions.offers.codes.rules import NoActivationCode
from functions.offers.models import Stock
from functions.offers.rules import has_code_left, is_offered, is_over
from functions.wallet.holds import rules as holds_rules
from functions.wallet.models import Wallet


class NotActive(Conflict):
    """Only active beneficiaries who have received a grant can book."""

    code = "not_active"


class CategoryExcluded(Conflict):
    """Your scheme does not allow offers of this category."""

    code = "category_excluded"


class AlreadyBooked(Conflict):
    """This offer is already booked by this beneficiary."""

    code = "already_booked"


class QuantityInvalid(Conflict):
    """Book one place, or up to two for a duo offer."""

    code = "quantity_invalid"


class NotBookable(Conflict):
    """This stock is deleted, or its offer is not published or not open for booking yet."""

    code = "not_bookable"


class BookingClosed(Conflict):
    """Booking is closed: the event has begun, or the booking limit has passed."""

    code = "booking_closed"


class SoldOut(Conflict):
    """There are not enough places left."""

    code = "sold_out"


def check(
    command: BookOffer,
    *,
    beneficiary: Beneficiary,
    stock: Stock,
    active: ActiveBooking | None,
    wallet: Wallet | None,
    now: datetime,
) -> Wallet:
    """Return the wallet to book with. Refuses the first of `reasons` that applies."""
    for reason in reasons(
        command, beneficiary=beneficiary, stock=stock, active=active, wallet=wallet, now=now
    ):
        raise reason
    assert wallet is not None
    return wallet


def reasons(
    command: BookOffer,
    *,
    beneficiary: Beneficiary,
    stock: Stock,
    active: ActiveBooking | None,
    wallet: Wallet | None,
    now: datetime,
) -> Iterator[Refusal]:
    """Yield every reason to refuse a booking, in order of precedence.

    A person who never had a grant cannot book, not even free offers. Once the grant has ended, free
    offers of any category can still be booked, because they need no credit.
    """
    if beneficiary.status != "active" or wallet is None:
        yield NotActive()
    if wallet is not None and holds_rules.is_excluded(
        wallet, stock.category, price_cents=stock.price_cents, now=now
    ):
        yield CategoryExcluded()
    if active is not None:
        yield AlreadyBooked()
    if not 1 <= command.quantity <= (2 if stock.duo else 1):
        yield QuantityInvalid()
    if not is_offered(stock, now=now):
        yield NotBookable()
    if is_over(stock, now=now):
        yield BookingClosed()
    places = stock.remaining if stock.code_batches is None else None
    if places is not None and places < max(1, command.quantity):
        yield SoldOut()
    amount_cents = stock.price_cents * command.quantity
    if wallet is not None and amount_cents > 0:
        domain = holds_rules.domain_of(wallet, category=stock.category, domain=stock.domain)
        yield from holds_rules.reasons_not_to_hold(wallet, amount_cents, domain=domain, now=now)
    if not has_code_left(stock, now=now):
        yield NoActivationCode()


def confirm(
    command: BookOffer, *, beneficiary: Beneficiary, stock: Stock, wallet: Wallet, now: datetime
) -> Booking:
    """Return the new booking with the terms agreed now."""
    end = booking_rules.expires_at(expiry_days=stock.expiry_days, booked_at=now)
    return Booking(
        id=command.booking_id,
        beneficiary_id=beneficiary.id,
        holder_name=f"{beneficiary.first_name} {beneficiary.last_name}",
        offer_id=stock.offer_id,
        stock_id=stock.id,
        offerer_siren=stock.offerer_siren,
        venue_id=stock.place.venue_id,
        venue_name=stock.place.name,
        time_zone=stock.place.time_zone,
        offer_name=stock.offer_name,
        category=stock.category,
        is_event=stock.is_event,
        domain=holds_rules.domain_of(wallet, category=stock.category, domain=stock.domain),
        url=stock.url,
        begins_at=stock.begins_at,
        quantity=command.quantity,
        unit_price_cents=stock.price_cents,
        price_label=stock.price_label,
        amount_cents=stock.price_cents * command.quantity,
        countermark=command.countermark,
        proof=command.proof,
        status="confirmed",
        booked_at=now,
        cancellable_until=booking_rules.cancellable_until(begins_at=stock.begins_at, booked_at=now),
        expires_at=end,
        remind_at=remind_at(expiry_days=stock.expiry_days, expires_at=end)
        if stock.begins_at is None
        else remind_of_event_at(
            begins_at=stock.begins_at, time_zone=stock.place.time_zone, booked_at=now
        ),
        moves=stock.moves,
        sum_due_at=now,
    )
