"""Applying for the pass: one question a screen, until the first booking."""

import re
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

from functions.kernel.calendar_days import years_after
from tests.support.auth_emulator import PROJECT
from tests.support.browser import Window
from tests.support.mailed import link_mailed_to
from tests.support.processes import Command, environment
from tests.support.server import PASSWORD, Api, Person, Server, Shop, answer


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """See that a screen has opened."""
    expect(page.locator("main h1")).to_have_text(text)


def go_on(page: Page) -> None:
    page.locator("main form").get_by_role("button").first.click()


def born(page: Page, day: date | str) -> None:
    """Answer the first question."""
    year, month, day_of_month = str(day).split("-")
    heading(page, "Quand es-tu né(e) ?")
    page.get_by_label("Jour").fill(day_of_month)
    page.get_by_label("Mois").fill(month)
    page.get_by_label("Année").fill(year)
    go_on(page)


def living(page: Page, postal_code: str) -> None:
    """Answer the second question."""
    heading(page, "Où habites-tu ?")
    page.get_by_label("Code postal").fill(postal_code)
    go_on(page)


def of_age(api: Api) -> date:
    return years_after(api.today() - timedelta(days=40), -18)


def test_zoe_signs_up_books_and_sees_her_ticket_redeemed(
    window: Window, api: Api, shop: Shop, server: Server
) -> None:
    def confirm(email: str) -> None:
        other = window.context.new_page()
        other.goto(link_mailed_to(server, email))
        other.get_by_role("button", name="Confirmer").click()
        expect(other.get_by_role("heading")).to_have_text("L'adresse est confirmée")
        other.get_by_role("link", name="Continuer").click()
        heading(other, "Ta demande est envoyée")
        other.close()

    sign_up_and_book(window, api, shop, confirm, admin=api.admin())


def test_zoe_signs_up_and_books_with_firebase(
    browser: Browser, auth_emulator: str, tmp_path: Path
) -> None:
    emulator = f"http://{auth_emulator}"
    server = Server(
        tmp_path / "data",
        CULTUREPASS_IDENTITY="firebase",
        FIREBASE_AUTH_EMULATOR_HOST=auth_emulator,
    )

    def confirm(email: str) -> None:
        sent = httpx.get(f"{emulator}/emulator/v1/projects/{PROJECT}/oobCodes").json()
        [link] = [one["oobLink"] for one in sent["oobCodes"] if one["email"] == email]
        httpx.get(link).raise_for_status()

    with server.running(), httpx.Client(base_url=emulator) as accounts:
        api = Api(server.api.client, accounts=accounts)
        admin = api.sign_up("admin")
        given = environment(server.data, **server.settings)
        named = Command("local.admin:run", admin.email, "--unverified", environment=given)
        assert named.wait().status == 0
        window = Window(browser, server.url)
        sign_up_and_book(window, api, api.shop(admin), confirm, admin=admin)
        window.close()


def sign_up_and_book(
    window: Window, api: Api, shop: Shop, confirm: Callable[[str], None], *, admin: Person
) -> None:
    """Sign up, confirm the address, book, and see the ticket redeemed."""
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.open("/")
    page.get_by_role("link", name="As-tu droit au pass ?").click()
    born(page, of_age(api))
    living(page, " 67 000 ")
    heading(page, "Tu as droit au pass !")
    expect(page.locator(".amount")).to_have_text(re.compile("500"))
    page.get_by_role("link", name="Continuer").click()
    heading(page, "Comment t'appelles-tu ?")
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Nom", exact=True).fill(f"Keller{secrets.token_hex(4).translate(LETTERS)}")
    go_on(page)
    heading(page, "Crée ton compte")
    email = f"zoe-{secrets.token_hex(6)}@example.test"
    page.get_by_label("Adresse e-mail").fill(f" {email} ")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    go_on(page)
    heading(page, "Tout est juste ?")
    expect(page.get_by_text("67000 Strasbourg")).to_be_visible()
    go_on(page)
    expect(page.get_by_text("Coche cette case")).to_be_visible()
    page.get_by_label("Je certifie").check()
    go_on(page)
    heading(page, "Ta demande est envoyée")

    confirm(email)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text(f"{email} est confirmée.")).to_be_visible()

    zoe = api.sign_in(email)
    answer(api.post(f"/v1/beneficiaries/{zoe.uid}/activate", by=admin))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    heading(page, "Ton pass est ouvert")
    api.check_credit(zoe, available=50_000, entries=[("grant", 50_000)])

    page = window.open(f"/offres/{stock_id.partition('~')[0]}")
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("button", name=re.compile("Confirmer")).click()
    expect(page.get_by_text("C'est réservé !")).to_be_visible()
    code = page.locator(".code").inner_text()
    answer(api.post(f"/v1/desk/countermarks/{code}/redeem", by=shop.member))
    expect(page.get_by_text("Billet validé, profite bien !")).to_be_visible()


LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Names are of letters alone."""


def test_what_was_typed_stays_after_a_reload_and_back(window: Window, api: Api) -> None:
    page = window.open("/inscription")
    born(page, of_age(api))
    living(page, "67000")
    page.get_by_role("link", name="Continuer").click()
    page.get_by_label("Prénom").fill("Zoé")
    page.reload()
    expect(page.get_by_label("Prénom")).to_have_value("Zoé")
    page.go_back()
    heading(page, "Tu as droit au pass !")
    page.get_by_role("link", name="Retour").click()
    expect(page.get_by_label("Code postal")).to_have_value("67000")
    page.goto("/inscription?etape=fin")
    heading(page, "Comment t'appelles-tu ?")


def test_a_wrong_answer_is_said_at_its_field_and_kept(window: Window, api: Api) -> None:
    page = window.open("/inscription")
    go_on(page)
    expect(page.get_by_text("Écris le jour, le mois et l'année")).to_be_visible()
    expect(page.get_by_label("Jour")).to_be_focused()
    for day, words in (
        ("2007-02-30", "Cette date n'existe pas"),
        (str(api.today() + timedelta(days=1)), "Cette date est dans le futur"),
        ("2007-🎂-1", "Écris le jour, le mois et l'année"),
        ("07-12-1", "Écris l'année en quatre chiffres"),
    ):
        born(page, day)
        expect(page.get_by_text(words)).to_be_visible()
    born(page, of_age(api))
    living(page, "99999")
    expect(page.get_by_text("Aucune commune n'a ce code postal")).to_be_visible()
    expect(page.get_by_label("Code postal")).to_be_focused()
    # A code of several communes asks for one of them.
    living(page, "67120")
    expect(page.get_by_text("Choisis ta commune.")).to_be_visible()
    page.get_by_role("radio", name="Molsheim").check()
    go_on(page)
    page.get_by_role("link", name="Continuer").click()
    page.get_by_label("Prénom").fill("Zoé 🎉")
    go_on(page)
    expect(page.get_by_text("Utilise seulement des lettres")).to_be_visible()
    expect(page.get_by_text("Écris ton nom.")).to_be_visible()


def test_who_is_too_young_reads_from_when(window: Window, api: Api) -> None:
    page = window.open("/inscription")
    birth_date = years_after(api.today() + timedelta(days=1), -16)
    born(page, birth_date)
    living(page, "67000")
    heading(page, "Bientôt, mais pas encore")
    year = years_after(birth_date, 18).year
    expect(page.get_by_text(re.compile(rf"à partir du .* {year}\."))).to_be_visible()
    assert window.axe() == []
    page.get_by_role("link", name="Corriger mes réponses").click()
    born(page, of_age(api))
    living(page, "75001")
    heading(page, "Ce pass n'est pas pour toi")
    expect(page.get_by_text("pas ouvert là où tu habites (Paris")).to_be_visible()


def test_an_address_that_has_an_account_leads_to_sign_in_and_back(window: Window, api: Api) -> None:
    person = api.sign_up("known")
    page = window.open("/inscription")
    born(page, of_age(api))
    living(page, "67000")
    page.get_by_role("link", name="Continuer").click()
    page.get_by_label("Prénom").fill("Léa")
    page.get_by_label("Nom", exact=True).fill("Schmitt")
    go_on(page)
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill("court")
    go_on(page)
    expect(page.get_by_text("Il faut au moins 8 caractères.")).to_be_visible()
    page.get_by_label("Mot de passe", exact=True).fill("a-new-password")
    go_on(page)
    page.get_by_role("alert").get_by_role("link", name="Se connecter").click()
    # The screen before has fields of the same names.
    heading(page, "Se connecter")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main form").get_by_role("button", name="Se connecter").click()
    heading(page, "Quand es-tu né(e) ?")
    page.goto("/inscription?etape=fin")
    heading(page, "Tout est juste ?")
    page.get_by_label("Je certifie").check()
    go_on(page)
    # Somebody else of this name and birth date has the pass: it is held, and reads alike.
    heading(page, "Ta demande est envoyée")
    page.get_by_role("button", name="Renvoyer l'e-mail").click()
    expect(page.get_by_text("E-mail envoyé.")).to_be_visible()


def test_every_question_is_accessible(open_window: Callable[..., Window], api: Api) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    found: list[str] = []

    def check(page: Page, name: str) -> None:
        heading(page, name)
        found.extend(f"{name}: {each}" for each in window.axe())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, name

    page = window.open("/inscription")
    go_on(page)
    check(page, "Quand es-tu né(e) ?")
    born(page, of_age(api))
    living(page, "67120")
    expect(page.get_by_text("Choisis ta commune.")).to_be_visible()
    check(page, "Où habites-tu ?")
    page.get_by_role("radio", name="Molsheim").check()
    go_on(page)
    check(page, "Tu as droit au pass !")
    page.get_by_role("link", name="Continuer").click()
    go_on(page)
    check(page, "Comment t'appelles-tu ?")
    page.get_by_label("Prénom").fill("Léa")
    page.get_by_label("Nom", exact=True).fill("Schmitt")
    go_on(page)
    check(page, "Crée ton compte")
    page.get_by_label("Adresse e-mail").fill(f"lea-{secrets.token_hex(6)}@example.test")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    go_on(page)
    heading(page, "Tout est juste ?")
    go_on(page)
    check(page, "Tout est juste ?")
    page.get_by_label("Je certifie").check()
    go_on(page)
    check(page, "Ta demande est envoyée")
    assert found == []
