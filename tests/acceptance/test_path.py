"""The straight path over HTTP: sign up, activate, grant, publish, book, redeem, cancel, expire."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from functions.kernel.identifiers import COUNTERMARK_ALPHABET
from tests.support.server import (
    GRANT_CENTS,
    STRASBOURG,
    Api,
    Json,
    Person,
    Server,
    Shop,
    Software,
    answer,
    eventually,
    jpeg,
    problem,
)

TOULOUSE = {"latitude": 43.6045, "longitude": 1.4440}
"""Far more than 200 km from Strasbourg."""

FAR = {"latitude": 48.8566, "longitude": 2.3522}
"""Paris: 397 km from Strasbourg."""


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def found(api: Api, offer_id: str, **query: Any) -> Json | None:
    """Return the offer as search shows it, read through all pages."""
    token: str | None = None
    while True:
        page: dict[str, Any] = {"page_token": token} if token else {}
        answered = answer(api.get("/v1/offers", page_size=100, **query, **page))
        for item in answered["items"]:
            if item["id"] == offer_id:
                return dict(item)
        token = answered["next_page_token"]
        if token is None:
            return None


def status_of(api: Api, person: Person, booking_id: str) -> str:
    items = answer(api.get("/v1/bookings", by=person))["items"]
    return str(next(item["status"] for item in items if item["id"] == booking_id))


def offer_of(stock_id: str) -> str:
    return stock_id.partition("~")[0]


@pytest.mark.parametrize("by_clock", [True, False], ids=["moved-clock", "job-for-an-instant"])
def test_the_straight_path_from_signing_up_to_the_credit_that_comes_back(
    new_server: Callable[[], Server], by_clock: bool
) -> None:
    server = new_server()
    server.start()
    api = server.api
    admin = api.admin()

    # Sign up, activate, grant.
    lea = api.sign_up("lea")
    assert answer(api.get("/v1/me", by=lea))["roles"] == []
    assert api.apply(lea) == {
        "id": lea.uid,
        "status": "pending",
        "scheme": "fr-pilot",
    }
    problem(api.get("/v1/wallet", by=lea), 404, "no_wallet")
    activated = answer(api.post(f"/v1/beneficiaries/{lea.uid}/activate", by=admin))
    assert activated["status"] == "active"
    grant = [("grant", 50_000)]
    api.check_credit(lea, available=50_000, entries=grant)
    assert answer(api.get("/v1/me", by=lea))["roles"] == ["beneficiary"]
    wallet = answer(api.get("/v1/wallet", by=lea))
    assert wallet["caps"] == [
        {"domain": "physical", "limit_cents": 20_000, "remaining_cents": 20_000},
        {"domain": "digital", "limit_cents": 20_000, "remaining_cents": 20_000},
    ]
    year = instant(wallet["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=364) < year < timedelta(days=368)

    # Publish: a book, a film and a concert.
    shop = api.shop(admin)
    book = api.offer(shop, stock={"price_cents": 1_850, "quantity": 5})
    film = api.offer(shop, name="Coffret", category="film_disc", stock={"price_cents": 2_499})
    begins_at = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    concert = api.offer(
        shop,
        name="Concert",
        category="concert",
        stock={"price_cents": 3_000, "quantity": 1, "begins_at": begins_at},
    )

    # Book: the price is held.
    first = api.book(lea, book)
    assert (first["status"], first["amount_cents"], first["quantity"]) == ("confirmed", 1_850, 1)
    assert len(first["countermark"]) == 6
    assert set(first["countermark"]) <= set(COUNTERMARK_ALPHABET)
    prefix, _, code = first["qr_payload"].partition(";TOKEN:")
    assert re.fullmatch("PASSCULTURE:v3;PROOF:[A-Z2-7]{26}", prefix)
    assert code == first["countermark"]
    assert first["cancellable_until"] is None
    hold = [("hold", 1_850), *grant]
    api.check_credit(lea, available=48_150, held=1_850, entries=hold)
    shown = answer(api.get(f"/v1/offers/{offer_of(book)}"))
    assert shown["stocks"][0]["remaining"] == 4
    caps = answer(api.get("/v1/wallet", by=lea))["caps"]
    assert [cap["remaining_cents"] for cap in caps] == [18_150, 20_000]

    # A restart in the middle: everything stands, and the tokens are still good.
    server.stop()
    server.start()
    api = server.api
    api.check_credit(lea, available=48_150, held=1_850, entries=hold)
    assert status_of(api, lea, first["id"]) == "confirmed"
    picture = answer(api.get(f"/v1/offers/{offer_of(book)}"))["image"]["urls"]["750"]
    assert httpx.get(picture).is_success

    # Redeem at the desk: the price is debited.
    desk = f"/v1/desk/countermarks/{first['countermark'].lower()}"
    seen = answer(api.get(desk, by=shop.member))
    assert (seen["holder_name"], seen["amount_cents"]) == ("Léa Schmitt", 1_850)
    api.check_credit(lea, available=48_150, held=1_850, entries=hold)
    redeemed = answer(api.post(f"{desk}/redeem", by=shop.member))
    assert (redeemed["booking_id"], redeemed["status"]) == (first["id"], "used")
    capture = [("capture", 1_850), *hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=capture)
    problem(api.post(f"{desk}/redeem", by=shop.member), 410, "already_used")
    problem(api.post(f"/v1/bookings/{first['id']}/cancel", by=lea), 409, "already_used")

    # Cancel: the price is released.
    second = api.book(lea, concert)
    assert instant(second["cancellable_until"]) == instant(second["booked_at"]) + timedelta(days=2)
    second_hold = [("hold", 3_000), *capture]
    api.check_credit(lea, available=45_150, held=3_000, spent=1_850, entries=second_hold)
    assert api.post(f"/v1/bookings/{second['id']}/cancel", by=lea).json()["status"] == "cancelled"
    release = [("release", 3_000), *second_hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=release)
    gone = api.post(f"/v1/desk/countermarks/{second['countermark']}/redeem", by=shop.member)
    problem(gone, 410, "cancelled")
    assert answer(api.get(f"/v1/offers/{offer_of(concert)}"))["stocks"][0]["remaining"] == 1

    # Expire: the price is released.
    third = api.book(lea, film)
    assert third["cancellable_until"] is None
    after = instant(third["expires_at"]) - instant(third["booked_at"])
    assert timedelta(days=30) <= after < timedelta(days=31)
    third_hold = [("hold", 2_499), *release]
    api.check_credit(lea, available=45_651, held=2_499, spent=1_850, entries=third_hold)
    assert api.run_job("expire-bookings")["expired"] == 0
    late = datetime.now(UTC) + timedelta(days=31, minutes=1)
    server.stop()
    server.start(now=late if by_clock else None)
    api = server.api
    assert status_of_after_restart(api, lea, third["id"], by_clock=by_clock) == "confirmed"
    report = api.run_job("expire-bookings", at=None if by_clock else late)
    assert report == {"job": "expire-bookings", "expired": 1, "failed": 0}
    lea = api.sign_in(lea.email)
    assert status_of(api, lea, third["id"]) == "expired"
    ended = [("release", 2_499), *third_hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=ended)
    member = api.sign_in(shop.member.email)
    gone = api.post(f"/v1/desk/countermarks/{third['countermark']}/redeem", by=member)
    problem(gone, 410, "expired")
    assert api.run_job("expire-bookings", at=None if by_clock else late)["expired"] == 0
    assert api.run_job("audit-ledger")["faulty"] == 0
    server.stop()


def status_of_after_restart(api: Api, person: Person, booking_id: str, *, by_clock: bool) -> str:
    """Return a booking's status; where the clock was moved, the token has expired meanwhile."""
    if by_clock:
        problem(api.get("/v1/me", by=person), 401, "unauthenticated")
        response = api.client.post(
            "/securetoken.googleapis.com/v1/token?key=any",
            json={"grant_type": "refresh_token", "refresh_token": person.refresh_token},
        )
        person = Person(person.uid, person.email, answer(response)["id_token"])
    return status_of(api, person, booking_id)


