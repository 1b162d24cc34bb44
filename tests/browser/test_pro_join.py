"""Joining: an account, a SIREN checked while it is typed, a place, and the wait for validation."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, answer, new_siren, new_siret


@BY_KEYBOARD_TOO
def test_a_bookseller_joins_and_is_validated(window: Window, api: Api) -> None:
    siren = new_siren()
    page = window.open("/pro")
    page.get_by_role("link", name="Inscrire ma structure").click()
    expect(page.locator("main h1")).to_have_text("Inscrire ma structure")
    page.get_by_label("Adresse e-mail").fill(f"libraire-{siren}@example.test")
    page.get_by_label("Mot de passe").fill("court")
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_text("Il faut 12 caractères au moins.")).to_be_visible()
    page.get_by_label("Mot de passe").fill("une-phrase-assez-longue")
    page.get_by_role("button", name="Créer mon compte").click()
    number = page.get_by_label("SIREN ou SIRET")
    number.fill(siren[:-1] + str((int(siren[-1]) + 1) % 10))
    expect(page.get_by_text("Ce numéro n'est pas juste")).to_be_visible()
    number.fill(new_siret(siren))
    expect(page.get_by_text("Numéro juste")).to_be_visible()
    page.get_by_label("Nom de la structure").fill("Librairie des Bateliers")
    page.get_by_label("Numéro et rue").fill("12 quai des Bateliers")
    page.get_by_label("Commune ou code postal").fill("Zzyzx")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Aucune commune ne correspond")).to_be_visible()
    expect(page.get_by_label("Commune ou code postal")).to_be_focused()
    page.get_by_label("Commune ou code postal").fill("67000 strasbourg")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Nos équipes vérifient votre demande")).to_be_visible()
    expect(page.get_by_role("heading", name="En attendant")).to_be_visible()
    expect(page.get_by_text("12 quai des Bateliers, 67000 Strasbourg")).to_be_visible()
    answer(api.post(f"/v1/offerers/{siren}/validate", by=api.admin()))
    page.reload()
    expect(page.get_by_text("Votre structure est validée")).to_be_visible()


@BY_KEYBOARD_TOO
def test_a_venue_that_is_refused_is_said_and_asked_again(window: Window, api: Api) -> None:
    siren = new_siren()
    page = window.sign_in(api.sign_up().email, then="/pro/rejoindre")
    page.route("**/v1/venues", lambda route: route.abort("internetdisconnected"))
    page.get_by_label("SIREN ou SIRET").fill(new_siret(siren))
    page.get_by_label("Nom de la structure").fill("Librairie des Bateliers")
    page.get_by_label("Numéro et rue").fill("12 quai des Bateliers")
    page.get_by_label("Commune ou code postal").fill("67000 strasbourg")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Nos équipes vérifient votre demande")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("ne répond pas")
    expect(page.get_by_role("button", name="Ajouter un lieu")).to_be_visible()


def test_joining_is_accessible(open_window: Callable[..., Window], api: Api) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    window.open("/pro/rejoindre")
    found = window.axe()
    page = window.sign_in(api.sign_up().email, then="/pro/rejoindre")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Écrivez le nom.")).to_be_visible()
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    leave = page.get_by_role("button", name="Se déconnecter")
    leave.click()
    expect(leave).to_have_count(0)
    page = window.sign_in("eva@demo.test", then="/pro/rejoindre")
    expect(page.get_by_role("heading", name="Vos lieux")).to_be_visible()
    page.wait_for_load_state("networkidle")
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
