"""The demo data, loaded at the first start: people, places and a programme for the coming weeks.

It uses the same services as the API. Every id derives from a key of the catalogue, so a load that
stopped half-way continues at the next start.
"""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from msgspec import convert
from pydantic import BaseModel, ConfigDict

from functions.accounts.administrators import service as administrators_service
from functions.accounts.administrators.store import find_roster
from functions.accounts.contacts.models import Contact
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer
from functions.accounts.offerers.store import offerers
from functions.accounts.opening_hours.models import OpeningHours
from functions.accounts.people import service as people_service
from functions.accounts.people.models import SignUp
from functions.accounts.people.store import beneficiaries
from functions.accounts.schemes.data import load_scheme
from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import OpenVenue, VenueAccessibility
from functions.accounts.venues.store import venues
from functions.kernel.calendar_days import local_day, years_after
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.batches import service as batches_service
from functions.offers.batches.models import Series, SeriesPrice, StockBatch
from functions.offers.batches.store import stock_batches
from functions.offers.models import (
    Accessibility,
    AccessibilityKind,
    AddStock,
    Details,
    DraftOffer,
    Image,
)
from functions.offers.pictures.rules import folder_of
from functions.offers.pictures.sizes.rules import prepare_picture
from functions.offers.prices import rules as prices_rules
from functions.offers.publish import service as publish_service
from functions.offers.stocks import service as stocks_service
from functions.offers.store import offers
from functions.partners.products.models import ProductLine, PutProducts
from functions.partners.products.service import put_products
from local.demo.pictures import draw_picture
from local.demo.queue import load_queue

PASSWORD = "culture-pass"  # noqa: S105 - printed at start

ADMIN = ("demo-admin", "admin@demo.test")
PROFESSIONAL = ("demo-pro", "pro@demo.test")
BENEFICIARY = ("demo-ana", "ana@demo.test")
CURATOR = "demo-curator"
"""Founds the other offerers of the catalogue; never signs in."""

_LOADED = Ref("demo", "loaded")
_CREDIT = "Illustration du catalogue de démonstration"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OffererRow(_Row):
    """An offerer of the catalogue."""

    key: str
    siren: str
    name: str
    postal_code: str
    city: str


class VenueRow(_Row):
    """A venue of the catalogue; the last three are as in a request."""

    key: str
    offerer: str
    name: str
    address: str
    postal_code: str
    city: str
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    comment: str
    contact: dict[str, str] = {}
    opening_hours: dict[str, list[dict[str, str]]] | None = None
    accessibility: dict[str, bool] = {}


class Picture(_Row):
    """A picture to draw."""

    motif: str
    hue: int


class StockRow(_Row):
    """A stock: for events, `day` counts from today and `hour` is the venue's own."""

    price_cents: int
    quantity: int | None = None
    day: int | None = None
    hour: time | None = None


class PriceRow(_Row):
    """A price category."""

    label: str
    price_cents: int


class SeriesRow(_Row):
    """A series of dates from tomorrow on, free or at each of the offer's price categories."""

    weekdays: tuple[int, ...]
    hour: time
    weeks: int
    quantity: int


class OfferRow(_Row):
    """An offer of the catalogue."""

    key: str
    venue: str
    category: str
    name: str
    description: str
    duo: bool = False
    url: str | None = None
    picture: Picture
    stocks: tuple[StockRow, ...]
    accessibility: tuple[AccessibilityKind, ...] = ()
    prices: tuple[PriceRow, ...] = ()
    series: SeriesRow | None = None


class Catalogue(_Row):
    """The whole catalogue."""

    offerer: tuple[OffererRow, ...]
    venue: tuple[VenueRow, ...]
    offer: tuple[OfferRow, ...]


def read_catalogue() -> Catalogue:
    """Read the catalogue beside this module."""
    text = (Path(__file__).parent / "catalogue.toml").read_text("utf-8")
    return Catalogue.model_validate(tomllib.loads(text))


_PRODUCTS = tuple(
    ProductLine(
        ean=ean,
        price_cents=price_cents,
        left=left,
        partner_id=f"caisse-{number}",
        name=name,
        category="paper_book",
        new_offer_id=f"demo-caisse-{number}",
    )
    for number, (ean, name, price_cents, left) in enumerate(
        (
            ("2990000000019", "Livret de salle, saison lyrique", 900, 40),
            ("2990000000026", "Cahier de l'atelier costumes", 1_450, 12),
        ),
        start=1,
    )
)