def test_a_free_event_holds_nothing_and_is_found_by_its_date(api: Api) -> None:
    shop, lea = api.shop(), api.beneficiary()
    begins_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
    stock = api.offer(
        shop,
        name="Visite des réserves",
        category="guided_tour",
        stock={"price_cents": 0, "begins_at": begins_at.isoformat()},
    )
    place = {**STRASBOURG, "radius_m": 1_000}
    hit = eventually(
        lambda: found(api, offer_of(stock), **place, sort="date", q="reserves"),
        lambda hit: hit is not None,
    )
    assert hit is not None
    assert (hit["price_cents"], hit["distance_m"]) == (0, 0)
    assert instant(hit["next_date"]) == begins_at
    assert found(api, offer_of(stock), **place, to=(begins_at - timedelta(1)).isoformat()) is None
    booking = api.book(lea, stock)
    assert (booking["amount_cents"], booking["expires_at"]) == (0, None)
    assert instant(booking["begins_at"]) == begins_at
    api.check_credit(lea, available=GRANT_CENTS, entries=[("grant", GRANT_CENTS)])
    early = api.post(f"/v1/desk/countermarks/{booking['countermark']}/redeem", by=shop.member)
    told = problem(early, 409, "too_early")
    assert instant(told["usable_from"]) == instant(booking["cancellable_until"])
    answer(api.post(f"/v1/bookings/{booking['id']}/cancel", by=lea))
    again = api.book(lea, stock)
    assert again["id"] != booking["id"]
    assert again["countermark"] != booking["countermark"]


