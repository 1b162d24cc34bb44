"""Data that a benchmark starts from, made through the services: a shop, offers, people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import functions.wallet.entrypoints  # noqa: F401 - its subscriber opens the wallets
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer
from functions.accounts.people import service as people_service
from functions.accounts.people.models import SignUp
from functions.accounts.schemes.data import load_scheme
from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import OpenVenue
from functions.kernel.calendar_days import PARIS, local_day, years_after
from functions.kernel.database import Query, Ref, Snapshot, UnitOfWork, Write
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from functions.offers.models import Upload
from functions.offers.pictures import service as pictures_service
from functions.offers.pictures.rules import Sent
from functions.offers.publish import service as publish_service
from functions.offers.publish.models import DraftOffer
from functions.offers.stocks import service as stocks_service
from functions.offers.stocks.models import AddStock

PRICE_CENTS = 200
"""Cheap enough for everybody's grant of 500 EUR to last through every run."""

_SIREN = "000010009"
_VENUE = "bench-venue"
OWNER = "bench-owner"
_FILLING_CHARACTERS = 800
_AT_ONCE = 500
_COPIES = 25


@dataclass(frozen=True, slots=True)
class Person:
    """An active beneficiary with a wallet and an ID token."""

    uid: str
    token: str


def open_shop(platform: Platform) -> None:
    """Create a validated offerer with one venue."""
    now = platform.clock.now()
    place = {"postal_code": "67000", "city": "Strasbourg"}
    found = FoundOfferer(founder_id=OWNER, siren=_SIREN, name="Banc d'essai", **place)
    venue = OpenVenue(
        venue_id=_VENUE,
        member_id=OWNER,
        offerer_siren=_SIREN,
        name="Salle d'essai",
        siret=None,
        comment="Salle d'essai",
        address="1 place Gutenberg",
        latitude=48.5818,
        longitude=7.7509,
        postal_code="67000",
        city="Strasbourg",
    )

    def body(work: UnitOfWork) -> None:
        offerers_service.validate_offerer(work, _SIREN, now=now)
        venues_service.open_venue(work, venue, now=now)

    platform.database.run(lambda work: offerers_service.found_offerer(work, found, now=now))
    platform.database.run(body)


def add_concert(platform: Platform, key: str, *, quantity: int | None) -> str:
    """Publish a concert next month at PRICE_CENTS a place; return its stock's id.

    It is dealt out where the platform's settings say so.
    """
    return _add_offer(platform, key, quantity, category="concert", in_days=30)


def add_book(platform: Platform, key: str, *, quantity: int | None) -> str:
    """Publish a book at PRICE_CENTS; return its stock's id."""
    return _add_offer(platform, key, quantity, category="paper_book", in_days=None)


def _add_offer(
    platform: Platform, key: str, quantity: int | None, *, category: str, in_days: int | None
) -> str:
    now = platform.clock.now()
    offer_id = f"bench-{key}"
    draft = DraftOffer(
        offer_id=offer_id,
        member_id=OWNER,
        venue_id=_VENUE,
        name=f"Essai {key}",
        description="Deux heures de musique au milieu de la ville.",
        category=category,
        duo=False,
        url=None,
    )
    stock = AddStock(
        offer_id=offer_id,
        member_id=OWNER,
        price_cents=PRICE_CENTS,
        quantity=quantity,
        begins_at=None if in_days is None else now + timedelta(days=in_days),
        booking_limit_at=None,
        may_deal=platform.settings.deal_stocks,
    )

    def body(work: UnitOfWork) -> str:
        publish_service.draft_offer(work, draft, now=now)
        upload = Upload(id=key, open_until=now)
        pictures_service.announce_image(work, offer_id, member_id=OWNER, upload=upload)
        sent = Sent(offer_id=offer_id, upload_id=key, generation=1)
        pictures_service.show_picture(work, sent, paths={"150": f"{sent.folder}/150"}, now=now)
        made = stocks_service.add_stock(work, stock, now=now)
        publish_service.publish(work, offer_id, member_id=OWNER, now=now)
        return made.id

    return platform.database.run(body)


def add_people(platform: Platform, number: int) -> list[Person]:
    """Sign up and activate `number` beneficiaries; each has the wallet that the event opens."""
    now = platform.clock.now()
    people = [_add_person(platform, f"bench-{index}", now=now) for index in range(number)]
    platform.relay.sweep()
    return people


def add_crowd(platform: Platform, number: int) -> list[Person]:
    """Return `number` beneficiaries, all but the first of whom are copies of the first."""
    (first,) = add_people(platform, 1)
    collections = ("beneficiaries", "wallets", "ledger_entries")
    found = [one for name in collections for one in platform.database.query(Query(name))]
    copies = [f"crowd-{index}" for index in range(1, number)]
    for start in range(0, len(copies), _COPIES):
        part = copies[start : start + _COPIES]
        writes = [_copied(snapshot, first.uid, uid) for uid in part for snapshot in found]
        platform.database.adapter.commit(writes)
    return [first, *(Person(uid, new_account(platform, uid)[0]) for uid in copies)]


def _copied(snapshot: Snapshot, former: str, uid: str) -> Write:
    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {name: renamed(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [renamed(part) for part in value]
        return value.replace(former, uid) if isinstance(value, str) else value

    ref = Ref(snapshot.ref.collection, snapshot.ref.id.replace(former, uid))
    return Write("create", ref, {name: renamed(v) for name, v in (snapshot.data or {}).items()})


def new_account(platform: Platform, uid: str) -> tuple[str, dict[str, object]]:
    """Create an account; return its ID token, and the body with which its holder signs up."""
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.create_account(f"{uid}@bench.test", None, claims={}, uid=uid)
    born = years_after(local_day(platform.clock.now(), PARIS) - timedelta(days=30), -18)
    body: dict[str, object] = {
        "first_name": "Ana",
        # Duplicates are detected by name: each person needs a different one, made of letters.
        "last_name": "".join("abcdefghij"[int(digit)] for digit in uid if digit.isdigit()),
        "birth_date": born.isoformat(),
        "postal_code": "67000",
        "accepts_terms": True,
    }
    return identity.open_session(uid).id_token, body


def _add_person(platform: Platform, uid: str, *, now: datetime) -> Person:
    token, said = new_account(platform, uid)
    command = SignUp(
        beneficiary_id=uid,
        email=f"{uid}@bench.test",
        first_name=str(said["first_name"]),
        last_name=str(said["last_name"]),
        birth_date=date.fromisoformat(str(said["birth_date"])),
        postal_code=str(said["postal_code"]),
    )

    def body(work: UnitOfWork) -> None:
        people_service.sign_up(work, command, schemes=(load_scheme("fr-pilot"),), now=now)
        people_service.activate(work, uid, by="admin", scheme_of=load_scheme, now=now)

    platform.database.run(body)
    return Person(uid, token)


def fill(platform: Platform, number: int) -> None:
    """Add `number` documents of a booking's size, in a collection of their own."""
    data = {"text": "x" * _FILLING_CHARACTERS}
    for first in range(0, number, _AT_ONCE):
        ids = (f"{index:09}" for index in range(first, min(number, first + _AT_ONCE)))
        writes = [Write("create", Ref("bench_filling", name), data) for name in ids]
        platform.database.adapter.commit(writes)
