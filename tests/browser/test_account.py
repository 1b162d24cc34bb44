"""One's own account: data, reminders, leaving, and favourites."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, problem


@BY_KEYBOARD_TOO
def test_ones_data_comes_in_two_taps_and_one_confirmation(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in(ana.email)
    page.get_by_role("link", name="Mon compte").click()
    page.get_by_role("button", name="Obtenir mes données").click()
    page.get_by_role("dialog").get_by_role("button", name="Préparer le fichier").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger mes données").click()
    content = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "mes-donnees-pass-culture.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any(ana.email in archive.read(name).decode() for name in archive.namelist())


@BY_KEYBOARD_TOO
def test_erasing_the_account_asks_once_and_ends_the_session(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in(ana.email, then="/compte")
    page.get_by_role("button", name="Effacer mon compte").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert answer(api.get("/v1/me", by=ana))["roles"] == ["beneficiary"]
    page.get_by_role("button", name="Effacer mon compte").click()
    page.get_by_role("dialog").get_by_role("button", name="Effacer définitivement").click()
    page.wait_for_url(re.compile("/$"))
    expect(page.get_by_text("Ton compte est effacé.")).to_be_visible()
    expect(page.get_by_role("link", name="Connexion")).to_be_visible()
    problem(api.get("/v1/me", by=ana), 401, "unauthenticated")


@BY_KEYBOARD_TOO
def test_a_suspended_account_is_taken_back(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in(ana.email, then="/compte")
    page.get_by_role("button", name="Suspendre mon compte").click()
    page.get_by_role("dialog").get_by_role("button", name="Suspendre maintenant").click()
    expect(page.get_by_text("Tu peux le reprendre jusqu'au")).to_be_visible()
    expect(page.get_by_role("button", name="Suspendre mon compte")).to_have_count(0)
    page.get_by_role("button", name="Reprendre mon compte").click()
    expect(page.get_by_role("button", name="Suspendre mon compte")).to_be_visible()
    assert answer(api.get("/v1/me", by=ana))["beneficiary"]["status"] == "active"


def test_signing_out_everywhere_ends_the_other_session_too(
    open_window: Callable[..., Window], api: Api
) -> None:
    ana = api.beneficiary()
    lost, mine = open_window(), open_window()
    lost.sign_in(ana.email, then="/credit")
    expect(lost.page.locator(".amount")).to_be_visible()
    page = mine.sign_in(ana.email, then="/compte")
    page.get_by_role("button", name="Me déconnecter partout").click()
    page.get_by_role("dialog").get_by_role("button", name="Fermer toutes mes sessions").click()
    expect(page.locator("main h1")).to_have_text("Se connecter")
    lost.page.reload()
    expect(lost.page.get_by_text(re.compile("Connecte-toi|reconnecte", re.I)).first).to_be_visible()


@BY_KEYBOARD_TOO
def test_reminders_are_chosen_and_kept(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in(ana.email, then="/compte")
    with page.expect_response(re.compile("notification-settings")) as told:
        page.get_by_label("La veille d'une sortie").uncheck()
    assert told.value.ok
    page.reload()
    expect(page.get_by_label("La veille d'une sortie")).not_to_be_checked()
    expect(page.get_by_label("Quand une réservation va expirer")).to_be_checked()
    settings = answer(api.get("/v1/me/notification-settings", by=ana))
    assert settings == {"upcoming_events": False, "expiring_bookings": True}


def test_the_language_is_chosen_in_the_account(window: Window) -> None:
    page = window.sign_in("ana@demo.test", then="/compte")
    page.get_by_role("radio", name="English").check()
    expect(page.locator("main h1")).to_have_text("My account")
    assert window.axe() == []


@BY_KEYBOARD_TOO
def test_a_heart_keeps_an_offer_and_lets_it_go(window: Window, api: Api, shop: Shop) -> None:
    ana = api.beneficiary()
    stock_id = api.offer(
        shop, stock={"price_cents": 1_000, "quantity": 5}, name="Un livre à garder"
    )
    offer_id = stock_id.partition("~")[0]
    page = window.sign_in(ana.email, then=f"/offres/{offer_id}")
    heart = page.get_by_role("button", name="Favori : Un livre à garder")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Ajouté à tes favoris.")).to_be_visible()
    page.get_by_role("link", name="Mon compte").click()
    page.get_by_role("link", name="Mes favoris").click()
    expect(page.get_by_role("link", name="Un livre à garder")).to_be_visible()
    assert window.axe() == []
    page.get_by_role("button", name="Favori : Un livre à garder").click()
    expect(page.get_by_text("Aucun favori pour l'instant.")).to_be_visible()
    assert answer(api.get("/v1/me/favorites", by=ana))["items"] == []


def test_a_heart_that_the_server_refuses_goes_back_and_says_so(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in(ana.email, then="/offres/demo-livre-programme-opera")
    page.route("**/v1/me/favorites/*", lambda route: route.abort("internetdisconnected"))
    heart = page.get_by_role("button", name=re.compile("Favori"))
    heart.click()
    expect(page.get_by_text("Le serveur ne répond pas")).to_be_visible()
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_the_account_is_accessible_in_every_state(
    open_window: Callable[..., Window], api: Api
) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.page
    found: list[str] = []

    def check() -> None:
        found.extend(f"{page.url}: {each}" for each in window.axe())

    for path in ("/compte", "/favoris"):
        window.open(path)
        check()
    window.sign_in(api.beneficiary().email, then="/compte")
    expect(page.locator(".skeletons")).to_have_count(0)
    check()
    page.get_by_role("button", name="Suspendre mon compte").click()
    check()
    page.get_by_role("dialog").get_by_role("button", name="Suspendre maintenant").click()
    expect(page.get_by_role("button", name="Reprendre mon compte")).to_be_visible()
    check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