def test_a_place_for_two_holds_the_price_of_both(api: Api) -> None:
    shop, lea, tom = api.shop(), api.beneficiary(), api.beneficiary()
    soon = (datetime.now(UTC) + timedelta(hours=30)).isoformat()
    stock = api.offer(
        shop,
        name="Hamlet",
        category="show",
        duo=True,
        stock={"price_cents": 1_200, "quantity": 3, "begins_at": soon},
    )
    body = {"stock_id": stock, "quantity": 3}
    problem(api.post("/v1/bookings", body, by=lea), 409, "quantity_invalid")
    booking = api.book(lea, stock, quantity=2)
    assert (booking["quantity"], booking["amount_cents"]) == (2, 2_400)
    hold = [("hold", 2_400), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=47_600, held=2_400, entries=hold)
    problem(api.post("/v1/bookings", {**body, "quantity": 2}, by=tom), 409, "sold_out")
    api.book(tom, stock)
    # Less than 48 hours before it begins nobody cancels any more, and the desk takes it at once.
    problem(api.post(f"/v1/bookings/{booking['id']}/cancel", by=lea), 409, "too_late")
    desk = f"/v1/desk/countermarks/{booking['countermark']}"
    answer(api.post(f"{desk}/redeem", by=shop.member))
    used = [("capture", 2_400), *hold]
    api.check_credit(lea, available=47_600, spent=2_400, entries=used)
    answer(api.post(f"{desk}/undo", by=shop.member))
    undone = [("reversal", 2_400), *used]
    api.check_credit(lea, available=47_600, held=2_400, entries=undone)
    answer(api.post(f"{desk}/cancel", by=shop.member))
    cancelled = [("release", 2_400), *undone]
    api.check_credit(lea, available=GRANT_CENTS, entries=cancelled)
    assert answer(api.get(f"/v1/offers/{offer_of(stock)}"))["stocks"][0]["remaining"] == 2


def test_an_online_offer_has_no_place_and_counts_in_the_digital_cap(api: Api) -> None:
    shop, lea = api.shop(), api.beneficiary()
    url = "https://exemple.test/film"
    facts = {"category": "video_on_demand", "url": url}
    stock = api.offer(shop, name="Film en ligne", **facts, stock={"price_cents": 15_000})
    assert found(api, offer_of(stock), **STRASBOURG, radius_m=1_000) is None
    hit = found(api, offer_of(stock), q="film en ligne")
    assert hit is not None
    assert hit["distance_m"] is None
    booking = api.book(lea, stock)
    assert (booking["url"], booking["expires_at"]) == (url, None)
    caps = {c["domain"]: c for c in answer(api.get("/v1/wallet", by=lea))["caps"]}
    assert caps["digital"]["remaining_cents"] == 5_000
    assert caps["physical"]["remaining_cents"] == 20_000
    other = api.offer(shop, name="Autre film", **facts, stock={"price_cents": 5_001})
    refused = problem(api.post("/v1/bookings", {"stock_id": other}, by=lea), 409, "cap_reached")
    assert refused["domain"] == "digital"
    entries = [("hold", 15_000), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=35_000, held=15_000, entries=entries)