def load_demo(platform: Platform) -> int:
    """Load the demo data unless it is there already; return how many offers were loaded."""
    database, now = platform.database, platform.clock.now()
    is_loaded = database.run(lambda work: work.find_unverified(_LOADED)) is not None
    if not is_loaded:
        _load_accounts(platform, now=now)
    database.run(partial(_load_administrator, now=now))
    if is_loaded:
        return 0
    catalogue = read_catalogue()
    sirens = {row.key: row.siren for row in catalogue.offerer}
    founders = {row.key: CURATOR for row in catalogue.offerer}
    founders[catalogue.offerer[0].key] = PROFESSIONAL[0]
    for offerer in catalogue.offerer:
        _load_offerer(platform, offerer, founder=founders[offerer.key], now=now)
    again = replace(_ana(now), beneficiary_id="demo-ana-bis", email="ana-bis@demo.test")
    load_queue(
        platform,
        again,
        siren=catalogue.offerer[0].siren,
        admin=ADMIN[0],
        password=PASSWORD,
        now=now,
    )
    for venue in catalogue.venue:
        _load_venue(
            platform, venue, siren=sirens[venue.offerer], member=founders[venue.offerer], now=now
        )
    of_venue = {venue.key: venue for venue in catalogue.venue}

    def load(offer: OfferRow) -> None:
        venue = of_venue[offer.venue]
        _load_offer(platform, offer, venue, member=founders[venue.offerer], now=now)

    # Drawing and encoding leave the interpreter free for much of their time.
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(load, catalogue.offer))
    # Drafts that the till of the opera's shop has sent, for the demo's own professional to see.
    lines = PutProducts(venue_id=_venue_id("opera-rhin"), actor=PROFESSIONAL[0], lines=_PRODUCTS)
    database.run(partial(put_products, command=lines, now=now))
    database.run(lambda work: work.create(_LOADED, {"loaded_at": now}))
    return len(catalogue.offer)


def eighteen_since(days: int, *, today: date) -> date:
    """Return the birth date of someone who turned 18 `days` days ago."""
    return years_after(today - timedelta(days=days), -18)


def _load_accounts(platform: Platform, *, now: datetime) -> None:
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    for uid, email in (ADMIN, PROFESSIONAL, BENEFICIARY):
        identity.create_account(email, PASSWORD, claims={}, uid=uid)
        identity.update(uid, email_verified=True)
    uid, ana = BENEFICIARY[0], _ana(now)

    def sign_up(work: UnitOfWork) -> None:
        if beneficiaries.find(work, uid) is None:
            people_service.sign_up(work, ana, schemes=(load_scheme("fr-pilot"),), now=now)

    platform.database.run(sign_up)
    platform.database.run(
        lambda work: people_service.activate(work, uid, by=ADMIN[0], scheme_of=load_scheme, now=now)
    )


def _ana(now: datetime) -> SignUp:
    return SignUp(
        beneficiary_id=BENEFICIARY[0],
        email=BENEFICIARY[1],
        first_name="Ana",
        last_name="Kieffer",
        birth_date=eighteen_since(100, today=local_day(now, "Europe/Paris")),
        postal_code="67000",
    )


def _load_administrator(work: UnitOfWork, *, now: datetime) -> None:
    """Name the demo's administrator, also in a folder of a release that kept none."""
    if find_roster(work).revision == 0:
        administrators_service.set_roles(
            work, ADMIN[0], ("administrator",), by=administrators_service.COMMAND, now=now
        )


def _load_offerer(platform: Platform, row: OffererRow, *, founder: str, now: datetime) -> None:
    command = FoundOfferer(
        founder_id=founder,
        siren=row.siren,
        name=row.name,
        postal_code=row.postal_code,
        city=row.city,
    )

    def found(work: UnitOfWork) -> None:
        if offerers.find(work, row.siren) is None:
            offerers_service.found_offerer(work, command, now=now)

    platform.database.run(found)
    platform.database.run(lambda work: offerers_service.validate_offerer(work, row.siren, now=now))


def _load_venue(
    platform: Platform, row: VenueRow, *, siren: str, member: str, now: datetime
) -> None:
    described = {"contact", "opening_hours", "accessibility"}
    command = OpenVenue(
        venue_id=_venue_id(row.key),
        member_id=member,
        offerer_siren=siren,
        siret=None,
        contact=convert(row.contact, Contact),
        opening_hours=convert(row.opening_hours, OpeningHours | None),
        accessibility=convert(row.accessibility, VenueAccessibility),
        **row.model_dump(exclude={"key", "offerer", "online", *described}),
    )

    def open_venue(work: UnitOfWork) -> None:
        if venues.find(work, command.venue_id) is None:
            venues_service.open_venue(work, command, now=now)

    platform.database.run(open_venue)


