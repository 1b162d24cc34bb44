"""The desk: typed or scanned codes, looked up by themselves, redeemed by one act, undone."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer, utc_now

TOMORROW = {"begins_at": (utc_now() + timedelta(days=1)).isoformat()}


def desk(window: Window, shop: Shop) -> Page:
    """Return the desk, whose field has the focus."""
    page = window.sign_in(shop.member.email, then="/pro/guichet")
    expect(page.get_by_label("Code du billet")).to_be_focused()
    return page


@BY_KEYBOARD_TOO
def test_a_ticket_is_typed_validated_and_undone(window: Window, api: Api, shop: Shop) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    code = api.book(api.beneficiary(), stock_id)["countermark"]
    page = desk(window, shop)
    page.keyboard.type(code.lower())
    validate = page.get_by_role("button", name="Valider")
    validate.wait_for()
    expect(page.get_by_role("heading", name="Léa Schmitt")).to_be_visible()
    expect(page.get_by_text("Vérifiez l'identité")).to_be_visible()
    assert api.get(f"/v1/desk/countermarks/{code}", by=shop.member).json()["status"] == "confirmed"
    page.keyboard.press("Tab")
    expect(validate).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".desk-card.good")).to_contain_text("Validé")
    expect(page.get_by_label("Code du billet")).to_be_focused()
    expect(page.get_by_label("Code du billet")).to_have_value("")
    assert api.get(f"/v1/desk/countermarks/{code}", by=shop.member).json()["status"] == "used"
    page.get_by_role("button", name="Annuler la validation").click()
    expect(page.get_by_text("le billet peut resservir")).to_be_visible()
    assert api.get(f"/v1/desk/countermarks/{code}", by=shop.member).json()["status"] == "confirmed"


def test_a_scanner_looks_up_once_and_validates_nothing(
    window: Window, api: Api, shop: Shop
) -> None:
    concert = {"category": "concert", "name": "Concert de minuit", "duo": True}
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 9, **TOMORROW}, **concert)
    tickets = [api.book(api.beneficiary(), stock_id, quantity=2) for _ in range(2)]
    codes = [ticket["countermark"] for ticket in tickets]
    # The second code is as it was before codes had a proof.
    texts = [tickets[0]["qr_payload"], f"PASSCULTURE:v3;TOKEN:{codes[1]}"]
    page = desk(window, shop)
    asked: list[str] = []
    page.on("request", lambda call: asked.append(call.url) if "countermarks" in call.url else None)
    for count, text in enumerate(texts, start=1):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Valider les 2 places").click()
        expect(page.locator(".desk-card.good")).to_be_visible()
        expect(page.locator(".desk-count")).to_contain_text(f"{2 * count} / 4")
    assert [url.rpartition("/")[2] for url in asked] == [codes[0], "redeem", codes[1], "redeem"]
    expect(page.get_by_role("heading", name="Derniers billets")).to_be_visible()


def test_a_count_that_was_asked_before_a_redemption_is_asked_again(
    window: Window, api: Api, shop: Shop
) -> None:
    stock_id = api.offer(
        shop, stock={"price_cents": 1_000, "quantity": 9, **TOMORROW}, category="concert"
    )
    code = api.book(api.beneficiary(), stock_id)["countermark"]
    page = desk(window, shop)
    late: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route("**/v1/desk/bookings?*", hold)
    page.keyboard.type(code)
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".desk-card.good")).to_be_visible()
    expect(page.locator(".desk-count")).to_contain_text("1 / 1")
    [(route, before)] = late
    route.fulfill(response=before)
    page.get_by_label("Code du billet").fill("ZZZZZZ")
    expect(page.locator(".desk-card.wrong")).to_be_visible()
    expect(page.locator(".desk-count")).to_contain_text("1 / 1")


@BY_KEYBOARD_TOO
def test_every_refusal_is_said(window: Window, api: Api, shop: Shop) -> None:
    ana, ben = api.beneficiary(), api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    used = api.book(ana, stock_id)["countermark"]
    answer(api.post(f"/v1/desk/countermarks/{used}/redeem", by=shop.member))
    cancelled = api.book(ben, stock_id)
    answer(api.post(f"/v1/bookings/{cancelled['id']}/cancel", by=ben))
    later = {"begins_at": (utc_now() + timedelta(days=30)).isoformat()}
    concert = api.offer(
        shop, stock={"price_cents": 500, "quantity": 5, **later}, category="concert"
    )
    early = api.book(ben, concert)["countermark"]
    page = desk(window, shop)
    card = page.locator(".desk-card.wrong")
    for code, words in (
        ("ZZZZZZ", "Aucune réservation n'a ce code."),
        (used, "Déjà validé"),
        (cancelled["countermark"], "annulée"),
        (early, "Trop tôt : à valider à partir de"),
    ):
        page.get_by_label("Code du billet").fill(code)
        expect(card).to_contain_text(words)
        expect(page.get_by_role("button", name="Valider")).to_have_count(0)
    window.context.set_offline(True)
    page.get_by_label("Code du billet").fill("ABCDEF")
    expect(card).to_contain_text("vérifiez votre connexion")
    window.context.set_offline(False)
    page.get_by_label("Code du billet").press("Enter")
    expect(card).to_contain_text("Aucune réservation n'a ce code.")


def test_the_desk_is_accessible(open_window: Callable[..., Window], api: Api, shop: Shop) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    window.open("/pro/guichet").get_by_role("button", name="Se connecter").wait_for()
    found = window.axe()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    code = api.book(api.beneficiary(), stock_id)["countermark"]
    page = desk(window, shop)
    found += window.axe()
    page.keyboard.type("ZZZZZZ")
    expect(page.locator(".desk-card.wrong")).to_be_visible()
    found += window.axe()
    page.get_by_label("Code du billet").fill(code)
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".desk-card.good")).to_be_visible()
    found += window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found == []