def test_an_uploaded_picture_is_shown_in_every_size_and_without_what_the_camera_noted(
    api: Api,
) -> None:
    shop = api.shop()
    offer_id = api.draft(shop)
    sent = jpeg(1_200, 900)
    assert b"SecretCamera" in sent
    image = api.upload(shop, offer_id, sent)
    assert (image["status"], image["credit"], image["code"]) == ("ready", "L. S.", None)
    shapes = {}
    for name, url in image["urls"].items():
        response = api.client.get(url)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        for secret in (b"SecretCamera", b"SecretComment", b"Exif"):
            assert secret not in response.content
        with Image.open(io.BytesIO(response.content)) as picture:
            assert response.headers["Content-Type"] == Image.MIME[picture.format or ""]
            assert not picture.getexif()
            shapes[name] = (picture.format, *picture.size)
    assert shapes == {
        "150": ("WEBP", 150, 112),
        "400": ("WEBP", 400, 300),
        "750": ("WEBP", 750, 562),
        "jpeg": ("JPEG", 750, 562),
    }


def test_search_finds_an_offer_where_it_is_and_until_it_is_withdrawn(api: Api) -> None:
    shop, lea = api.shop(), api.beneficiary()
    stock = api.offer(shop, name="Fleuves oubliés")
    offer_id = offer_of(stock)
    near = {"latitude": 48.5828, "longitude": 7.7489, "radius_m": 500}
    hit = found(api, offer_id, **near, q="fleuves oublies")
    assert hit is not None
    assert 150 < hit["distance_m"] < 250
    assert hit["venue"]["id"] == shop.venue_id
    assert found(api, offer_id, **{**near, "radius_m": hit["distance_m"] + 1}) is not None
    assert found(api, offer_id, **{**near, "radius_m": hit["distance_m"] - 1}) is None
    assert found(api, offer_id, **near, max_price_cents=1_849) is None
    assert found(api, offer_id, **near, category="concert") is None
    for place in (TOULOUSE, FAR):
        assert found(api, offer_id, **place, radius_m=100_000) is None
    assert found(api, offer_id, q="fleuves oublies") is not None
    withdrawn = answer(api.post(f"/v1/offers/{offer_id}/unpublish", by=shop.member))
    assert withdrawn["status"] == "inactive"
    assert found(api, offer_id, **near) is None
    assert found(api, offer_id, q="fleuves oublies") is None
    problem(api.post("/v1/bookings", {"stock_id": stock}, by=lea), 409, "not_bookable")
    api.publish(shop, offer_id)
    assert found(api, offer_id, **near) is not None


def test_each_missing_part_of_a_draft_is_named_when_it_is_published(api: Api) -> None:
    admin = api.admin()
    shop = api.shop(admin)
    bare = api.draft(shop, description=None)

    def refused(code: str) -> None:
        problem(api.post(f"/v1/offers/{bare}/publish", by=shop.member), 409, code)

    refused("image_missing")
    api.upload(shop, bare)
    refused("description_missing")
    described = {"description": "Un livre."}
    answer(api.call("PATCH", f"/v1/offers/{bare}", by=shop.member, json=described))
    refused("stock_missing")
    api.stock(shop, bare)
    api.publish(shop, bare)

    online = {"category": "ebook", "url": None}
    nowhere = api.draft(shop, **online)
    api.upload(shop, nowhere)
    response = api.post(f"/v1/offers/{nowhere}/publish", by=shop.member)
    problem(response, 409, "location_missing")


