"""The back office's queue of offers: several decided at once, by keyboard and beside colleagues."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.browser import Window
from tests.support.keyboard import BY_KEYBOARD_TOO
from tests.support.server import Api, Shop, answer


def waiting(api: Api, shop: Shop, name: str) -> str:
    """Return the id of an offer that a rule holds for review."""
    offer_id = api.draft(shop, name=f"Carte cadeau {name}")
    assert api.upload(shop, offer_id)["status"] == "ready"
    api.stock(shop, offer_id)
    published = answer(api.post(f"/v1/offers/{offer_id}/publish", by=shop.member))
    assert published["status"] == "pending"
    return offer_id


def publication(api: Api, offer_id: str) -> str:
    """Return the status of an offer as administrators see it."""
    page = answer(api.get(f"/v1/back-office/offers/{offer_id}", by=api.admin()))
    return str(page["offer"]["status"])


def test_a_reviewer_rejects_several_offers_for_one_reason_by_keyboard(
    window: Window, api: Api, shop: Shop
) -> None:
    first, second, third = (waiting(api, shop, name) for name in ("un", "deux", "trois"))
    page = window.sign_in("review@demo.test", then=f"/admin/file/offres?id={first}")
    title = page.locator("#item")
    for name in ("un", "deux", "trois"):
        expect(title).to_have_text(f"Carte cadeau {name}")
        page.keyboard.press("x")
        page.keyboard.press("j")
    expect(page.locator("#many")).to_have_text("3 éléments choisis")
    expect(page.get_by_role("button", name="Publier l'offre")).to_have_count(0)
    page.keyboard.press("r")
    expect(page.get_by_label("Motif")).to_be_focused()
    page.keyboard.type("Une carte cadeau n'est pas une offre.")
    answer(api.post(f"/v1/offers/{second}/approve", by=api.admin()))
    page.keyboard.press("Control+Enter")
    said = page.get_by_role("status")
    expect(said.filter(has_text="2 décisions enregistrées.")).to_be_visible()
    expect(said.filter(has_text="Carte cadeau deux : quelqu'un l'a décidée")).to_be_visible()
    expect(page.locator("#many")).to_have_count(0)
    expect(page.locator(".office-line")).not_to_contain_text("Carte cadeau")
    assert [publication(api, one) for one in (first, second, third)] == [
        "rejected",
        "active",
        "rejected",
    ]
    acts = answer(api.get("/v1/acts", by=api.admin(), target=f"offers:{third}"))["items"]
    assert acts[0]["reason"] == "Une carte cadeau n'est pas une offre."


@BY_KEYBOARD_TOO
def test_offers_are_picked_in_the_line_and_published_together(
    open_window: Callable[..., Window], api: Api, shop: Shop
) -> None:
    ids = [waiting(api, shop, name) for name in ("quatre", "cinq")]
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.sign_in("review@demo.test", then=f"/admin/file/offres?id={ids[0]}")
    page.get_by_label("Choisir Carte cadeau quatre").check()
    page.get_by_label("Choisir Carte cadeau cinq").check()
    found = window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Publier 2 offres").click()
    page.get_by_role("button", name="Publier 2 offres").click()
    expect(page.get_by_role("status").filter(has_text="2 décisions")).to_be_visible()
    assert found == []
    assert [publication(api, one) for one in ids] == ["active", "active"]
