"""Values for rules of offers: a venue, an offerer, and offers and stocks in every state."""

from datetime import UTC, datetime, timedelta

from functions.accounts.offerers.models import Offerer
from functions.accounts.venues.models import Venue
from functions.kernel.values import replace
from functions.offers.categories.rules import category
from functions.offers.models import Image, Offer, Stock
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.models import DraftOffer
from functions.offers.rules import with_stock
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.models import AddStock

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

VENUE = Venue(
    id="v1",
    offerer_siren="732829320",
    name="La Laiterie",
    siret=None,
    comment="none",
    address="1 rue du Port",
    postal_code="67000",
    city="Strasbourg",
    department="67",
    time_zone="Europe/Paris",
    latitude=48.5839,
    longitude=7.7455,
    created_at=NOW,
)
OFFERER = Offerer(
    siren="732829320",
    name="Les Tanneries",
    postal_code="67000",
    city="Strasbourg",
    status="validated",
    member_ids=("pro",),
    created_at=NOW,
)
COMMAND = DraftOffer(
    offer_id="o1",
    member_id="pro",
    venue_id="v1",
    name="Nuit du jazz",
    description="Trois groupes.",
    category="concert",
    duo=False,
    url=None,
)


def drafted(venue: Venue = VENUE, **facts: object) -> Offer:
    command = replace(COMMAND, **facts)  # type: ignore[arg-type]
    return publish_rules.draft(command, venue=venue, category=category(command.category), now=NOW)


def added(
    offer: Offer,
    *,
    price_cents: int = 1000,
    quantity: int | None = 10,
    begins_at: datetime | None = NOW + 10 * DAY,
    booking_limit_at: datetime | None = None,
) -> Stock:
    command = AddStock(
        offer_id=offer.id,
        member_id="pro",
        price_cents=price_cents,
        quantity=quantity,
        begins_at=begins_at,
        booking_limit_at=booking_limit_at,
    )
    return stocks_rules.add_stock(offer, command, category=category(offer.category), now=NOW)


def complete(**facts: object) -> Offer:
    """Return a draft that lacks nothing."""
    offer = replace(drafted(**facts), image=Image(upload_id="u1", generation=1, paths={}))  # type: ignore[arg-type]
    begins_at = NOW + 10 * DAY if category(offer.category).event else None
    return with_stock(offer, added(offer, begins_at=begins_at))


def published(**facts: object) -> Offer:
    offer = complete(**facts)
    return publish_rules.publish(
        offer, category=category(offer.category), offerer=OFFERER, flags=(), now=NOW
    )