def test_an_offerer_that_is_not_validated_publishes_nothing(api: Api) -> None:
    from_shop = api.shop()
    member = api.sign_up("pro")
    siren = "732829320"
    body = {"siren": siren, "name": "Nouvelle", "postal_code": "34000", "city": "Montpellier"}
    assert answer(api.post("/v1/offerers", body, by=member), 201)["status"] == "pending"
    venue = {
        "offerer_siren": siren,
        "name": "Atelier",
        "siret": "73282932000074",
        "address": "3 rue des Étuves",
        "postal_code": "34000",
        "city": "Montpellier",
        "latitude": 43.61,
        "longitude": 3.88,
    }
    opened = answer(api.post("/v1/venues", venue, by=member), 201)
    assert (opened["department"], opened["time_zone"]) == ("34", "Europe/Paris")
    pending = Shop(member, siren, opened["id"])
    offer_id = api.draft(pending)
    api.upload(pending, offer_id)
    api.stock(pending, offer_id)
    publish = f"/v1/offers/{offer_id}/publish"
    problem(api.post(publish, by=member), 409, "offerer_not_validated")
    problem(api.post(publish, by=from_shop.member), 403, "not_a_member")
    answer(api.post(f"/v1/offerers/{siren}/validate", by=api.admin()))
    api.publish(pending, offer_id)


def test_the_desk_lists_what_was_booked_and_what_was_captured(api: Api) -> None:
    admin = api.admin()
    shop = api.shop(admin)
    lea, tom = api.beneficiary(admin), api.beneficiary(admin)
    book = api.offer(shop, name="=Atlas; relié", stock={"price_cents": 1_850, "quantity": 9})
    disc = api.offer(shop, name="Disque", category="music_disc", stock={"price_cents": 905})
    used = [api.book(lea, book), api.book(tom, disc)]
    still_open = api.book(tom, book)
    for booking in used:
        path = f"/v1/desk/countermarks/{booking['countermark']}/redeem"
        answer(api.post(path, by=shop.member))
    venue = {"venue_id": shop.venue_id}

    def listed(**query: object) -> list[tuple[str, str | None]]:
        rows = answer(api.get("/v1/desk/bookings", by=shop.member, **venue, **query))["items"]
        return [(row["booking_id"], row["countermark"]) for row in rows]

    shown = [(b["id"], b["countermark"]) for b in reversed(used)]
    assert listed() == [(still_open["id"], None), *shown]
    assert listed(status="used") == shown
    assert listed(status="cancelled") == []
    assert listed(**{"from": still_open["booked_at"]}) == [(still_open["id"], None)]
    assert listed(to=used[0]["booked_at"]) == [shown[1]]
    first = answer(api.get("/v1/desk/bookings", by=shop.member, **venue, page_size=2))
    rest = listed(page_size=2, page_token=first["next_page_token"])
    assert (len(first["items"]), rest) == (2, [shown[1]])

    table = read_csv(api, "/v1/desk/bookings", shop)
    assert [row["Contremarque"] for row in table] == ["", *(code for _, code in shown)]
    assert [row["Statut"] for row in table] == ["confirmée", "utilisée", "utilisée"]
    assert [row["Montant (EUR)"] for row in table] == ["18,50", "9,05", "18,50"]
    assert table[0]["Offre"] == "'=Atlas; relié"

    captured = answer(api.get("/v1/desk/transactions", by=shop.member, **venue))
    assert captured["total_cents"] == 2_755
    amounts = [(row["booking_id"], row["amount_cents"]) for row in captured["items"]]
    assert amounts == [(used[0]["id"], 1_850), (used[1]["id"], 905)]
    table = read_csv(api, "/v1/desk/transactions", shop)
    assert [row["Montant (EUR)"] for row in table] == ["18,50", "9,05"]

    # What is undone is captured no more.
    answer(api.post(f"/v1/desk/countermarks/{used[1]['countermark']}/undo", by=shop.member))
    captured = answer(api.get("/v1/desk/transactions", by=shop.member, **venue))
    assert captured["total_cents"] == 1_850


