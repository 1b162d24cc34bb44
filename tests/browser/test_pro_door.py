"""The door without a network: the list, offline scans, two devices, the camera."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Window
from tests.support.camera import seeing
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Json, Server, Shop, answer, utc_now


def booked(api: Api, shop: Shop, name: str, count: int) -> list[Json]:
    """Return bookings of a new concert of tomorrow."""
    tomorrow = {"begins_at": (utc_now() + timedelta(days=1)).isoformat()}
    stock = {"price_cents": 800, "quantity": 20, **tomorrow}
    stock_id = api.offer(shop, stock=stock, category="concert", name=name)
    return [api.book(api.beneficiary(), stock_id) for _ in range(count)]


def prepared(window: Window, shop: Shop, name: str, device: str) -> Page:
    """Return the door of an event, with its list on the device and without a network."""
    page = window.sign_in(shop.member.email, then="/pro/entree")
    page.get_by_label("Nom de cet appareil").fill(device)
    page.get_by_role("button", name=re.compile(f"Préparer : {name}")).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready")
    window.context.set_offline(True)
    return page


def scan(page: Page, text: str) -> None:
    """Scan a code as a scanner types it."""
    page.get_by_label("QR code du billet").fill(text)
    page.get_by_label("QR code du billet").press("Enter")


@BY_KEYBOARD_TOO
def test_two_doors_let_people_in_without_a_network_and_learn_of_conflicts_later(
    open_window: Callable[..., Window], api: Api
) -> None:
    shop = api.shop()
    good, cancelled = booked(api, shop, "Nuit sans réseau", 2)
    (foreign,) = booked(api, shop, "Un autre soir", 1)
    first, second = (open_window(service_workers="allow") for _ in "AB")
    pages = [
        prepared(first, shop, "Nuit sans réseau", "Porte A"),
        prepared(second, shop, "Nuit sans réseau", "Porte B"),
    ]
    path = f"/v1/desk/countermarks/{cancelled['countermark']}/cancel"
    answer(api.post(path, by=shop.member))
    card = pages[0].locator(".desk-card")
    for text, words in (
        (good["countermark"], "code tapé ne peut pas être vérifié"),
        (foreign["qr_payload"], "Absent de la liste"),
        (good["qr_payload"].replace("PROOF:", "PROOF:A")[:-1], "n'est pas un billet"),
    ):
        scan(pages[0], text)
        expect(card).to_contain_text(words)
        expect(pages[0].get_by_role("button", name="Laisser entrer", exact=True)).to_have_count(0)
    for page in pages:
        scan(page, good["qr_payload"].lower())
        expect(page.locator(".desk-card")).to_contain_text("L. S.")
        page.get_by_role("button", name="Laisser entrer").press("Enter")
        expect(page.locator(".desk-card.good")).to_contain_text("Entrée notée")
        expect(page.get_by_label("QR code du billet")).to_be_focused()
    scan(pages[0], good["qr_payload"].lower())
    expect(card).to_contain_text("Déjà entré ici")
    scan(pages[0], cancelled["qr_payload"])
    pages[0].get_by_role("button", name="Laisser entrer").click()
    expect(pages[0].get_by_text("2 entrées en attente")).to_be_visible()
    # Closed and opened again, still without a network.
    pages[0].close()
    page = first.page = first.context.new_page()
    page.goto("/pro/entree")
    expect(page.get_by_text("2 entrées en attente")).to_be_visible()
    expect(page.get_by_text("2 personnes entrées par ici")).to_be_visible()
    scan(page, cancelled["qr_payload"])
    expect(page.locator(".desk-card")).to_contain_text("Déjà entré ici")
    assert first.axe() == []
    first.context.set_offline(False)
    expect(page.get_by_text("Tout est envoyé")).to_be_visible()
    expect(page.locator(".door-conflicts")).to_contain_text("la place est validée")
    second.context.set_offline(False)
    conflicts = pages[1].locator(".door-conflicts")
    expect(conflicts).to_contain_text("par « Porte A »")
    assert second.axe() == []
    pages[1].get_by_role("button", name="C'est lu").click()
    expect(conflicts).to_have_count(0)
    for booking in (good, cancelled):
        found = answer(api.get(f"/v1/desk/countermarks/{booking['countermark']}", by=shop.member))
        assert found["status"] == "used"


@BY_KEYBOARD_TOO
def test_an_entry_by_mistake_is_undone_without_a_network_sent_or_not(
    open_window: Callable[..., Window], api: Api
) -> None:
    shop = api.shop()
    (booking,) = booked(api, shop, "Soir de méprise", 1)
    window = open_window(service_workers="allow")
    page = prepared(window, shop, "Soir de méprise", "Porte A")
    card = page.locator(".desk-card")

    def let_in() -> None:
        scan(page, booking["qr_payload"])
        page.get_by_role("button", name="Laisser entrer").press("Enter")
        expect(card).to_contain_text("Entrée notée")
        # Kept on the device, and so on its way.
        expect(page.get_by_text("1 personne entrée par ici")).to_be_visible()

    def state() -> str:
        path = f"/v1/desk/countermarks/{booking['countermark']}"
        return str(answer(api.get(path, by=shop.member))["status"])

    let_in()
    page.get_by_role("button", name="Annuler cette entrée").press("Enter")
    expect(card).to_contain_text("Entrée annulée")
    expect(page.get_by_label("QR code du billet")).to_be_focused()
    expect(page.get_by_text("0 personne entrée par ici")).to_be_visible()
    # Never sent, it leaves no trace.
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    let_in()
    window.context.set_offline(False)
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    assert state() == "used"
    window.context.set_offline(True)
    scan(page, booking["qr_payload"])
    expect(card).to_contain_text("Déjà entré ici")
    page.get_by_role("button", name="Annuler cette entrée").press("Enter")
    expect(page.get_by_text("1 entrée annulée, à confirmer.")).to_be_visible()
    assert window.axe() == []
    page.close()
    page = window.page = window.context.new_page()
    page.goto("/pro/entree")
    expect(page.get_by_text("1 entrée annulée, à confirmer.")).to_be_visible()
    window.context.set_offline(False)
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    assert state() == "confirmed"
    card = page.locator(".desk-card")
    let_in()
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    assert state() == "used"


def test_the_camera_reads_a_ticket(server: Server, api: Api, shop: Shop, browser: Browser) -> None:
    (booking,) = booked(api, shop, "Soir de caméra", 1)
    with seeing(booking["qr_payload"], browser) as camera:
        window = Window(camera, server.url, permissions=["camera"])
        page = window.sign_in(shop.member.email, then="/pro/guichet")
        expect(page.get_by_label("Code du billet")).to_be_focused()
        page.get_by_role("button", name="Scanner avec l'appareil photo").click()
        page.locator(".camera video").wait_for()
        page.get_by_role("button", name="Valider").wait_for()
        expect(page.get_by_role("heading", name="Léa Schmitt")).to_be_visible()
        page.get_by_role("button", name="Fermer l'appareil photo").click()
        window.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_door_is_accessible(
    open_window: Callable[..., Window], api: Api, shop: Shop, theme: str
) -> None:
    name = f"Vêpres {theme}"
    (booking,) = booked(api, shop, name, 1)
    window = open_window(color_scheme=theme, viewport={"width": 320, "height": 640})
    page = window.sign_in(shop.member.email, then="/pro/entree")
    page.get_by_role("button", name=re.compile(f"Préparer : {name}")).wait_for()
    found = window.axe()
    page.get_by_role("button", name=re.compile(f"Préparer : {name}")).click()
    scan(page, "ABCDEF")
    expect(page.locator(".desk-card.wrong")).to_be_visible()
    found += window.axe()
    scan(page, booking["qr_payload"])
    page.get_by_role("button", name="Laisser entrer").wait_for()
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
