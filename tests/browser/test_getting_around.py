"""Getting around: back and forward, two languages, the keyboard, and no network."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.server import Api, Shop


def test_back_returns_to_the_place_in_the_list(window: Window) -> None:
    page = window.open("/recherche")
    card = page.locator(".card a").nth(15)
    card.scroll_into_view_if_needed()
    name, scrolled = card.inner_text(), page.evaluate("scrollY")
    assert scrolled > 500
    card.click()
    expect(page.locator("main h1")).to_have_text(name)
    expect(page.locator("main h1")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    expect(page).to_have_title(f"{name} · culture pass")
    page.go_back()
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    page.wait_for_function("y => Math.abs(scrollY - y) < 5", arg=scrolled)
    page.go_forward()
    expect(page.locator("main h1")).to_have_text(name)


def test_filters_are_in_the_address_and_leave_one_step_back(window: Window) -> None:
    page = window.open("/")
    page.get_by_role("link", name="Tout voir : Gratuit").click()
    page.get_by_text("Filtres (1 actif)").click()
    page.get_by_role("radio", name="Musées et patrimoine").check()
    page.wait_for_url("**/recherche?*genre=heritage*")
    expect(page.get_by_text("Filtres (2 actifs)")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Filtres (2 actifs)")).to_be_visible()
    page.go_back()
    page.wait_for_url(re.compile("/$"))


def test_a_town_is_found_by_its_name_and_an_unknown_one_is_said(window: Window) -> None:
    page = window.open("/")
    page.get_by_label("Où ?").fill("Zzyzx")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Aucune commune ne correspond")).to_be_visible()
    expect(page.get_by_label("Où ?")).to_have_value("Zzyzx")
    page.get_by_label("Où ?").fill("  strasbourg ")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url("**/recherche?*ou=Strasbourg*")
    expect(page.locator(".card").first).to_contain_text("Strasbourg")
    page.get_by_role("link", name="culture pass, accueil").click()
    expect(page.get_by_role("heading", name="Près de Strasbourg (67)")).to_be_visible()


def test_nothing_found_proposes_a_wider_circle(window: Window) -> None:
    page = window.open("/recherche?q=zzzz&ou=Brest+(29)&lat=48.39&lon=-4.49")
    expect(page.get_by_label("Où ?")).to_have_value("Brest (29)")
    page.get_by_role("link", name=re.compile("Chercher à 50")).click()
    page.wait_for_url("**/recherche?*rayon=50*")


def test_the_app_speaks_english_and_keeps_it(window: Window) -> None:
    page = window.open("/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("button", name="English").click()
    expect(page.locator("main h1")).to_have_text("Culture, close to you")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", name="To read")).to_be_visible()


def test_the_language_of_the_browser_is_the_first(open_window: Callable[..., Window]) -> None:
    page = open_window(locale="en-GB").open("/credit")
    expect(page.locator("main h1")).to_have_text("My credit")


def test_a_booking_can_be_made_with_the_keyboard_alone(
    window: Window, api: Api, shop: Shop
) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.sign_in(ana.email, then=f"/offres/{stock_id.partition('~')[0]}")
    book = page.get_by_role("button", name="Réserver")
    expect(book).to_be_visible()
    page.locator("body").press("Tab")
    for _ in range(12):
        if book.evaluate("it => it === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(book).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ta réservation")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(book).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ta réservation")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("Confirmer"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("C'est réservé !")).to_be_visible()


def test_a_ticket_is_shown_without_a_network_and_dropped_at_sign_out(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    window = open_window(service_workers="allow")
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    booking = api.book(ana, stock_id)
    page = window.sign_in(ana.email, then="/reservations")
    expect(page.locator(".booking")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready")
    page.reload()
    expect(page.locator(".booking")).to_be_visible()
    window.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("voici ce que ton appareil a gardé")).to_be_visible()
    page.locator(".booking a").click()
    expect(page.locator(".code")).to_have_text(booking["countermark"])
    expect(page.locator(".qr")).to_be_visible()
    window.context.set_offline(False)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Connecte-toi pour voir tes réservations")).to_be_visible()
    left = page.evaluate(
        """() => new Promise((done) => {
          const opened = indexedDB.open("bookings");
          opened.onsuccess = () => {
            const all = opened.result.transaction("kept").objectStore("kept").count();
            all.onsuccess = () => done(all.result);
          };
        })"""
    )
    assert left == 0


def test_wrong_words_of_sign_in_are_said(window: Window) -> None:
    page = window.open("/connexion")
    submit = page.locator("main form").get_by_role("button", name="Se connecter")
    submit.click()
    expect(page.get_by_text("Il manque l'adresse e-mail.")).to_be_visible()
    expect(page.get_by_label("Adresse e-mail")).to_be_focused()
    page.get_by_label("Adresse e-mail").fill(" ana@demo.test ")
    page.get_by_label("Mot de passe", exact=True).fill("wrong-password")
    submit.click()
    expect(page.get_by_role("alert").filter(has_text="incorrect")).to_be_visible()
    page.get_by_role("link", name="Mot de passe oublié ?").click()
    # The screen before has a field of the same name.
    expect(page.get_by_role("heading", name="Nouveau mot de passe")).to_be_visible()
    page.get_by_label("Adresse e-mail").fill("ana@demo.test")
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page.get_by_text("un e-mail est parti")).to_be_visible()


def test_an_address_after_sign_in_is_one_of_the_app(window: Window) -> None:
    window.sign_in("ana@demo.test", then="//evil.example/")
    assert window.page.url.startswith(window.url)
