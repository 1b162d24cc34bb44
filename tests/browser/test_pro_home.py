"""The portal's home: signing in, the choice of a venue, the days ahead, and what needs doing."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import PASSWORD, Api, Shop, utc_now


@BY_KEYBOARD_TOO
def test_a_professional_signs_in_and_sees_what_needs_doing(window: Window, api: Api) -> None:
    shop = api.shop()
    begins_at = (utc_now() + timedelta(days=2)).isoformat()
    stock_id = api.offer(
        shop,
        stock={"price_cents": 500, "quantity": 5, "begins_at": begins_at},
        category="concert",
        name="Récital d'orgue",
    )
    api.book(api.beneficiary(), stock_id)
    draft = api.draft(shop, name="Le carnet inachevé")
    page = window.open("/pro")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_text("Écrivez votre adresse")).to_be_visible()
    expect(page.get_by_label("Adresse e-mail")).to_be_focused()
    page.get_by_label("Adresse e-mail").fill(shop.member.email)
    page.get_by_label("Mot de passe").fill("wrong-password")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Mot de passe").press("Enter")
    expect(page.locator(".scope-name")).to_have_text("Librairie du Quai")
    expect(page.get_by_text("Aucun compte bancaire")).to_be_visible()
    task = page.locator("li").filter(has_text="Le carnet inachevé")
    expect(task.get_by_role("link", name="Terminer")).to_have_attribute(
        "href", f"/pro/offres/{draft}"
    )
    expect(page.locator("li").filter(has_text="Récital d'orgue")).to_contain_text("1 place")


@BY_KEYBOARD_TOO
def test_the_venue_is_chosen_and_kept(window: Window) -> None:
    page = window.sign_in("pro@demo.test", then="/pro")
    venue = page.get_by_label("Lieu")
    name = venue.locator("option").nth(1).inner_text()
    venue.select_option(label=name)
    page.reload()
    expect(page.get_by_label("Lieu").locator("option:checked")).to_have_text(name)


@BY_KEYBOARD_TOO
def test_somebody_without_an_offerer_is_asked_to_join(window: Window, api: Api) -> None:
    page = window.sign_in(api.sign_up().email, then="/pro")
    expect(page.get_by_role("link", name="Inscrire ma structure")).to_be_visible()


def test_the_portal_speaks_english(open_window: Callable[..., Window], shop: Shop) -> None:
    window = open_window(locale="en-GB")
    page = window.open("/pro")
    page.get_by_label("E-mail address").fill(shop.member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="To do")).to_be_visible()
    for path, title in (
        ("/pro/guichet", "Desk"),
        ("/pro/publier", "Publish an offer"),
        ("/pro/offres", "Offers"),
        ("/pro/reservations", "Bookings"),
        ("/pro/argent", "Money"),
        ("/pro/equipe", "Team"),
        ("/pro/rejoindre", "Organisation and venues"),
    ):
        page = window.open(path)
        expect(page.locator("main h1")).to_have_text(title)


def test_the_home_is_accessible(open_window: Callable[..., Window]) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("pro@demo.test", then="/pro")
    expect(page.get_by_role("heading", name="À faire")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert window.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
