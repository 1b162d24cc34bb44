"""The back office's search, the pages of facts, and the acts on them."""

import re
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, utc_now

IN_A_WEEK = {"begins_at": (utc_now() + timedelta(days=7)).isoformat()}


def search(window: Window, email: str, text: str) -> Page:
    """Return the results of a search."""
    page = window.sign_in(email, then="/admin/recherche")
    page.get_by_label("Qui ou quoi ?").fill(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/recherche?q=*")
    return page


def do(page: Page, act: str, **fields: str) -> None:
    """Open an act, fill its form and send it."""
    page.get_by_role("button", name=act).click()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=act).click()


@BY_KEYBOARD_TOO
def test_support_finds_a_booking_by_its_code_cancels_and_reinstates_it(
    window: Window, api: Api, shop: Shop
) -> None:
    ana = api.beneficiary()
    concert = {"category": "concert", "name": "Concert au guichet"}
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5, **IN_A_WEEK}, **concert)
    booking = api.book(ana, stock_id)
    page = search(window, "support@demo.test", booking["countermark"].lower())
    page.get_by_role("link", name="Concert au guichet").click()
    expect(page.locator("main h1")).to_contain_text("Concert au guichet · Léa Schmitt")
    expect(page.get_by_role("link", name=shop.siren)).to_be_visible()
    do(page, "Annuler la réservation")
    expect(page.get_by_text("Écrivez un motif.")).to_be_visible()
    page.get_by_label("Motif").fill("Demandé par téléphone.")
    page.get_by_label("Commentaire interne").fill("Rappeler lundi.")
    page.get_by_role("button", name="Annuler la réservation").click()
    expect(
        page.get_by_role("status").filter(has_text="Annuler la réservation : fait")
    ).to_be_visible()
    expect(page.locator("main h1")).to_be_focused()
    history = page.locator(".office-history")
    expect(history).to_contain_text("Demandé par téléphone.")
    expect(history).to_contain_text("Rappeler lundi.")
    expect(history).to_contain_text("vous")
    assert answer(api.get(f"/v1/bookings/{booking['id']}", by=ana))["status"] == "cancelled"
    do(page, "Remettre la réservation", Motif="Annulée par erreur.")
    expect(page.get_by_role("button", name="Valider la réservation")).to_be_visible()
    assert answer(api.get(f"/v1/bookings/{booking['id']}", by=ana))["status"] == "confirmed"


@BY_KEYBOARD_TOO
def test_support_suspends_a_person_found_by_address(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = search(window, "support@demo.test", ana.email)
    page.get_by_role("link", name="Léa Schmitt").click()
    expect(page.get_by_text(ana.email)).to_be_visible()
    page.get_by_role("button", name="Suspendre").click()
    page.get_by_role("button", name="Suspendre").click()
    expect(page.get_by_text("Choisissez.")).to_be_visible()
    page.get_by_label("Raison de la suspension").select_option("administrative")
    page.get_by_role("button", name="Suspendre").click()
    expect(page.get_by_role("button", name="Lever la suspension")).to_be_visible()
    expect(page.locator(".office-facts").nth(1)).to_contain_text("décision administrative")
    me = answer(api.get("/v1/me", by=ana))
    assert me["beneficiary"]["status"] == "suspended"


@BY_KEYBOARD_TOO
def test_support_exports_a_person_s_data_for_a_letter(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in("support@demo.test", then=f"/admin/fiche/people/{ana.uid}")
    do(page, "Exporter les données")
    expect(page.get_by_text("Écrivez un motif.")).to_be_visible()
    page.get_by_label("Motif").fill("Lettre du 3 mai.")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Exporter les données").dblclick()
    assert saved.value.suggested_filename == f"donnees-{ana.uid}.zip"
    with ZipFile(saved.value.path()) as file:
        assert ana.email in file.read("donnees.json").decode()
        assert "Schmitt" in file.read("index.html").decode()
    history = page.locator(".office-history")
    expect(history).to_contain_text("Données exportées")
    expect(history).to_contain_text("Lettre du 3 mai.")
    acts = answer(api.get("/v1/acts", by=api.admin(), target=f"beneficiaries:{ana.uid}"))
    assert [one["kind"] for one in acts["items"]].count("export_person") == 1


@BY_KEYBOARD_TOO
def test_a_refusal_of_the_api_is_said_on_the_page(window: Window, api: Api) -> None:
    ana = api.beneficiary()
    page = window.sign_in("support@demo.test", then=f"/admin/fiche/people/{ana.uid}")
    do(page, "Accorder le bonus")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("bonus", re.I))


@BY_KEYBOARD_TOO
def test_a_comment_joins_the_history(window: Window, shop: Shop) -> None:
    page = search(window, "finance@demo.test", shop.siren)
    page.get_by_role("link", name="Librairie du Quai").first.click()
    expect(page.get_by_role("button", name="Fermer la structure")).to_have_count(0)
    do(page, "Commenter", **{"Commentaire interne": "RIB attendu."})
    expect(page.locator(".office-history")).to_contain_text("RIB attendu.")


@BY_KEYBOARD_TOO
def test_nothing_found_and_too_short_are_said(window: Window) -> None:
    page = search(window, "review@demo.test", "zzzzzz introuvable")
    expect(page.get_by_text("Rien ne correspond à « zzzzzz introuvable »")).to_be_visible()
    page.get_by_label("Qui ou quoi ?").fill("a")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Écrivez au moins 2 caractères.")).to_be_visible()


@BY_KEYBOARD_TOO
def test_reviewers_are_not_led_to_pages_of_young_people(window: Window) -> None:
    page = window.sign_in("review@demo.test", then="/admin/fiche/people/demo-ana")
    expect(page.get_by_text("Il faut : assistance.")).to_be_visible()


def test_the_pages_of_facts_are_accessible(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    booking = api.book(api.beneficiary(), stock_id)
    found = []
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("admin@demo.test", then="/admin/recherche")
    expect(page.get_by_label("Qui ou quoi ?")).to_be_visible()
    for path in (
        "recherche?q=strasbourg",
        "fiche/people/demo-ines",
        f"fiche/offerers/{shop.siren}",
        f"fiche/venues/{shop.venue_id}",
        f"fiche/offers/{stock_id.partition('~')[0]}",
        f"fiche/bookings/{booking['id']}",
        "fiche/bookings/nothing",
    ):
        window.open(f"/admin/{path}")
        expect(page.locator(".skeletons")).to_have_count(0)
        found += [f"{path}: {each}" for each in window.axe()]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert found == []
