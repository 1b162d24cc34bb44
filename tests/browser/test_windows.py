"""Two windows of one browser: what is done in one is seen in the other."""

import re

from playwright.sync_api import Page, expect

from tests.support import chromium
from tests.support.browser import Window
from tests.support.server import PASSWORD, Api, Shop, answer


def beside(window: Window, path: str) -> Page:
    """Open a second window of the same browser at an address."""
    other = window.context.new_page()
    other.goto(path)
    other.locator("main h1").wait_for(state="attached")
    return other


def test_a_booking_and_a_sign_out_in_one_window_are_seen_in_the_other(
    window: Window, api: Api, shop: Shop
) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.sign_in(ana.email, then=f"/offres/{stock_id.partition('~')[0]}")
    expect(page.get_by_role("button", name="Réserver")).to_be_visible()
    bookings = beside(window, "/reservations")
    expect(bookings.get_by_text("Rien à venir")).to_be_visible()
    credit = beside(window, "/credit")
    expect(credit.locator(".amount")).to_have_text(re.compile("500"))

    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    expect(bookings.locator(".booking")).to_have_count(1)
    expect(credit.locator(".amount")).to_have_text(re.compile("490"))

    bookings.locator(".booking a").click()
    expect(bookings.locator(".code")).to_have_text(page.locator(".code").inner_text())
    bookings.get_by_role("button", name="Annuler la réservation").click()
    dialog = bookings.get_by_role("dialog")
    dialog.get_by_role("button", name="Annuler la réservation").click()
    expect(page.get_by_text("ton crédit est revenu")).to_be_visible()

    credit.get_by_role("button", name="Se déconnecter").click()
    for each in (page, bookings):
        expect(each.get_by_role("link", name="Connexion")).to_be_visible()
        expect(each.locator(".ticket")).to_have_count(0)
        expect(each.get_by_text("Connecte-toi")).to_be_visible()


def test_a_sign_in_in_one_window_is_seen_in_the_other(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.open("/credit")
    expect(page.get_by_role("main").get_by_role("link", name="Se connecter")).to_be_visible()
    other = beside(window, "/connexion")
    chromium.sign_in(other, ana.email, PASSWORD)
    expect(page.locator(".amount")).to_have_text(re.compile("500"))


def test_one_offer_booked_in_two_windows_is_booked_once(
    window: Window, api: Api, shop: Shop
) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    path = f"/offres/{stock_id.partition('~')[0]}"
    page = window.sign_in(ana.email, then=path)
    other = beside(window, path)
    for each in (page, other):
        each.get_by_role("button", name="Réserver").click()
    for each in (page, other):
        each.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    alert = other.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("Tu as déjà réservé cette offre")
    assert len(answer(api.get("/v1/bookings", by=ana))["items"]) == 1
