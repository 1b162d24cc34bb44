"""Values for rules of letters: bookings, people, wallets and events."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from functions.accounts.members.models import Invitation
from functions.accounts.people.models import Beneficiary
from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingExpiring,
    BookingMoved,
)
from functions.kernel.values import replace
from functions.notices.letters import rules as letters_rules
from functions.notices.letters.models import (
    HolderLetter,
    Letter,
)
from functions.offers.models import Image, Offer
from functions.wallet.models import CapUse, GrantReceived, Hold, Wallet
from tests.support import booking_values, offer_values

L = TypeVar("L", bound=Letter)

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
BEGINS_AT = datetime(2026, 12, 5, 19, 30, tzinfo=UTC)
LAPSES_AT = datetime(2026, 11, 12, 23, 0, tzinfo=UTC)
NBSP = "\u00a0"

OFFERER = replace(offer_values.OFFERER, created_at=NOW)
INVITATION = Invitation(
    siren="732829320",
    email="zoe@demo.test",
    invited_by="pro",
    invited_at=NOW,
    expires_at=NOW + timedelta(days=7),
)

PLACE = replace(booking_values.PLACE, address="13 rue du Hohwald", latitude=None, longitude=None)
CONCERT = Booking(
    id="b1",
    beneficiary_id="ana",
    holder_name="Zoë Kieffer",
    offer_id="o1",
    stock_id="o1~1",
    offerer_siren="732829320",
    venue_id="v1",
    venue_name="La Laiterie",
    time_zone="Europe/Paris",
    offer_name="Nuit du jazz",
    category="concert",
    is_event=True,
    domain="live",
    url=None,
    begins_at=BEGINS_AT,
    quantity=2,
    unit_price_cents=625,
    amount_cents=1250,
    countermark="K7QX4M",
    status="confirmed",
    booked_at=NOW,
    cancellable_until=datetime(2026, 11, 5, 10, tzinfo=UTC),
    expires_at=None,
)
BOOK = replace(
    CONCERT,
    is_event=False,
    begins_at=None,
    cancellable_until=None,
    expires_at=LAPSES_AT,
)
HOLDER = replace(booking_values.ANA, first_name="Zoë", person=None, signed_up_at=NOW)
WALLET = replace(
    booking_values.WALLET,
    available_cents=48_750,
    expires_at=datetime(2027, 11, 3, 23, tzinfo=UTC),
    caps=(
        CapUse(domain="physical", limit_cents=20_000),
        CapUse(domain="digital", limit_cents=10_000),
        CapUse(domain="live", limit_cents=123_456),
    ),
)
HOLD = Hold(
    id="b1",
    wallet_id="ana",
    scheme="fr-pilot",
    venue_id="v1",
    cancellable_until=None,
    amount_cents=1250,
    domain="live",
    state="held",
    revision=1,
)
OFFER = Offer(
    id="o1",
    offerer_siren="732829320",
    place=PLACE,
    name="Nuit du jazz",
    description=None,
    category="concert",
    duo=False,
    url=None,
    publication="draft",
    is_listed=False,
    created_at=NOW,
)
POSTER = Image(
    upload_id="u1", generation=1, paths={"jpeg": "offers/o1/ab-750.jpg"}, credit="Zoé Martin"
)
EVENT: dict[str, Any] = {
    "subject_id": "b1",
    "at": NOW,
    "beneficiary_id": "ana",
    "offer_id": "o1",
    "stock_id": "o1~1",
    "venue_id": "v1",
    "amount_cents": 1250,
}
CONFIRMED = BookingConfirmed(**EVENT)
EXPIRED = BookingExpired(**EVENT)
EXPIRING = BookingExpiring(**EVENT, expires_at=NOW, days_left=7)
MOVED = BookingMoved(
    **EVENT, begins_at=BEGINS_AT, former_begins_at=datetime(2026, 12, 1, 19, tzinfo=UTC)
)


def cancelled(reason: Any = "offerer") -> BookingCancelled:
    return BookingCancelled(**EVENT, reason=reason)


def letter(
    event: BookingEvent,
    booking: Booking = CONCERT,
    *,
    holder: Beneficiary = HOLDER,
    wallet: Wallet | None = WALLET,
    hold: Hold | None = HOLD,
    now: datetime = NOW,
) -> HolderLetter | None:
    return letters_rules.for_holder(
        event,
        booking=booking,
        place=PLACE,
        picture=POSTER if letters_rules.shows_picture(event) else None,
        holder=holder,
        wallet=wallet,
        hold=hold,
        now=now,
    )


IN_TIME = replace(WALLET, expires_at=NOW + timedelta(seconds=1))
TOO_LATE = replace(WALLET, expires_at=NOW)

GRANT = GrantReceived(subject_id="ana", revision=1, at=NOW, scheme="fr-pilot", amount_cents=50_000)