def _load_offer(
    platform: Platform, row: OfferRow, venue: VenueRow, *, member: str, now: datetime
) -> None:
    """Load one offer, step by step; skip steps that were done before."""
    offer_id = f"demo-{row.key}"
    command = DraftOffer(
        offer_id=offer_id,
        member_id=member,
        venue_id=_venue_id(row.venue),
        details=Details(accessibility=_accessibility(row)),
        **row.model_dump(
            include={"category", "name", "description", "duo", "url"},
        ),
    )

    def describe(work: UnitOfWork) -> str:
        offer = offers.find(work, offer_id)
        if offer is None:
            offer = publish_service.draft_offer(work, command, now=now)
        return offer.place.time_zone

    zone = platform.database.run(describe)
    _each_once(platform, offer_id, row, _stocks(row, offer_id, member, zone=zone, now=now), now=now)
    platform.database.run(
        partial(_add_prices_and_series, row, offer_id, member=member, zone=zone, now=now)
    )
    picture = draw_picture(
        row.name, f"{venue.name}, {venue.city}", row.picture.motif, row.picture.hue
    )
    image = Image(upload_id=offer_id, generation=0, paths={}, credit=_CREDIT)
    for size in prepare_picture(picture).sizes:
        path = f"{folder_of(image.upload_id, image.generation)}/{size.file_name}"
        platform.files.publish(path, size.content, content_type=size.content_type)
        image.paths[size.name] = path

    def show(work: UnitOfWork) -> None:
        offer = offers.get(work, offer_id)
        if offer.image is None:
            offers.replace(work, offer_id, replace(offer, image=image))

    platform.database.run(show)
    platform.database.run(
        lambda work: publish_service.publish(work, offer_id, member_id=member, now=now)
    )


def _each_once(
    platform: Platform,
    offer_id: str,
    row: OfferRow,
    commands: list[AddStock],
    *,
    now: datetime,
) -> None:
    def add_next(work: UnitOfWork) -> bool:
        made = offers.get(work, offer_id).stocks_made
        if made >= len(row.stocks):
            return False
        stocks_service.add_stock(work, commands[made], now=now)
        return True

    while platform.database.run(add_next):
        pass


def _accessibility(row: OfferRow) -> Accessibility | None:
    if not row.accessibility:
        return None
    return Accessibility(
        **{kind: kind in row.accessibility for kind in get_args(AccessibilityKind)}
    )


def _add_prices_and_series(
    row: OfferRow, offer_id: str, work: UnitOfWork, *, member: str, zone: str, now: datetime
) -> None:
    offer = offers.get(work, offer_id)
    for price in row.prices:
        offer, _ = prices_rules.add(offer, label=price.label, price_cents=price.price_cents)
    offers.replace(work, offer_id, offer)
    if row.series is None or stock_batches.find(work, offer_id) is not None:
        return
    tomorrow = local_day(now, zone) + timedelta(days=1)
    free = (SeriesPrice(price_cents=0, quantity=row.series.quantity),)
    of_categories = tuple(
        SeriesPrice(price_category=one.id, quantity=row.series.quantity)
        for one in offer.price_categories
    )
    batch = StockBatch(
        id=offer_id,
        offer_id=offer_id,
        member_id=member,
        kind="add",
        series=Series(
            first_day=tomorrow,
            last_day=tomorrow + timedelta(weeks=row.series.weeks),
            weekdays=row.series.weekdays,
            times=(f"{row.series.hour:%H:%M}",),
            prices=of_categories or free,
        ),
        created_at=now,
    )
    batches_service.start(work, batch, now=now)


def _stocks(
    row: OfferRow, offer_id: str, member: str, *, zone: str, now: datetime
) -> list[AddStock]:
    return [
        AddStock(
            offer_id=offer_id,
            member_id=member,
            price_cents=stock.price_cents,
            quantity=stock.quantity,
            begins_at=_begins_at(stock, zone=zone, now=now),
            booking_limit_at=None,
        )
        for stock in row.stocks
    ]


def _begins_at(stock: StockRow, *, zone: str, now: datetime) -> datetime | None:
    if stock.day is None or stock.hour is None:
        return None
    day = local_day(now, zone) + timedelta(days=stock.day)
    return datetime.combine(day, stock.hour, ZoneInfo(zone)).astimezone(UTC)


def _venue_id(key: str) -> str:
    return f"demo-{key}"
