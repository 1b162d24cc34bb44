"""The start of a test: people, places, offers and bookings, made through the services.

Every helper takes the platform first and does what its name says as of the platform's clock. What a
test does not care about has a default; ids are new ones unless they are named.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import functions_framework
from flask.testing import FlaskClient
from msgspec import Struct, ValidationError
from werkzeug.test import TestResponse

import main
from deployables import Deployable, deployables, function_of_path
from functions.accounts.administrators import service as administrators_service
from functions.accounts.members import service as members_service
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer, Offerer
from functions.accounts.people import service as people_service
from functions.accounts.people.models import Beneficiary, SignUp, SuspensionReason
from functions.accounts.schemes.data import load_scheme
from functions.accounts.schemes.models import Scheme
from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import OpenVenue, Venue
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking, BookOffer
from functions.booking.store import bookings
from functions.booking.take import service as take_service
from functions.kernel.admin_roles import AdminRole
from functions.kernel.clock import Clock
from functions.kernel.database import OUTBOX, Document, Query, Ref, UnitOfWork
from functions.kernel.database.documents import Collection
from functions.kernel.events import Message
from functions.kernel.identifiers import new_countermark, new_id, new_proof
from functions.kernel.identity import Identity
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.jobs import Report, run_job
from functions.kernel.platform import Platform
from functions.kernel.subscribers import subscribers
from functions.kernel.values import replace
from functions.offers.models import Image, Offer, Stock
from functions.offers.publish import service as publish_service
from functions.offers.publish.models import DraftOffer, EditOffer
from functions.offers.shards import rules as shards_rules
from functions.offers.shards.store import shard_id, shards
from functions.offers.stocks import service as stocks_service
from functions.offers.stocks.models import AddStock, EditStock
from functions.offers.store import offers, stocks
from functions.wallet.models import LedgerEntry, Wallet
from functions.wallet.store import ledger_entries, wallets
from local.backfill import collections
from tests.support.push import to_push

T = TypeVar("T")

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
"""Where the clock of a test stands at first: a Monday, noon in Paris."""

PILOT = (load_scheme("fr-pilot"),)
SIREN, OTHER_SIREN = "732829320", "552100554"
MEMBER = "pro"
DESK = Desk(uid=MEMBER)
STRASBOURG = (48.5839, 7.7455)
IMAGE = Image(upload_id="given", generation=1, paths={"400": "images/given.1/400.webp"})

_IN_LETTERS = str.maketrans("0123456789", "abcdefghij")
_SOURCE = str(Path(main.__file__).resolve())

# Every subscriber and every job has to be there, whichever function a test asks for.
main.load_all()


class HandClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = NOW) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        """Move ahead, as in `clock.move(days=2)`, and return the instant."""
        self.at += timedelta(**by)
        return self.at


def now(platform: Platform) -> datetime:
    return platform.clock.now()


def do(platform: Platform, use_case: Callable[..., T], *arguments: Any, **facts: Any) -> T:
    """Run a use case in a unit of work, as of the clock unless `now` is given."""
    facts.setdefault("now", now(platform))
    return platform.database.run(lambda work: use_case(work, *arguments, **facts))


# People and places


def pending(
    platform: Platform,
    uid: str = "ana",
    *,
    first_name: str | None = None,
    last_name: str = "Kieffer",
    birth_date: date = date(2008, 1, 15),
    postal_code: str = "67000",
    schemes: Sequence[Scheme] = PILOT,
) -> Beneficiary:
    """Return someone who has signed up, under a name of their own."""
    command = SignUp(
        beneficiary_id=uid,
        email=f"{uid}@demo.test",
        # Only the letters of a name tell people apart.
        first_name=first_name or uid.capitalize().translate(_IN_LETTERS),
        last_name=last_name,
        birth_date=birth_date,
        postal_code=postal_code,
    )
    at = now(platform)
    return platform.database.run(
        lambda work: people_service.sign_up(work, command, schemes=schemes, now=at)
    )


def activated(platform: Platform, uid: str) -> Beneficiary:
    at = now(platform)
    return platform.database.run(
        lambda work: people_service.activate(work, uid, by="admin", scheme_of=load_scheme, now=at)
    )


def beneficiary(platform: Platform, uid: str = "ana", **facts: Any) -> Beneficiary:
    """Return someone active, whose wallet has its grant of 500 EUR."""
    pending(platform, uid, **facts)
    return activated(platform, uid)


def suspend(platform: Platform, uid: str = "ana", reason: SuspensionReason = "fraud") -> None:
    do(platform, people_service.suspend, uid, reason=reason)


def offerer(
    platform: Platform, siren: str = SIREN, *, member: str = MEMBER, validated: bool = True
) -> Offerer:
    """Return an offerer with one member."""
    command = FoundOfferer(
        founder_id=member,
        siren=siren,
        name="Les Tanneries",
        postal_code="67000",
        city="Strasbourg",
    )
    at = now(platform)
    founded = platform.database.run(
        lambda work: offerers_service.found_offerer(work, command, now=at)
    )
    if not validated:
        return founded
    return platform.database.run(
        lambda work: offerers_service.validate_offerer(work, siren, now=at)
    )


def member(platform: Platform, uid: str, siren: str = SIREN, *, by: str = MEMBER) -> str:
    """Make a person a member of an offerer by an invitation that they accept; return their uid."""
    email = f"{uid}@demo.test"
    do(platform, members_service.invite_member, siren, caller_id=by, email=email)
    caller = Identity(uid, email, email_verified=True)
    do(platform, members_service.accept_invitation, siren, caller=caller)
    return uid


def venue(
    platform: Platform,
    siren: str = SIREN,
    *,
    member: str = MEMBER,
    name: str = "La Laiterie",
    city: str = "Strasbourg",
    postal_code: str = "67000",
    place: tuple[float, float] | None = STRASBOURG,
    siret: str | None = None,
) -> Venue:
    """Return a venue of an offerer that exists; without a SIRET unless one is given."""
    latitude, longitude = place or (None, None)
    command = OpenVenue(
        venue_id=new_id(),
        member_id=member,
        offerer_siren=siren,
        name=name,
        siret=siret,
        comment=None if siret else "no establishment of its own",
        address="1 rue du Port",
        postal_code=postal_code,
        city=city,
        latitude=latitude,
        longitude=longitude,
    )
    at = now(platform)
    return platform.database.run(lambda work: venues_service.open_venue(work, command, now=at))


def house(platform: Platform, siren: str = SIREN, *, member: str = MEMBER) -> Venue:
    """Return the venue of a new, validated offerer."""
    offerer(platform, siren, member=member)
    return venue(platform, siren, member=member)


# Offers


def ticket(
    price_cents: int = 1000,
    quantity: int | None = 10,
    *,
    days: float = 10,
    limit_days: float | None = None,
) -> dict[str, Any]:
    """Return what a stock of an event is made of; it begins in so many days."""
    return {
        "price_cents": price_cents,
        "quantity": quantity,
        "days": days,
        "limit_days": limit_days,
    }


def thing(
    price_cents: int = 1000, quantity: int | None = 10, *, limit_days: float | None = None
) -> dict[str, Any]:
    """Return what a stock of a thing is made of."""
    return {
        "price_cents": price_cents,
        "quantity": quantity,
        "days": None,
        "limit_days": limit_days,
    }


def add_stock(platform: Platform, offer_id: str, facts: dict[str, Any], *, member: str) -> Stock:
    at = now(platform)

    def after(days: float | None) -> datetime | None:
        return None if days is None else at + timedelta(days=days)

    command = AddStock(
        offer_id=offer_id,
        member_id=member,
        price_cents=facts["price_cents"],
        quantity=facts["quantity"],
        begins_at=after(facts["days"]),
        booking_limit_at=after(facts["limit_days"]),
        with_codes=facts.get("with_codes", False),
        may_deal=facts.get("may_deal", False),
    )
    return platform.database.run(lambda work: stocks_service.add_stock(work, command, now=at))


def edit_offer(platform: Platform, offer_id: str, *, member: str = MEMBER, **changes: Any) -> Offer:
    command = EditOffer(offer_id=offer_id, member_id=member, **changes)
    at = now(platform)
    return platform.database.run(lambda work: publish_service.edit_offer(work, command, now=at))


def edit_stock(platform: Platform, stock_id: str, **changes: Any) -> Stock:
    command, at = EditStock(stock_id=stock_id, member_id=MEMBER, **changes), now(platform)
    return platform.database.run(lambda work: stocks_service.edit_stock(work, command, now=at))


def offer(
    platform: Platform,
    at_venue: Venue,
    *selling: dict[str, Any],
    category: str = "concert",
    name: str = "Nuit du jazz",
    description: str | None = "Trois groupes, une soirée.",
    duo: bool = False,
    url: str | None = None,
    member: str = MEMBER,
    published: bool = True,
) -> Offer:
    """Return an offer with a picture and its stocks, published unless `published` is false."""
    command = DraftOffer(
        offer_id=new_id(),
        member_id=member,
        venue_id=at_venue.id,
        name=name,
        description=description,
        category=category,
        duo=duo,
        url=url,
    )
    at = now(platform)
    drafted = platform.database.run(lambda work: publish_service.draft_offer(work, command, now=at))
    show(platform, drafted.id)
    for facts in selling:
        add_stock(platform, drafted.id, facts, member=member)
    if published:
        platform.database.run(
            lambda work: publish_service.publish(work, drafted.id, member_id=member, now=at)
        )
    return the_offer(platform, drafted.id)


def show(platform: Platform, offer_id: str) -> None:
    """Show a picture on the offer."""
    platform.database.run(
        lambda work: offers.replace(
            work, offer_id, replace(offers.get(work, offer_id), image=IMAGE)
        )
    )


def the_offer(platform: Platform, offer_id: str) -> Offer:
    return platform.database.run(lambda work: offers.get(work, offer_id))


def stocks_of(platform: Platform, of: Offer) -> list[Stock]:
    """Return the stocks of an offer, in the order in which they were added."""
    return [the_stock(platform, summary.id) for summary in of.stocks]


def the_stock(platform: Platform, stock_id: str) -> Stock:
    return platform.database.run(lambda work: stocks.get(work, stock_id))


def stock(
    platform: Platform,
    facts: dict[str, Any] | None = None,
    *,
    at_venue: Venue | None = None,
    **offered: Any,
) -> Stock:
    """Return the one stock of a new published offer, at a venue of its own unless one is given."""
    facts = facts or ticket()
    kind = "concert" if facts["days"] is not None else "paper_book"
    of = offer(platform, at_venue or house(platform), facts, **{"category": kind, **offered})
    return stocks_of(platform, of)[0]


def dealt(platform: Platform, quantity: int, number: int, *, duo: bool = False) -> Stock:
    """Return a new stock, dealt out to that many shards however few places it has."""
    return deal(platform, stock(platform, ticket(1000, quantity), duo=duo), number)


def deal(platform: Platform, made: Stock, number: int) -> Stock:
    """Deal a stock out to that many shards; return it."""

    def body(work: UnitOfWork) -> Stock:
        whole = stocks.get(work, made.id)
        after = replace(whole, shards=number)
        stocks.replace(work, made.id, after)
        for index, shard in enumerate(shards_rules.deal(after, [])):
            shards.create(work, shard_id(made.id, index), shard)
        return after

    return platform.database.run(body)


# Bookings and credit


def book(
    platform: Platform,
    stock_id: str,
    uid: str = "ana",
    *,
    quantity: int = 1,
    booking_id: str | None = None,
    countermark: str | None = None,
) -> Booking:
    """Return the booking that a beneficiary makes now."""
    command = BookOffer(
        booking_id=booking_id or new_id(),
        beneficiary_id=uid,
        stock_id=stock_id,
        quantity=quantity,
        countermark=countermark or new_countermark(),
        proof=new_proof(),
    )
    at = now(platform)
    return platform.database.run(lambda work: take_service.book_offer(work, command, now=at))


def booking(platform: Platform, facts: dict[str, Any] | None = None, **offered: Any) -> Booking:
    """Return Ana's booking of a new offer of a new offerer."""
    beneficiary(platform)
    return book(platform, stock(platform, facts, **offered).id)


