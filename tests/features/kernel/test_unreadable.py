"""Unreadable documents: each list and export leaves them out, counts and logs them."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from functions.booking.models import Booking
from functions.kernel.database import metered
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.wallet.store import holds_of
from tests.support import given
from tests.support.given import MEMBER, SIREN

NEAR = "latitude=48.5839&longitude=7.7455"


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """Collect what the block logs."""
    entries: list[dict[str, Any]] = []
    stream = io.StringIO()
    log.to(stream)
    try:
        yield entries
    finally:
        log.to(None)
        entries += [json.loads(line) for line in stream.getvalue().splitlines()]


def three_bookings(platform: Platform) -> list[Booking]:
    """Return Ana's redeemed bookings of three offers of one venue."""
    given.beneficiary(platform)
    venue = given.house(platform)
    made = [
        given.book(
            platform,
            given.stock(platform, given.thing(100), at_venue=venue, name=f"Livre {name}").id,
            booking_id=f"b{name}",
        )
        for name in "abc"
    ]
    for booking in made:
        given.redeem(platform, booking)
        path = f"/v1/me/favorites/{booking.offer_id}"
        assert given.call(platform, "PUT", path, uid="ana").status_code == 200
    return made


def items(platform: Platform, path: str, *, uid: str, admin: bool = False) -> list[Any]:
    """Return the items of a list, read in pages of one item."""
    found: list[Any] = []
    token = ""
    while True:
        parts = [path.partition("?")[2], "page_size=1", f"page_token={token}" if token else ""]
        asked = path.partition("?")[0] + "?" + "&".join(part for part in parts if part)
        answer = given.call(platform, "GET", asked, uid=uid, admin=admin)
        assert answer.status_code == 200, answer.text
        found += answer.get_json()["items"]
        token = answer.get_json()["next_page_token"]
        if not token:
            return found


LISTS = [
    ("bookings", "/v1/bookings", "ana"),
    ("bookings", "/v1/desk/bookings?venue_id={venue}", MEMBER),
    ("bookings", "/v1/desk/transactions?venue_id={venue}", MEMBER),
    ("ledger_entries", "/v1/wallet/entries", "ana"),
    ("offers", f"/v1/offerers/{SIREN}/offers", MEMBER),
    ("listings", "/v1/offers", MEMBER),
    ("listings", f"/v1/offers?{NEAR}", MEMBER),
]


@pytest.mark.parametrize("place", [0, 1, -1], ids=["first", "middle", "last"])
@pytest.mark.parametrize(("collection", "path", "uid"), LISTS)
def test_list_leaves_out_an_unreadable_document(
    platform: Platform, collection: str, path: str, uid: str, place: int
) -> None:
    (venue_id,) = {booking.venue_id for booking in three_bookings(platform)}
    path = path.format(venue=venue_id)
    whole = items(platform, path, uid=uid)
    broken = sorted(given.documents(platform, collection))[place]
    given.change(platform, collection, broken, **{_FIELD[collection]: {"not": "a text"}})
    with logged() as entries:
        shown = items(platform, path, uid=uid)
    assert len(shown) == len(whole) - 1
    assert all(item in whole for item in shown)
    (kinds,) = {
        (entry["severity"], entry["collection"])
        for entry in entries
        if entry["message"] == "unreadable_document"
    }
    assert kinds == ("ERROR", collection)
    assert sum(entry.get("unreadable", 0) for entry in entries) >= 1


_FIELD = {
    "bookings": "offer_name",
    "ledger_entries": "kind",
    "offers": "name",
    "listings": "name",
    "stocks": "status",
    "beneficiaries": "first_name",
    "venues": "name",
}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/desk/bookings?venue_id={venue}",
        "/v1/desk/transactions?venue_id={venue}",
    ],
)
def test_file_leaves_out_an_unreadable_booking(platform: Platform, path: str) -> None:
    (venue_id,) = {booking.venue_id for booking in three_bookings(platform)}
    given.change(platform, "bookings", "bb", offer_name=5)
    asked = path.format(venue=venue_id)
    answer = given.call(platform, "GET", asked, uid=MEMBER, Accept="text/csv")
    text = answer.data.decode()
    assert ("Livre a" in text, "Livre b" in text, "Livre c" in text) == (True, False, True)


def test_personal_export_leaves_out_an_unreadable_booking(platform: Platform) -> None:
    three_bookings(platform)
    given.change(platform, "bookings", "bb", offer_name=5)
    answer = given.call(platform, "GET", "/v1/me/export", uid="ana")
    assert answer.status_code == 200, answer.text
    assert {booking["id"] for booking in answer.get_json()["bookings"]} == {"ba", "bc"}


def test_people_and_venues_are_listed_without_unreadable_ones(platform: Platform) -> None:
    for uid in ("ana", "ben", "cem"):
        given.pending(platform, uid)
    given.change(platform, "beneficiaries", "ben", first_name=5)
    shown = items(platform, "/v1/beneficiaries", uid="boss", admin=True)
    assert [item["id"] for item in shown] == ["ana", "cem"]
    first, second = given.house(platform), given.venue(platform)
    given.change(platform, "venues", first.id, name=5)
    answer = given.call(platform, "GET", f"/v1/offerers/{SIREN}/venues", uid=MEMBER)
    assert [venue["id"] for venue in answer.get_json()["items"]] == [second.id]


@pytest.mark.parametrize("collection", ["offers", "listings"])
def test_favorites_stay_readable(platform: Platform, collection: str) -> None:
    made = three_bookings(platform)
    given.change(platform, collection, made[0].offer_id, name=5)
    answer = given.call(platform, "GET", "/v1/me/favorites", uid="ana")
    assert answer.status_code == 200, answer.text
    assert len(answer.get_json()["items"]) == (2 if collection == "offers" else 3)


def test_offers_are_listed_beside_an_unreadable_stock(platform: Platform) -> None:
    made = three_bookings(platform)
    given.change(platform, "stocks", made[0].stock_id, price_cents="ten")
    assert len(items(platform, f"/v1/offerers/{SIREN}/offers", uid=MEMBER)) == 3


def test_unreadable_documents_are_counted(platform: Platform) -> None:
    three_bookings(platform)
    given.change(platform, "bookings", "bb", offer_name=5)
    with metered() as meter:
        items(platform, "/v1/bookings", uid="ana")
    assert meter.unreadable >= 1


def test_money_does_not_move_past_an_unreadable_hold(platform: Platform) -> None:
    """A wallet's move to the next scheme depends on each of its holds."""
    booking = given.booking(platform, given.thing(100))
    given.change(platform, "holds", booking.id, amount_cents="ten")
    with pytest.raises(ValueError, match="amount_cents"):
        platform.database.run(lambda work: list(holds_of(work, "ana")))
