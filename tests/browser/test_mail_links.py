"""The page that a mailed link opens: it looks like the app, and leads on into it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Window
from tests.support.mailed import link_mailed_to
from tests.support.server import Api, Server

NEW_PASSWORD = "une phrase de plus"


def check(window: Window, page: Page) -> None:
    """See that the page is styled, accessible, and no wider than a small phone."""
    # Waited for from outside: the page's policy lets nothing evaluate a text again and again.
    expect(page.locator("body")).to_have_css("font-family", re.compile("Figtree"))
    assert window.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "fr-FR",
            {
                "forgotten": "Mot de passe oublié ?",
                "email": "Adresse e-mail",
                "send": "Recevoir le lien",
                "sent": "un e-mail est parti",
                "choose": "Choisir un nouveau mot de passe",
                "field": "Nouveau mot de passe",
                "weak": "trop court",
                "save": "Enregistrer",
                "done": "Le mot de passe est changé",
                "sign in": "Se connecter",
                "password": "Mot de passe",
                "credit": "Mon crédit",
                "used": "Ce lien ne peut pas être utilisé",
                "again": "Demander un nouveau mot de passe",
            },
        ),
        (
            "en-GB",
            {
                "forgotten": "Forgotten password?",
                "email": "E-mail address",
                "send": "Get the link",
                "sent": "an e-mail is on its way",
                "choose": "Choose a new password",
                "field": "New password",
                "weak": "too short",
                "save": "Save",
                "done": "The password is changed",
                "sign in": "Sign in",
                "password": "Password",
                "credit": "My credit",
                "used": "This link cannot be used",
                "again": "Ask for a new password",
            },
        ),
    ],
    ids=["French", "English"],
)
def test_a_forgotten_password_is_replaced_and_leads_back_to_where_one_was(
    open_window: Callable[..., Window],
    api: Api,
    server: Server,
    locale: str,
    words: dict[str, str],
) -> None:
    ana = api.beneficiary()
    window = open_window(locale=locale, viewport={"width": 320, "height": 640})
    page = window.open("/connexion?suite=/credit")
    page.get_by_role("link", name=words["forgotten"]).click()
    # The screen that is left has a field of the same name.
    expect(page.get_by_role("button", name=words["send"])).to_be_visible()
    page.get_by_label(words["email"]).fill(ana.email)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_text(words["sent"])).to_be_visible()

    link = link_mailed_to(server, ana.email)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(words["choose"])
    expect(page.get_by_text(ana.email)).to_be_visible()
    check(window, page)
    field = page.get_by_label(words["field"])
    field.evaluate("it => it.removeAttribute('minlength')")
    field.fill("court")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("alert")).to_contain_text(words["weak"])
    check(window, page)
    field.fill(NEW_PASSWORD)
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["done"])
    check(window, page)

    page.get_by_role("link", name=words["sign in"]).click()
    page.get_by_label(words["email"]).fill(ana.email)
    page.get_by_label(words["password"], exact=True).fill(NEW_PASSWORD)
    page.locator("main form").get_by_role("button", name=words["sign in"]).click()
    page.wait_for_url("**/credit")
    expect(page.locator("main h1")).to_have_text(words["credit"])

    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(words["used"])
    check(window, page)
    page.get_by_role("link", name=words["again"]).click()
    page.wait_for_url("**/mot-de-passe")
