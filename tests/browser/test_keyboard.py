"""The whole way of a young person by keyboard alone, from the first question to the ticket."""

import re
import secrets
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.test_sign_up import LETTERS, heading, of_age
from tests.support.browser import Window
from tests.support.keyboard import KeyboardPage
from tests.support.mailed import link_mailed_to
from tests.support.server import PASSWORD, Api, Server, Shop, answer


def test_zoe_signs_up_books_and_shows_her_ticket_by_keyboard(
    open_window: Callable[..., Window], api: Api, shop: Shop, server: Server
) -> None:
    window = open_window(hands="keyboard")
    name = f"Le carnet {secrets.token_hex(4)}"
    api.offer(shop, stock={"price_cents": 1_000, "quantity": 5}, name=name)
    page = window.open("/")
    page.get_by_role("link", name="As-tu droit au pass ?").first.click()
    heading(page, "Quand es-tu né(e) ?")
    birth_date = of_age(api)
    page.get_by_label("Jour", exact=True).fill(str(birth_date.day))
    page.get_by_label("Mois", exact=True).fill(str(birth_date.month))
    page.get_by_label("Année", exact=True).fill(str(birth_date.year))
    page.keyboard.press("Enter")
    heading(page, "Où habites-tu ?")
    page.get_by_label("Code postal", exact=True).fill("67120")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choisis ta commune.")).to_be_visible()
    page.get_by_role("radio", name="Molsheim").check()
    page.get_by_role("button", name="Continuer").first.click()
    heading(page, "Tu as droit au pass !")
    page.get_by_role("link", name="Continuer").first.click()
    heading(page, "Comment t'appelles-tu ?")
    page.get_by_label("Prénom", exact=True).fill("Zoé")
    page.get_by_label("Nom", exact=True).fill(f"Keller{secrets.token_hex(4).translate(LETTERS)}")
    page.keyboard.press("Enter")
    heading(page, "Crée ton compte")
    email = f"zoe-{secrets.token_hex(6)}@example.test"
    page.get_by_label("Adresse e-mail", exact=True).fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Tout est juste ?")
    page.get_by_label("Je certifie").check()
    page.get_by_role("button", name="Envoyer").first.click()
    heading(page, "Ta demande est envoyée")

    other = KeyboardPage(window.context.new_page())
    other.goto(link_mailed_to(server, email))
    other.get_by_role("button", name="Confirmer").first.click()
    expect(other.get_by_role("heading")).to_have_text("L'adresse est confirmée")
    other.get_by_role("link", name="Continuer").first.click()
    heading(other, "Ta demande est envoyée")
    other.close()
    zoe = api.sign_in(email)
    answer(api.post(f"/v1/beneficiaries/{zoe.uid}/activate", by=api.admin()))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    heading(page, "Ton pass est ouvert")

    page.get_by_role("link", name="Découvrir").first.click()
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_label("Quoi ?", exact=True).fill(name)
    page.keyboard.press("Enter")
    heading(page, f"Recherche : {name}")
    expect(page.locator("main h1")).to_be_focused()
    page.get_by_role("link", name=name).first.click()
    heading(page, name)
    page.get_by_role("button", name="Réserver").first.click()
    expect(page.get_by_role("heading", name="Ta réservation")).to_be_focused()
    page.get_by_role("button", name=re.compile("Confirmer")).first.click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    expect(page.get_by_role("img", name="QR code du billet")).to_be_visible()
    [booking] = answer(api.get("/v1/bookings", by=zoe))["items"]
    expect(page.locator(".code")).to_have_text(booking["countermark"])
