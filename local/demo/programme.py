"""The demo's offerers, venues and offers, made from the rows of the catalogue."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from msgspec import convert

from functions.accounts.contacts.models import Contact
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer
from functions.accounts.offerers.store import offerers
from functions.accounts.opening_hours.models import OpeningHours
from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import OpenVenue, VenueAccessibility
from functions.accounts.venues.store import venues
from functions.kernel.calendar_days import local_day
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers.batches import service as batches_service
from functions.offers.batches.models import Series, SeriesPrice, StockBatch
from functions.offers.codes.models import LoadCodes
from functions.offers.codes.service import load_codes
from functions.offers.models import Accessibility, AccessibilityKind, Details, Image, Offer
from functions.offers.pictures.rules import folder_of
from functions.offers.pictures.sizes import rules as sizes_rules
from functions.offers.price_categories.service import add_category
from functions.offers.publish import service as publish_service
from functions.offers.publish.models import DraftOffer
from functions.offers.stocks import service as stocks_service
from functions.offers.stocks.models import AddStock
from functions.offers.store import offers
from local.demo.catalogue import OffererRow, OfferRow, StockRow, VenueRow, offer_id, venue_id
from local.demo.pictures import draw_picture
from local.demo.stage import Stage

_CREDIT = "Illustration du catalogue de démonstration"


def load_offerer(stage: Stage, row: OffererRow, *, founder: str) -> None:
    """Found and validate an offerer, unless it is there."""
    command = FoundOfferer(
        founder_id=founder,
        siren=row.siren,
        name=row.name,
        postal_code=row.postal_code,
        city=row.city,
    )
    database, now = stage.platform.database, stage.day(-60)

    def found(work: UnitOfWork) -> None:
        if offerers.find(work, row.siren) is None:
            offerers_service.found_offerer(work, command, now=now)

    database.run(found)
    database.run(lambda work: offerers_service.validate_offerer(work, row.siren, now=now))


def load_venue(stage: Stage, row: VenueRow, *, siren: str, member: str) -> None:
    """Open a venue, unless it is there."""
    described = {"contact", "opening_hours", "accessibility"}
    command = OpenVenue(
        venue_id=venue_id(row.key),
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
            venues_service.open_venue(work, command, now=stage.day(-60))

    stage.platform.database.run(open_venue)


Paint = Callable[[OfferRow, VenueRow], Sequence[sizes_rules.Picture]]
"""Returns the picture of an offer in its sizes."""


def painted(row: OfferRow, venue: VenueRow) -> Sequence[sizes_rules.Picture]:
    """Draw the picture of an offer."""
    at = f"{venue.name}, {venue.city}"
    return sizes_rules.prepare_picture(
        draw_picture(row.name, at, row.picture.motif, row.picture.hue)
    ).sizes


def load_offer(
    stage: Stage, row: OfferRow, venue: VenueRow, *, member: str, paint: Paint = painted
) -> None:
    """Draft, complete and publish an offer in one commit, unless it is there."""
    image = Image(upload_id=offer_id(row.key), generation=0, paths={}, credit=_CREDIT)
    for size in paint(row, venue):
        path = f"{folder_of(image.upload_id, image.generation)}/{size.file_name}"
        stage.platform.files.publish(path, size.content, content_type=size.content_type)
        image.paths[size.name] = path

    def load(work: UnitOfWork) -> None:
        if offers.find(work, offer_id(row.key)) is None:
            _load(work, stage, row, image, member=member)

    stage.platform.database.run(load)


def _load(work: UnitOfWork, stage: Stage, row: OfferRow, image: Image, *, member: str) -> None:
    now = stage.day(row.published)
    command = DraftOffer(
        offer_id=offer_id(row.key),
        member_id=member,
        venue_id=venue_id(row.venue),
        details=Details(accessibility=_accessibility(row)),
        **row.model_dump(
            include={"category", "name", "description", "duo", "url", "partner_id"},
        ),
    )
    offer = publish_service.draft_offer(work, command, now=now)
    zone = offer.place.time_zone
    for number, stock in enumerate(row.stocks, start=1):
        add = AddStock(
            offer_id=offer.id,
            member_id=member,
            price_cents=stock.price_cents,
            quantity=stock.quantity,
            begins_at=_begins_at(stock, zone=zone, now=stage.now),
            booking_limit_at=None,
            partner_id=row.partner_id and f"{row.partner_id}-{number}",
        )
        stock_id = stocks_service.add_stock(work, add, now=now).id
        if stock.codes:
            codes = tuple(f"{row.key.upper()}-{code:04}" for code in range(1, stock.codes + 1))
            load = LoadCodes(stock_id=stock_id, member_id=member, codes=codes, expires_at=None)
            load_codes(work, load, now=now)
    for price in row.prices:
        add_category(work, offer.id, member_id=member, **price.model_dump())
    offer = replace(offers.get(work, offer.id), image=image)
    offers.replace(work, offer.id, offer)
    if row.series is not None:
        tomorrow = local_day(stage.now, zone) + timedelta(days=1)
        _add_series(work, row, offer, member=member, tomorrow=tomorrow, now=now)
    publish_service.publish(work, offer.id, member_id=member, now=now)


def _add_series(
    work: UnitOfWork, row: OfferRow, offer: Offer, *, member: str, tomorrow: date, now: datetime
) -> None:
    assert row.series is not None
    quantity = row.series.quantity
    free = (SeriesPrice(price_cents=0, quantity=quantity),)
    of_categories = tuple(
        SeriesPrice(price_category=one.id, quantity=quantity) for one in offer.price_categories
    )
    series = Series(
        first_day=tomorrow,
        last_day=tomorrow + timedelta(weeks=row.series.weeks),
        weekdays=row.series.weekdays,
        times=(f"{row.series.hour:%H:%M}",),
        prices=of_categories or free,
    )
    batch = StockBatch(
        id=offer.id,
        offer_id=offer.id,
        member_id=member,
        kind="add",
        series=series,
        created_at=now,
    )
    batches_service.start(work, batch, now=now)


def _accessibility(row: OfferRow) -> Accessibility | None:
    if not row.accessibility:
        return None
    return Accessibility(
        **{kind: kind in row.accessibility for kind in get_args(AccessibilityKind)}
    )


def _begins_at(stock: StockRow, *, zone: str, now: datetime) -> datetime | None:
    if stock.day is None or stock.hour is None:
        return None
    day = local_day(now, zone) + timedelta(days=stock.day)
    return datetime.combine(day, stock.hour, ZoneInfo(zone)).astimezone(UTC)
