"""Booking: found, booked, shown and redeemed; twice tapped; refused; cancelled."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Request, Route, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, utc_now

IN_A_WEEK = {"begins_at": (utc_now() + timedelta(days=7)).isoformat()}
CONCERT = {"category": "concert", "name": "Concert de minuit", "duo": True}


def offer_path(stock_id: str) -> str:
    return f"/offres/{stock_id.partition('~')[0]}"


def test_ana_finds_books_shows_her_ticket_and_sees_it_redeemed(window: Window, api: Api) -> None:
    page = window.sign_in("ana@demo.test")
    page.get_by_label("Quoi ?").fill("noces du vent")
    page.get_by_role("button", name="Chercher").click()
    # The screen that is left may list the same offer.
    expect(page).to_have_title(re.compile("noces du vent"))
    page.get_by_role("link", name=re.compile("le livre-programme")).click()
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("button", name=re.compile("Confirmer")).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    expect(page.get_by_role("img", name="QR code du billet")).to_be_visible()
    code = page.locator(".code").inner_text()
    answer(api.post(f"/v1/desk/countermarks/{code}/redeem", by=api.sign_in("pro@demo.test")))
    expect(page.get_by_text("Billet validé, profite bien !")).to_be_visible()
    page.get_by_role("link", name="Mon crédit").click()
    expect(page.get_by_text("Mis de côté pour une réservation")).to_be_visible()


def test_a_double_tap_books_once(window: Window, api: Api, shop: Shop) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.sign_in(ana.email, then=offer_path(stock_id))
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("button", name=re.compile("Confirmer")).dblclick()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    assert len(answer(api.get("/v1/bookings", by=ana))["items"]) == 1


@BY_KEYBOARD_TOO
@pytest.mark.parametrize("is_used", [False, True])
def test_a_booked_offer_leads_to_its_ticket(
    window: Window, api: Api, shop: Shop, is_used: bool
) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    booking = api.book(ana, stock_id)
    if is_used:
        redeem = f"/v1/desk/countermarks/{booking['countermark']}/redeem"
        answer(api.post(redeem, by=shop.member))
    page = window.sign_in(ana.email, then=offer_path(stock_id))
    expect(page.get_by_text("C'est déjà réservé.")).to_be_visible()
    expect(page.get_by_role("button", name="Réserver")).to_have_count(0)
    page.get_by_role("link", name="Voir mon billet").click()
    page.wait_for_url(f"**/reservations/{booking['id']}")


@BY_KEYBOARD_TOO
def test_a_booking_whose_answer_was_lost_is_made_once(window: Window, api: Api, shop: Shop) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.sign_in(ana.email, then=offer_path(stock_id))
    keys: list[str | None] = []

    def lose_the_first(route: Route, request: Request) -> None:
        keys.append(request.headers.get("idempotency-key"))
        if len(keys) == 1:
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/v1/bookings", lose_the_first)
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("button", name=re.compile("Confirmer")).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("ne répond pas")
    page.get_by_role("button", name=re.compile("Confirmer")).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    assert keys[0] is not None
    assert keys[0] == keys[1]
    assert len(answer(api.get("/v1/bookings", by=ana))["items"]) == 1


@BY_KEYBOARD_TOO
def test_who_comes_second_for_the_last_place_reads_what_to_do(
    window: Window, api: Api, shop: Shop
) -> None:
    ana, ben = api.beneficiary(), api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 1})
    page = window.sign_in(ana.email, then=offer_path(stock_id))
    page.get_by_role("button", name="Réserver").click()
    api.book(ben, stock_id)
    page.get_by_role("button", name=re.compile("Confirmer")).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("plus assez de places")


@BY_KEYBOARD_TOO
def test_too_dear_is_said_with_what_is_left(window: Window, api: Api, shop: Shop) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 29_900, "quantity": 5, **IN_A_WEEK}, **CONCERT)
    page = window.sign_in(ana.email, then=offer_path(stock_id))
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("radio", name=re.compile("Pour deux")).check()
    page.get_by_role("button", name=re.compile("Confirmer")).click()
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("Il te reste 500 €")
    page.get_by_role("link", name="Voir mon crédit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon crédit")


@BY_KEYBOARD_TOO
def test_cancelling_says_its_deadline_and_returns_the_credit(
    window: Window, api: Api, shop: Shop
) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_200, "quantity": 5, **IN_A_WEEK}, **CONCERT)
    booking = api.book(ana, stock_id)
    page = window.sign_in(ana.email, then=f"/reservations/{booking['id']}")
    expect(page.get_by_text("Tu peux l'annuler jusqu'au")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Ajouter à mon agenda").click()
    assert download.value.suggested_filename == "culture-pass.ics"
    page.get_by_role("button", name="Annuler la réservation").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler la réservation").click()
    expect(page.get_by_text("ton crédit est revenu")).to_be_visible()
    assert answer(api.get("/v1/wallet", by=ana))["available_cents"] == 50_000
    window.open(offer_path(stock_id))
    expect(page.get_by_role("button", name="Réserver")).to_be_visible()


def test_a_busy_server_is_asked_again(window: Window) -> None:
    asked: list[Route] = []

    def busy_once(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}")
        else:
            route.continue_()

    window.page.route(re.compile("/v1/offers/demo-"), busy_once)
    page = window.open("/offres/demo-livre-programme-opera")
    expect(page.locator("main h1")).to_contain_text(re.compile("programme", re.I))
    assert len(asked) == 2