def read_csv(api: Api, path: str, shop: Shop) -> list[dict[str, str]]:
    response = api.call(
        "GET",
        path,
        by=shop.member,
        params={"venue_id": shop.venue_id},
        headers={"Accept": "text/csv"},
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_software_with_an_api_key_stands_at_the_desk_until_the_key_is_revoked(api: Api) -> None:
    shop, lea = api.shop(), api.beneficiary()
    keys = f"/v1/offerers/{shop.siren}/api-keys"
    made = answer(api.post(keys, by=shop.member), 201)
    till = Software(made["prefix"], made["secret"])
    booking = api.book(lea, api.offer(shop))
    desk = f"/v1/desk/countermarks/{booking['countermark']}"
    assert answer(api.get(desk, by=till))["status"] == "confirmed"
    assert answer(api.post(f"{desk}/redeem", by=till))["status"] == "used"
    assert answer(api.post(f"{desk}/undo", by=till))["status"] == "confirmed"
    answer(api.call("DELETE", f"{keys}/{till.prefix}", by=shop.member))
    problem(api.post(f"{desk}/redeem", by=till), 401, "unauthenticated")
    assert status_of(api, lea, booking["id"]) == "confirmed"
    spent = [("reversal", 1_850), ("capture", 1_850), ("hold", 1_850), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=48_150, held=1_850, entries=spent)


def test_a_deleted_stock_gives_back_what_was_held_for_it(api: Api) -> None:
    shop, lea = api.shop(), api.beneficiary()
    stock = api.offer(shop)
    booking = api.book(lea, stock)
    answer(api.call("DELETE", f"/v1/stocks/{stock}", by=shop.member))
    entries = [("release", 1_850), ("hold", 1_850), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=GRANT_CENTS, entries=entries)
    assert status_of(api, lea, booking["id"]) == "cancelled"


def test_who_is_suspended_for_fraud_keeps_no_booking_and_makes_no_new_one(api: Api) -> None:
    admin = api.admin()
    shop, lea = api.shop(admin), api.beneficiary(admin)
    stock = api.offer(shop)
    api.book(lea, stock)
    suspended = api.post(f"/v1/beneficiaries/{lea.uid}/suspend", {"reason": "fraud"}, by=admin)
    assert answer(suspended)["status"] == "suspended"
    entries = [("release", 1_850), ("hold", 1_850), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=GRANT_CENTS, entries=entries)
    problem(api.post("/v1/bookings", {"stock_id": stock}, by=lea), 409, "not_active")
    assert answer(api.get("/v1/me", by=lea))["roles"] == []


def test_sign_up_names_the_reason_for_ineligibility(api: Api) -> None:
    today = api.today()
    body = {
        "first_name": "Max",
        "last_name": "Weber",
        "postal_code": "93100",
        "accepts_terms": True,
    }

    def reason(**facts: object) -> str:
        response = api.post("/v1/beneficiaries", {**body, **facts}, by=api.sign_up())
        return str(problem(response, 409, "not_eligible")["reason"])

    assert reason(birth_date=today.replace(year=today.year - 17, day=1).isoformat()) == "too_young"
    assert reason(birth_date=today.replace(year=today.year - 19, day=1).isoformat()) == "too_old"
    eighteen = today.replace(year=today.year - 18, day=1).isoformat()
    assert reason(birth_date=eighteen, postal_code="75001") == "residence"


def test_a_favorite_is_kept_until_it_is_taken_away(api: Api) -> None:
    shop, lea = api.shop(), api.beneficiary()
    offer_id = offer_of(api.offer(shop))
    path = f"/v1/me/favorites/{offer_id}"
    assert answer(api.call("PUT", path, by=lea)) == {"status": "added"}
    assert answer(api.call("PUT", path, by=lea)) == {"status": "added"}
    kept = answer(api.get("/v1/me/favorites", by=lea))["items"]
    assert [item["offer_id"] for item in kept] == [offer_id]
    assert answer(api.call("DELETE", path, by=lea)) == {"status": "removed"}
    assert answer(api.get("/v1/me/favorites", by=lea))["items"] == []