def book_for(platform: Platform, stock: Stock, *uids: str) -> list[Booking]:
    """Return a booking of the stock by each of these new beneficiaries."""
    for uid in uids:
        beneficiary(platform, uid)
    return [book(platform, stock.id, uid) for uid in uids]


def cancel(platform: Platform, booking: Booking) -> Booking:
    """Cancel a booking as its beneficiary does."""
    uid = booking.beneficiary_id
    return do(platform, holder_service.cancel_own, booking.id, caller_id=uid)


def redeem(platform: Platform, booking: Booking) -> Booking:
    return do(platform, desk_service.redeem, booking.countermark, desk=DESK)


def undo(platform: Platform, booking: Booking) -> Booking:
    return do(platform, desk_service.undo, booking.countermark, desk=DESK)


def cancel_at_desk(platform: Platform, booking: Booking) -> Booking:
    return do(platform, desk_service.cancel, booking.countermark, desk=DESK)


def the_booking(platform: Platform, booking_id: str) -> Booking:
    return platform.database.run(lambda work: bookings.get(work, booking_id))


def the_wallet(platform: Platform, uid: str = "ana") -> Wallet:
    return platform.database.run(lambda work: wallets.get(work, uid))


def parts(platform: Platform, uid: str = "ana") -> tuple[int, int, int, int]:
    """Return a wallet's cents: available, held, spent, expired."""
    wallet = the_wallet(platform, uid)
    return wallet.available_cents, wallet.held_cents, wallet.spent_cents, wallet.expired_cents


