"""axe finds nothing on any screen, in either theme, and no screen is wider than a small phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import Window, intercept
from tests.support.server import Api, Shop

OPEN = [
    "/",
    "/recherche",
    "/recherche?q=zzzz&ou=Brest&lat=48.39&lon=-4.49&prix=10",
    "/offres/demo-livre-programme-opera",
    "/offres/demo-orgue-basilique",
    "/offres/nothing",
    "/connexion",
    "/mot-de-passe",
    "/accessibilite",
    "/plan-du-site",
    "/statistiques",
    "/exemples",
    "/reservations",
]

OWN = ["/reservations", "/reservations?etat=passees", "/credit", "/reservations/{booking}"]


def check(window: Window, path: str) -> list[str]:
    """Return what is wrong with a screen once nothing loads any more."""
    page = window.open(path)
    if path != "/exemples":
        expect(page.locator(".skeletons")).to_have_count(0)
    found = window.axe()
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        found.append(f"{wide} px wide")
    return [f"{path}: {each}" for each in found]


def test_screens_are_accessible(open_window: Callable[..., Window], api: Api, shop: Shop) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    found = [each for path in OPEN for each in check(window, path)]
    page = window.open("/recherche")
    page.locator(".filters summary").click()
    found += window.axe()

    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    page = window.sign_in(ana.email, then=f"/offres/{stock_id.partition('~')[0]}")
    page.get_by_role("button", name="Réserver").click()
    booking = api.book(ana, stock_id)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("déjà réservé")
    found += window.axe()
    found += [each for path in OWN for each in check(window, path.format(booking=booking["id"]))]
    assert found == []


@pytest.mark.parametrize("path", ["/", "/offres/demo-livre-programme-opera"])
def test_screens_that_fail_or_load_are_accessible(window: Window, path: str) -> None:
    reconnect = intercept(
        window.page, "**/v1/**", lambda route: route.abort("internetdisconnected")
    )
    page = window.open(path)
    expect(page.get_by_role("alert").first).to_contain_text("ne répond pas")
    assert window.axe() == []
    reconnect()
    page.get_by_role("button", name="Réessayer").first.click()
    expect(page.locator(".poster img").first).to_be_visible()
