"""Offers that may be published, and stocks that can be booked."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.rules import OffererNotValidated
from functions.accounts.venues.models import Venue
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.categories.rules import (
    UnknownCategory,
    category,
    proposed_categories,
    proposed_category,
)
from functions.offers.details.rules import UrlInvalid
from functions.offers.models import (
    AddStock,
    DraftOffer,
    EditStock,
    Image,
    Offer,
    Publication,
    Stock,
)
from functions.offers.publish import rules as publish_rules
from functions.offers.rules import follow, status_of, summary_of, with_stock
from functions.offers.stocks import rules as stocks_rules

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
CONCERT, BOOK, EBOOK = category("concert"), category("paper_book"), category("ebook")

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
NOWHERE = replace(VENUE, latitude=None, longitude=None)
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


# Drafts


def test_a_draft_keeps_its_venues_facts() -> None:
    offer = drafted()
    assert (offer.publication, offer.is_listed, offer.stocks) == ("draft", False, ())
    assert (offer.place.venue_id, offer.place.time_zone) == ("v1", "Europe/Paris")
    assert offer.offerer_siren == VENUE.offerer_siren


def test_duo_is_for_categories_that_allow_it() -> None:
    assert drafted(duo=True).duo
    with pytest.raises(publish_rules.DuoNotAllowed):
        drafted(duo=True, category="paper_book")


@pytest.mark.parametrize(
    "url",
    [
        "https://books.test",
        "http://books.test/a?b=c#d",
        "https://books.test:8443/",
        "HTTPS://B.test",
    ],
)
def test_a_url_with_scheme_and_host_is_taken(url: str) -> None:
    assert drafted(category="ebook", url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        *("books.test", "//books.test", "ftp://books.test", "javascript:alert(1)", "https://"),
        *("https:///path", "http://", "https://[::1", "https://books.test/a b", "", "https:books"),
    ],
)
@pytest.mark.behaviour(83)
def test_any_other_url_is_refused(url: str) -> None:
    with pytest.raises(UrlInvalid):
        drafted(category="ebook", url=url)


@pytest.mark.behaviour(84)
def test_what_takes_place_somewhere_has_no_url() -> None:
    with pytest.raises(publish_rules.UrlNotAllowed):
        drafted(url="https://concerts.test")


def test_technical_categories_are_known_but_not_proposed() -> None:
    assert category("physical_game").group == "technical"
    assert "technical" not in {found.group for found in proposed_categories()}
    for unknown in ("physical_game", "no_such_category", ""):
        with pytest.raises(UnknownCategory):
            proposed_category(unknown)


# Publication

PENDING = replace(OFFERER, status="pending")


@pytest.mark.parametrize(
    ("lacking", "refusal"),
    [
        (("image", "place", "description", "stock", "validation"), publish_rules.ImageMissing),
        (("place", "description", "stock", "validation"), publish_rules.LocationMissing),
        (("description", "stock", "validation"), publish_rules.DescriptionMissing),
        (("stock", "validation"), publish_rules.StockMissing),
        (("validation",), OffererNotValidated),
    ],
    ids=["image", "location", "description", "stock", "offerer"],
)
def test_publication_names_the_first_of_what_is_missing(
    lacking: tuple[str, ...], refusal: type[Refusal]
) -> None:
    offer = complete()
    offer = replace(
        offer,
        image=None if "image" in lacking else offer.image,
        place=publish_rules.place_of(NOWHERE) if "place" in lacking else offer.place,
        description=None if "description" in lacking else offer.description,
        stocks=() if "stock" in lacking else offer.stocks,
    )
    offerer = PENDING if "validation" in lacking else OFFERER
    with pytest.raises(refusal):
        publish_rules.publish(offer, category=CONCERT, offerer=offerer, flags=(), now=NOW)


def test_an_empty_description_is_none() -> None:
    with pytest.raises(publish_rules.DescriptionMissing):
        publish_rules.publish(
            replace(complete(), description=""),
            category=CONCERT,
            offerer=OFFERER,
            flags=(),
            now=NOW,
        )


def test_what_is_online_needs_a_url_and_no_coordinates() -> None:
    online = complete(category="ebook", url="https://books.test", venue=NOWHERE)
    assert publish_rules.publish(
        online, category=EBOOK, offerer=OFFERER, flags=(), now=NOW
    ).is_listed
    with pytest.raises(publish_rules.LocationMissing):
        publish_rules.publish(
            replace(online, url=None), category=EBOOK, offerer=OFFERER, flags=(), now=NOW
        )


def test_publication_is_kept_with_its_first_instant() -> None:
    offer = published()
    assert (offer.publication, offer.is_listed, offer.published_at) == ("published", True, NOW)
    withdrawn = publish_rules.unpublish(offer)
    assert (withdrawn.publication, withdrawn.is_listed) == ("unpublished", False)
    again = publish_rules.publish(
        withdrawn, category=CONCERT, offerer=OFFERER, flags=(), now=NOW + DAY
    )
    assert (again.is_listed, again.published_at) == (True, NOW)


def test_a_draft_that_is_withdrawn_stays_a_draft() -> None:
    offer = drafted()
    assert publish_rules.unpublish(offer) is offer


# Stocks


def test_a_stock_copies_what_a_booking_decides_on() -> None:
    offer = drafted(duo=True)
    stock = added(offer)
    assert stock.id == "o1~1"
    assert (stock.offer_id, stock.offer_name, stock.category) == ("o1", "Nuit du jazz", "concert")
    assert (stock.domain, stock.is_event, stock.duo, stock.place) == (
        *("live", True, True),
        offer.place,
    )
    assert (stock.booked, stock.remaining, stock.is_open, stock.is_deleted) == (0, 10, False, False)
    assert added(published()).is_open


@pytest.mark.behaviour(70)
def test_a_book_expires_after_10_days_other_things_after_30_and_events_never() -> None:
    assert added(drafted(category="paper_book"), begins_at=None).expiry_days == 10
    assert added(drafted(category="music_disc"), begins_at=None).expiry_days == 30
    assert added(drafted()).expiry_days is None


@pytest.mark.behaviour(6)
def test_unlimited_stays_unlimited() -> None:
    stock = added(drafted(), quantity=None)
    assert (stock.quantity, stock.remaining) == (None, None)
    assert replace(stock, booked=7).remaining is None


def test_an_event_without_a_limit_can_be_booked_until_it_begins() -> None:
    stock = added(drafted())
    assert stock.booking_limit_at == stock.begins_at
    limited = added(drafted(), booking_limit_at=NOW + 3 * DAY)
    assert limited.booking_limit_at == NOW + 3 * DAY


@pytest.mark.parametrize(
    ("kind", "begins_at", "limit", "refusal"),
    [
        ("concert", None, None, stocks_rules.BeginsAtMissing),
        ("paper_book", NOW + DAY, None, stocks_rules.BeginsAtNotAllowed),
        ("concert", NOW, None, offers_rules.InThePast),
        ("concert", NOW - SECOND, None, offers_rules.InThePast),
        ("concert", NOW + DAY, NOW, offers_rules.InThePast),
        ("paper_book", None, NOW, offers_rules.InThePast),
        ("concert", NOW + DAY, NOW + DAY + SECOND, stocks_rules.LimitAfterBeginning),
    ],
    ids=[
        *("event without a date", "thing with a date", "begins now", "began before"),
        *("limit now", "thing with a past limit", "limit after the beginning"),
    ],
)
@pytest.mark.behaviour(73)
@pytest.mark.behaviour(74)
@pytest.mark.behaviour(75)
def test_dates_that_make_no_sense_are_refused(
    kind: str, begins_at: datetime | None, limit: datetime | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        added(drafted(category=kind), begins_at=begins_at, booking_limit_at=limit)


def test_dates_at_the_very_edge_are_taken() -> None:
    stock = added(drafted(), begins_at=NOW + SECOND, booking_limit_at=NOW + SECOND)
    assert stock.booking_limit_at == stock.begins_at == NOW + SECOND


def test_an_offer_has_at_most_2500_stocks() -> None:
    offer = drafted()
    one = summary_of(added(offer))
    full = replace(offer, stocks=(one,) * 2499)
    added(full)
    with pytest.raises(stocks_rules.TooManyStocks):
        added(replace(full, stocks=(one,) * 2500))


def edited(stock: Stock, *, offer: Offer | None = None, now: datetime = NOW, **facts: Any) -> Stock:
    command = EditStock(stock_id=stock.id, member_id="m1", **facts)
    return stocks_rules.edit_stock(stock, command, offer=offer or published(), now=now)


@pytest.mark.behaviour(76)
def test_a_quantity_cannot_go_below_what_is_booked() -> None:
    stock = replace(added(drafted()), booked=4)
    assert edited(stock, quantity=4).remaining == 0
    assert edited(stock, quantity=None).remaining is None
    with pytest.raises(stocks_rules.QuantityBelowBooked) as refused:
        edited(stock, quantity=3)
    assert refused.value.facts == {"booked": 4}


def test_an_event_with_bookings_can_be_moved_and_counts_the_move() -> None:
    stock = replace(added(drafted()), booked=1)
    assert edited(stock, price_cents=2000).moves == 0
    moved = edited(stock, begins_at=NOW + 11 * DAY, booking_limit_at=None)
    assert moved.begins_at == moved.booking_limit_at == NOW + 11 * DAY
    assert (moved.moves, moved.booked) == (1, 1)
    assert edited(moved, begins_at=NOW + 10 * DAY, booking_limit_at=None).moves == 2


@pytest.mark.parametrize(
    ("kind", "changes", "refusal"),
    [
        ("concert", {"begins_at": None}, stocks_rules.BeginsAtMissing),
        ("paper_book", {"begins_at": NOW + DAY}, stocks_rules.BeginsAtNotAllowed),
        ("concert", {"begins_at": NOW}, offers_rules.InThePast),
        ("concert", {"booking_limit_at": NOW}, offers_rules.InThePast),
        (
            "concert",
            {"begins_at": NOW + DAY, "booking_limit_at": NOW + 10 * DAY},
            stocks_rules.LimitAfterBeginning,
        ),
        ("concert", {"booking_limit_at": NOW + 11 * DAY}, stocks_rules.LimitAfterBeginning),
    ],
)
def test_an_edit_is_held_to_the_dates_that_a_new_stock_is_held_to(
    kind: str, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    stock = added(drafted(category=kind), begins_at=NOW + 10 * DAY if kind == "concert" else None)
    with pytest.raises(refusal):
        edited(stock, **changes)


def test_an_event_whose_bookings_have_ended_is_put_off_without_opening_them_again() -> None:
    stock = replace(added(drafted(), booking_limit_at=NOW + DAY), booked=4)
    later = NOW + 2 * DAY
    moved = edited(stock, now=later, begins_at=NOW + 30 * DAY)
    assert (moved.begins_at, moved.booking_limit_at) == (NOW + 30 * DAY, NOW + DAY)
    assert not offers_rules.is_bookable(replace(moved, is_open=True), now=later)
    for field in ("begins_at", "booking_limit_at"):
        with pytest.raises(offers_rules.InThePast) as refused:
            edited(stock, offer=published(), now=later, **{field: later})
        assert refused.value.facts == {"field": field}


@pytest.mark.behaviour(78)
@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 20},
        {"price_cents": 5},
        {"price_label": "Tarif réduit"},
        {"begins_at": NOW + 30 * DAY, "booking_limit_at": None},
    ],
    ids=["quantity", "price", "label", "beginning"],
)
def test_a_past_event_does_not_change(changes: dict[str, Any]) -> None:
    stock = added(drafted())
    assert edited(stock, now=NOW + 10 * DAY - SECOND, **changes) != stock
    for later in (NOW + 10 * DAY, NOW + 20 * DAY):
        with pytest.raises(stocks_rules.EventPast):
            edited(stock, now=later, **changes)
        # A second click on what is done already asks for nothing.
        assert edited(stock, now=later) is stock


def test_the_past_event_of_a_draft_can_be_edited_and_deleted() -> None:
    stock, much_later = added(drafted()), NOW + 20 * DAY
    mended = edited(
        stock,
        offer=drafted(),
        now=much_later,
        begins_at=NOW + 30 * DAY,
        booking_limit_at=None,
    )
    assert mended.begins_at == NOW + 30 * DAY
    assert stocks_rules.delete(stock, offer=drafted(), now=much_later).is_deleted


@pytest.mark.behaviour(79)
def test_an_event_can_be_deleted_until_48_hours_after_its_beginning() -> None:
    stock = added(drafted())
    begun = NOW + 10 * DAY
    for soon in (NOW, begun, begun + 2 * DAY - SECOND):
        assert stocks_rules.delete(stock, offer=published(), now=soon).is_deleted
    for late in (begun + 2 * DAY, begun + 300 * DAY):
        with pytest.raises(stocks_rules.EventPast):
            stocks_rules.delete(stock, offer=published(), now=late)


def test_a_thing_can_be_deleted_at_any_time() -> None:
    book = added(drafted(category="paper_book"), begins_at=None, booking_limit_at=NOW + DAY)
    assert stocks_rules.delete(book, offer=published(), now=NOW + 900 * DAY).is_deleted


def test_the_offers_list_follows_its_stocks_and_numbers_are_not_used_twice() -> None:
    offer = drafted()
    first = added(offer)
    offer = with_stock(offer, first)
    second = added(offer, begins_at=NOW + 11 * DAY)
    offer = with_stock(offer, second)
    assert [summary.id for summary in offer.stocks] == ["o1~1", "o1~2"]
    offer = with_stock(offer, replace(first, price_cents=5))
    assert [(s.id, s.price_cents) for s in offer.stocks] == [("o1~1", 5), ("o1~2", 1000)]
    offer = with_stock(offer, replace(second, is_deleted=True))
    assert [summary.id for summary in offer.stocks] == ["o1~1"]
    assert added(offer).id == "o1~3"


def test_a_stock_follows_its_offer_and_keeps_its_own_numbers() -> None:
    offer = drafted()
    stock = replace(added(offer), booked=3)
    after = published(name="Nuit du blues", duo=True)
    followed = follow(stock, after)
    assert (followed.offer_name, followed.duo, followed.is_open) == ("Nuit du blues", True, True)
    assert (followed.id, followed.booked, followed.begins_at) == (
        *(stock.id, 3),
        stock.begins_at,
    )


# Bookable, and the status


def open_stock(**facts: object) -> Stock:
    return replace(added(published()), **facts)  # type: ignore[arg-type]


@pytest.mark.behaviour(24)
@pytest.mark.behaviour(25)
@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    ("facts", "bookable"),
    [
        ({}, True),
        ({"is_open": False}, False),
        ({"opens_at": NOW + SECOND}, False),
        ({"opens_at": NOW}, True),
        ({"is_deleted": True}, False),
        ({"booked": 9}, True),
        ({"booked": 10}, False),
        ({"quantity": None, "booked": 1000}, True),
        ({"begins_at": NOW + SECOND}, True),
        ({"begins_at": NOW}, False),
        ({"booking_limit_at": NOW + SECOND}, True),
        ({"booking_limit_at": NOW}, False),
        ({"begins_at": None, "booking_limit_at": None}, True),
    ],
)
def test_what_can_be_booked_now(facts: dict[str, object], bookable: bool) -> None:
    assert offers_rules.is_bookable(open_stock(**facts), now=NOW) is bookable


GOOD = open_stock()
OVER = open_stock(booking_limit_at=NOW)
FULL = open_stock(booked=10)
DELETED = open_stock(is_deleted=True)


STATUS = ("rejected", "pending", "draft", "inactive", "scheduled", "published")
"""The order of domain.md; the last three come from the stocks."""

OUTCOMES = [
    ([OVER], "expired"),
    ([replace(OVER, booked=10)], "expired"),
    ([OVER, DELETED], "expired"),
    ([OVER, FULL], "sold_out"),
    ([FULL, FULL], "sold_out"),
    ([DELETED], "sold_out"),
    ([], "sold_out"),
    ([OVER, FULL, GOOD], "active"),
    ([GOOD], "active"),
]
INSTANTS = (None, NOW - SECOND, NOW, NOW + SECOND)


@pytest.mark.parametrize(("stocks", "outcome"), OUTCOMES)
@pytest.mark.parametrize("bookable_from", INSTANTS)
@pytest.mark.parametrize("publish_at", INSTANTS)
@pytest.mark.parametrize("decided", get_args(Publication))
def test_the_first_status_that_fits_is_shown(
    decided: Publication,
    publish_at: datetime | None,
    bookable_from: datetime | None,
    stocks: list[Stock],
    outcome: str,
) -> None:
    offer = replace(
        published(),
        publication=decided,
        publish_at=publish_at,
        bookable_from=bookable_from,
        stocks=tuple(summary_of(stock) for stock in stocks if not stock.is_deleted),
    )
    is_left = any(offers_rules.is_bookable(stock, now=NOW) for stock in stocks)
    fitting = {
        "rejected": decided == "rejected",
        "pending": decided == "pending",
        "draft": decided == "draft",
        "inactive": decided in ("unpublished", "closed"),
        "scheduled": publish_at == NOW + SECOND,
        "published": bookable_from == NOW + SECOND,
    }
    first = next((status for status in STATUS if fitting[status]), outcome)
    assert status_of(offer, is_left=is_left, now=NOW) == first
