"""Values for rules of bookings: a person, a stock, a wallet, and bookings in every state."""

from datetime import UTC, date, datetime, timedelta

from functions.accounts.people.models import Beneficiary
from functions.accounts.schemes.models import Residence
from functions.booking.desk import rules as desk_rules
from functions.booking.models import Booking, BookingStatus, BookOffer
from functions.booking.take import rules as take_rules
from functions.kernel.values import replace
from functions.offers.models import Place, Stock
from functions.wallet.models import Wallet

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)

ANA = Beneficiary(
    id="ana",
    email="ana@demo.test",
    first_name="Ana",
    last_name="Kieffer",
    birth_date=date(2008, 1, 15),
    residence=Residence(
        country="FR", postal_code="67000", department="67", time_zone="Europe/Paris"
    ),
    person="key",
    scheme="fr-pilot",
    status="active",
    signed_up_at=NOW,
)
PLACE = Place(
    venue_id="v1",
    name="La Laiterie",
    address="1 rue du Port",
    postal_code="67000",
    city="Strasbourg",
    department="67",
    time_zone="Europe/Paris",
    latitude=48.5839,
    longitude=7.7455,
)
STOCK = Stock(
    id="o1~1",
    offer_id="o1",
    offerer_siren="732829320",
    offer_name="Nuit du jazz",
    category="concert",
    domain="live",
    is_event=True,
    expiry_days=None,
    duo=False,
    url=None,
    place=PLACE,
    is_open=True,
    price_cents=1000,
    quantity=10,
    begins_at=NOW + 10 * DAY,
    booking_limit_at=NOW + 10 * DAY,
)
PROOF = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COMMAND = BookOffer(
    booking_id="b1",
    beneficiary_id="ana",
    stock_id="o1~1",
    quantity=1,
    countermark="ABC234",
    proof=PROOF,
)

WALLET = Wallet(
    id="ana",
    scheme="fr-pilot",
    granted_cents=50_000,
    available_cents=50_000,
    expires_at=NOW + 365 * DAY,
    caps=(),
    domains={},
)


def confirmed(stock: Stock = STOCK, *, quantity: int = 1, now: datetime = NOW) -> Booking:
    command = replace(COMMAND, quantity=quantity)
    return take_rules.confirm(command, beneficiary=ANA, stock=stock, wallet=WALLET, now=now)


THING = replace(
    STOCK,
    category="paper_book",
    domain="physical",
    is_event=False,
    expiry_days=10,
    begins_at=None,
    booking_limit_at=None,
)


def in_status(status: BookingStatus, stock: Stock = STOCK) -> Booking:
    return replace(confirmed(stock), status=status)


def redeem(booking: Booking, *, is_closed: bool = False, now: datetime) -> Booking:
    return desk_rules.redeem(booking, is_closed=is_closed, now=now)
