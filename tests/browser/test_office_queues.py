"""The back office's queues: decided with the keyboard alone, by role, and beside colleagues."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Json, answer, new_siren


def claimed(api: Api, name: str) -> str:
    """Return the SIREN of a new offerer that waits for validation."""
    siren = new_siren()
    body = {"siren": siren, "name": name, "postal_code": "67000", "city": "Strasbourg"}
    answer(api.post("/v1/offerers", body, by=api.sign_up("founder")), 201)
    return siren


def offerer(api: Api, siren: str) -> Json:
    """Return an offerer as administrators see it."""
    page = answer(api.get(f"/v1/back-office/offerers/{siren}", by=api.admin()))
    return dict(page["offerer"])


def queue(window: Window, email: str, path: str) -> Page:
    """Return a queue whose item has been loaded."""
    page = window.sign_in(email, then=path)
    expect(page.get_by_role("heading", name="Historique")).to_be_visible()
    return page


def test_a_reviewer_decides_with_the_keyboard_alone(window: Window, api: Api) -> None:
    first, second = claimed(api, "Théâtre du Premier Pas"), claimed(api, "Cirque du Second Tour")
    page = queue(window, "review@demo.test", f"/admin/file/structures?id={first}")
    title = page.locator("#item")
    expect(title).to_have_text("Théâtre du Premier Pas")
    page.keyboard.press("j")
    expect(title).to_have_text("Cirque du Second Tour")
    page.keyboard.press("k")
    expect(title).to_have_text("Théâtre du Premier Pas")
    page.keyboard.press("v")
    expect(page.get_by_label("Commentaire interne")).to_be_focused()
    page.keyboard.type("jk : vu au registre")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Valider : Théâtre")).to_be_visible()
    expect(title).to_have_text("Cirque du Second Tour")
    expect(title).to_be_focused()
    assert offerer(api, first)["status"] == "validated"
    expect(page.get_by_role("button", name="Refuser la structure")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Écrivez un motif.")).to_be_visible()
    expect(page.get_by_label("Motif")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Refuser la structure")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Le cirque n'est pas immatriculé.")
    page.keyboard.press("Control+Enter")
    expect(
        page.get_by_role("status").filter(has_text="Refuser la structure : Cirque")
    ).to_be_visible()
    rejected = offerer(api, second)
    assert (rejected["status"], rejected["rejection_reason"]) == (
        "rejected",
        "Le cirque n'est pas immatriculé.",
    )


def test_timers_that_are_late_take_the_focus_from_nobody_who_types(
    window: Window, api: Api
) -> None:
    siren = claimed(api, "Chorale des Minutes Lentes")
    claimed(api, "Chorale d'à Côté")
    page = queue(window, "review@demo.test", f"/admin/file/structures?id={siren}")
    expect(page.get_by_role("button", name="Refuser la structure")).to_be_visible()
    page.evaluate(
        "() => { const late = setTimeout;"
        " window.setTimeout = (act, ms = 0, ...rest) => late(act, ms + 500, ...rest); }"
    )
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#item")).to_have_text("Chorale des Minutes Lentes")
    page.keyboard.press("r")
    page.keyboard.type("Rien")
    page.wait_for_timeout(700)
    page.keyboard.type(" n'est perdu.")
    expect(page.get_by_label("Motif")).to_have_value("Rien n'est perdu.")


@BY_KEYBOARD_TOO
def test_a_decision_of_a_colleague_is_said_and_nothing_typed_is_lost(
    window: Window, api: Api
) -> None:
    siren = claimed(api, "Galerie des Deux Avis")
    page = queue(window, "review@demo.test", f"/admin/file/structures?id={siren}")
    page.get_by_role("button", name="Refuser la structure").click()
    page.get_by_label("Motif").fill("Un motif long à écrire.")
    answer(api.post(f"/v1/offerers/{siren}/validate", by=api.admin()))
    page.get_by_role("button", name="Refuser la structure").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Quelqu'un d'autre a pu décider entre-temps")).to_be_visible()
    expect(page.get_by_label("Motif")).to_have_value("Un motif long à écrire.")
    expect(page.locator(".office-history")).to_contain_text("Structure validée")
    expect(page.locator(".office-line")).not_to_contain_text("Galerie des Deux Avis")
    assert offerer(api, siren)["status"] == "validated"


def test_a_role_is_offered_what_it_may_do(open_window: Callable[..., Window]) -> None:
    window = open_window()
    page = window.sign_in("support@demo.test", then="/admin")
    queues = page.locator(".office-queues")
    expect(queues).to_contain_text("Inscriptions retenues")
    expect(queues).not_to_contain_text("Comptes bancaires")
    expect(queues).not_to_contain_text("Structures")
    expect(page.locator(".skeletons")).to_have_count(0)
    window.open("/admin/file/comptes-bancaires")
    expect(page.get_by_text("Il faut : finances.")).to_be_visible()
    stranger = open_window()
    page = stranger.sign_in("ana@demo.test", then="/admin")
    expect(page.get_by_text("ana@demo.test n'a aucun rôle ici")).to_be_visible()


@BY_KEYBOARD_TOO
def test_a_role_that_was_taken_away_meanwhile_is_said(window: Window, api: Api) -> None:
    siren = claimed(api, "Chorale du Rôle Perdu")
    page = queue(window, "review@demo.test", f"/admin/file/structures?id={siren}")
    refusal = {"code": "admin_only", "status": 403}
    page.route(
        re.compile("/validate"),
        lambda route: route.fulfill(
            status=403, content_type="application/problem+json", json=refusal
        ),
    )
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Seule une personne qui administre")


def test_shortcuts_can_be_turned_off(window: Window) -> None:
    page = queue(window, "review@demo.test", "/admin/file/structures")
    name = page.locator("#item").inner_text()
    page.get_by_label("Raccourcis au clavier").uncheck()
    page.locator("body").press("j")
    expect(page.locator("#item")).to_have_text(name)
    expect(page.locator("kbd")).to_have_count(0)


def test_the_queues_are_accessible(open_window: Callable[..., Window], api: Api) -> None:
    claimed(api, "Atelier d'Accès")
    found = []
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.open("/admin")
    expect(page.get_by_text("Cet espace est réservé")).to_be_visible()
    found += window.axe()
    page.get_by_label("Adresse e-mail").fill("admin@demo.test")
    page.get_by_label("Mot de passe", exact=True).fill("culture-pass")
    page.locator("main form").get_by_role("button", name="Se connecter").click()
    expect(page.locator(".office-queue").first).to_be_visible()
    expect(page.locator(".skeletons")).to_have_count(0)
    found += window.axe()
    for path in ("structures", "rattachements", "offres", "inscriptions-retenues", "lots"):
        window.open(f"/admin/file/{path}")
        expect(page.locator(".skeletons")).to_have_count(0)
        found += [f"{path}: {each}" for each in window.axe()]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    window.open("/admin/file/structures")
    page.get_by_role("button", name="Refuser la structure").click()
    page.get_by_role("button", name="Refuser la structure").click()
    expect(page.get_by_text("Écrivez un motif.")).to_be_visible()
    found += window.axe()
    assert found == []


def test_the_back_office_speaks_english(open_window: Callable[..., Window]) -> None:
    page = open_window(locale="en-GB").open("/admin")
    expect(page.locator("main h1")).to_have_text("To do")
    expect(page.get_by_text("This place is for the people who run the pass.")).to_be_visible()