def entries(platform: Platform, uid: str = "ana") -> list[LedgerEntry]:
    """Return a wallet's ledger entries, oldest first."""
    found = (entry for _, entry in ledger_entries.stream(platform.database))
    return sorted((e for e in found if e.wallet_id == uid), key=lambda entry: entry.number)


def kinds(platform: Platform, uid: str = "ana") -> list[str]:
    """Return the kinds of a wallet's ledger entries, oldest first."""
    return [entry.kind for entry in entries(platform, uid)]


def documents(platform: Platform, collection: str) -> dict[str, dict[str, Any]]:
    """Return the documents of a collection, with the fields left out, by id; at most 5,000."""
    found = platform.database.query(Query(collection, limit=5000))
    of_model = _collections().get(collection)
    return {s.ref.id: _whole(of_model, s.data or {}) for s in found}


@cache
def _collections() -> dict[str, Collection[Any]]:
    return collections()


def _whole(collection: Collection[Any] | None, data: Document) -> dict[str, Any]:
    """Return a document with every field of its model; as it is where it does not fit."""
    if collection is None:
        return dict(data)
    try:
        return {**data, **_fields(collection.decode(data))}
    except ValidationError:
        return dict(data)


def _fields(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: _fields(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: _fields(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fields(item) for item in value]
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if is_day else value


def change(platform: Platform, collection: str, document_id: str, **fields: object) -> None:
    """Write fields into a document past every rule, as a fault would."""
    ref = Ref(collection, document_id)
    platform.database.run(lambda work: work.replace(ref, {**(work.find(ref) or {}), **fields}))


def remove(platform: Platform, collection: str, document_id: str) -> None:
    """Take a document away, as the database does with what is kept for a time only."""
    ref = Ref(collection, document_id)

    def body(work: UnitOfWork) -> None:
        work.find(ref)
        work.delete(ref)

    platform.database.run(body)


# Jobs and events


def run(platform: Platform, job: str) -> Report:
    """Run a job as of the clock."""
    return run_job(platform, job, now(platform))


def audit(platform: Platform) -> None:
    """Check that every wallet is what its entries and holds say."""
    report = run(platform, "audit-ledger")
    assert (report.counts["faulty"], report.failed) == (0, 0)


def deliver(platform: Platform, message: Message) -> None:
    """Deliver a message to every subscriber of its topic, as a bus that delivers again."""
    for subscriber in subscribers:
        if message.topic in subscriber.subscriptions:
            subscriber.deliver(platform, message)


def waiting(platform: Platform, topic: str | None = None) -> list[Message]:
    """Return the messages of the outbox, of one topic or of all, oldest first."""
    recorded = sorted(documents(platform, OUTBOX).values(), key=lambda one: one["recorded_at"])
    found = [Message(str(one["topic"]), str(one["id"]), str(one["data"])) for one in recorded]
    return [message for message in found if topic in (None, message.topic)]


def push(function: str, message: Message) -> TestResponse:
    """Send a message to an event function as Pub/Sub's push does; return the answer."""
    headers = {
        "ce-specversion": "1.0",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-source": "//pubsub.googleapis.com/projects/demo/topics/any",
        "ce-id": message.id,
    }
    return client(function).post("/", json=to_push(message), headers=headers)


# HTTP


@cache
def client(function: str) -> FlaskClient:
    """Return a client of the app that functions-framework makes of a function."""
    app = functions_framework.create_app(function, _SOURCE)
    made: FlaskClient = app.test_client()
    return made


def administrator(platform: Platform, uid: str, *roles: AdminRole) -> None:
    """Give an account admin roles: all of them unless some are named."""
    wanted = roles or ("administrator",)
    by = administrators_service.COMMAND
    do(platform, administrators_service.set_roles, uid, wanted, by=by)


def token(platform: Platform, uid: str, *, admin: bool = False) -> str:
    """Return an ID token of the account with this uid, which is made when there is none."""
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    if admin:
        administrator(platform, uid)
    # To hash a password takes longer than most tests.
    identity.create_account(f"{uid}@demo.test", None, claims={}, uid=uid)
    return identity.open_session(uid).id_token


def call(
    platform: Platform,
    method: str,
    path: str,
    body: object = None,
    *,
    uid: str | None = None,
    admin: bool = False,
    **headers: str,
) -> TestResponse:
    """Return the answer of the function that has the path; `Idempotency_Key` names a header."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    if uid is not None:
        names["Authorization"] = f"Bearer {token(platform, uid, admin=admin)}"
    return client(_function_of(path.partition("?")[0])).open(
        path, method=method, json=body, headers=names
    )


def admin(
    platform: Platform, path: str, body: object = None, *, method: str = "POST"
) -> TestResponse:
    """Return the answer to an administrator."""
    return call(platform, method, path, body, uid="boss", admin=True)


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """Run `work` in several threads; return for each its answer, or the class of what it raised."""

    def attempt(number: int) -> Any:
        try:
            return work(number)
        except Exception as fault:
            return type(fault)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(attempt, range(times)))


def hits(platform: Platform, **query: object) -> list[dict[str, Any]]:
    """Return what is on every page of a search, in order."""
    got: list[dict[str, Any]] = []
    token = None
    while True:
        asked = {**query, **({"page_token": token} if token else {})}
        answer = client("offers_api").get(
            "/v1/offers", query_string={name: str(value) for name, value in asked.items()}
        )
        assert answer.status_code == 200, answer.text
        page = answer.get_json()
        assert len(page["items"]) <= int(str(query.get("page_size", 20)))
        got += page["items"]
        token = page["next_page_token"]
        if token is None:
            return got


def found(platform: Platform, **query: object) -> list[str]:
    """Return the ids of what a search finds, in order."""
    return [hit["id"] for hit in hits(platform, **query)]


@cache
def _function_of(path: str) -> str:
    function = function_of_path(path, _listed())
    assert function is not None, f"no function has {path}"
    return function


@cache
def _listed() -> dict[str, Deployable]:
    return deployables()
