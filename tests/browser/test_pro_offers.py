"""Offers and bookings of an offerer: lists, pausing, editing, filters, CSV, and the door's list."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO, Hands
from tests.support.server import Api, Shop, answer, utc_now

CONCERT = {"category": "concert", "name": "Concert des quais", "duo": True}


def next_week() -> dict[str, object]:
    """Return a stock of a week from now."""
    begins_at = (utc_now() + timedelta(days=7)).isoformat()
    return {"price_cents": 1_000, "quantity": 9, "begins_at": begins_at}


@BY_KEYBOARD_TOO
def test_an_offer_is_edited_withdrawn_and_published_again(
    window: Window, api: Api, shop: Shop
) -> None:
    offer_id = api.offer(shop, stock=next_week(), **CONCERT).partition("~")[0]
    page = window.sign_in(shop.member.email, then="/pro/offres")
    page.get_by_role("link", name="Concert des quais").first.click()
    expect(page.locator("main h1")).to_have_text("Concert des quais")
    expect(page.get_by_role("heading", name="Fréquentation, mois par mois")).to_be_visible()
    assert window.axe() == []
    page.get_by_label("Nom de l'offre").fill("Concert du fleuve")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C'est enregistré.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Modifier")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Prix en euros").fill("abc")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog.get_by_text("Un montant, comme")).to_be_visible()
    dialog.get_by_label("Prix en euros").fill("7,5")
    dialog.get_by_label("Places en tout").fill("20")
    day = (utc_now() + timedelta(days=12)).date()
    dialog.get_by_label("Date et heure").fill(f"{day}T21:00")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("li").filter(has_text="7,50")).to_contain_text("20 sur 20 restent")
    page.get_by_role("button", name="Retirer").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Personne ne la voit plus.")).to_be_visible()
    changed = answer(api.get(f"/v1/offers/{offer_id}/own", by=shop.member))
    assert (changed["name"], changed["status"]) == ("Concert du fleuve", "inactive")
    [stock] = changed["stocks"]
    assert (stock["price_cents"], stock["quantity"]) == (750, 20)
    assert stock["begins_at"][:10] == str(day)
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("On peut la réserver.")).to_be_visible()
    page.get_by_role("button", name="Dupliquer").click()
    expect(page.get_by_text("Personne ne la voit encore.")).to_be_visible()


@BY_KEYBOARD_TOO
def test_bookings_are_filtered_downloaded_and_printed(
    window: Window, api: Api, shop: Shop, hands: Hands
) -> None:
    name = f"Nuit des quais ({hands})"
    stock_id = api.offer(shop, stock=next_week(), **CONCERT | {"name": name})
    api.book(api.beneficiary(), stock_id, quantity=2)
    gone = api.beneficiary()
    booking = api.book(gone, stock_id)
    answer(api.post(f"/v1/bookings/{booking['id']}/cancel", by=gone))
    page = window.sign_in(shop.member.email, then="/pro/reservations")
    lines = page.locator(".lines li").filter(has_text=name)
    expect(lines).to_have_count(2)
    page.get_by_text("Filtres").click()
    page.get_by_role("radio", name="À venir").check()
    expect(lines).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger en CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert download.value.suggested_filename == "reservations.csv"
    # A duo booking is a row for each place; the cancelled one is left out.
    assert text.count(name) == 2
    lines.get_by_role("link", name="Liste de la séance").click()
    expect(page.get_by_text("2 places", exact=True)).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
    expect(page.get_by_role("rowheader", name="Léa Schmitt")).to_be_visible()


def test_offers_and_bookings_are_accessible(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    stock_id = api.offer(shop, stock=next_week(), **CONCERT | {"name": "Bal des quais"})
    booking = api.book(api.beneficiary(), stock_id)
    window = open_window(viewport={"width": 320, "height": 640})
    window.sign_in(shop.member.email, then="/pro")
    date = booking["begins_at"].replace("+", "%2B")
    found: list[str] = []
    for path in (
        "/pro/offres",
        f"/pro/offres/{stock_id.partition('~')[0]}",
        "/pro/reservations",
        f"/pro/reservations/liste?offre={booking['offer_id']}&date={date}",
    ):
        page = window.open(path)
        expect(page.get_by_text("Bal des quais").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        found += window.axe()
        if page.locator(".filters summary").count():
            page.locator(".filters summary").click()
            found += window.axe()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page = window.open(f"/pro/offres/{stock_id.partition('~')[0]}")
    page.get_by_role("button", name=re.compile("^Modifier")).click()
    found += window.axe()
    assert found == []
