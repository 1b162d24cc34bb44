"""Text at 200 % on the narrowest phone: everything can be read by scrolling down alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Window
from tests.support.server import Api, Shop

NARROW = 320
OPEN = [
    "/",
    "/recherche",
    "/recherche?q=zzzz&ou=Brest&lat=48.39&lon=-4.49",
    "/offres/demo-livre-programme-opera",
    "/connexion",
    "/mot-de-passe",
    "/inscription",
    "/contact",
    "/donnees",
    "/accessibilite",
    "/plan-du-site",
    "/statistiques",
]
OWN = ["/", "/reservations", "/reservations/{booking}", "/credit", "/compte", "/favoris", "/avis"]

_TOO_WIDE = """(narrow) => [...document.querySelectorAll("body *")]
  .filter((it) => it.getBoundingClientRect().right > narrow + 1)
  .filter((it) => {
    for (let up = it; up; up = up.parentElement) {
      const { overflowX, position } = getComputedStyle(up);
      if (["auto", "scroll", "hidden", "clip"].includes(overflowX)) return false;
    }
    return true;
  })
  .map((it) => it.outerHTML.slice(0, 80))"""
"""The elements that stick out, unless they scroll inside something narrower, such as a row."""


def enlarge(page: Page) -> None:
    """Double the text, as a person does in the settings of the browser."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


def faults(window: Window, path: str) -> list[str]:
    """Return what does not fit on a screen once nothing loads any more."""
    page = window.open(path)
    page.locator(".top").wait_for()
    expect(page.locator(".skeletons")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{path}: {each}" for each in page.evaluate(_TOO_WIDE, NARROW)] + (
        [f"{path}: {wide} px wide"] if wide > NARROW else []
    )


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_large_text_needs_no_scrolling_sideways(
    open_window: Callable[..., Window], api: Api, shop: Shop, locale: str
) -> None:
    window = open_window(viewport={"width": NARROW, "height": 640}, locale="fr-FR")
    enlarge(window.page)
    window.page.goto("/")
    if locale != "fr-FR":
        window.page.get_by_role("button", name="English").click()
    found = [each for path in OPEN for each in faults(window, path)]
    ana = api.beneficiary()
    stock_id = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    booking = api.book(ana, stock_id)
    page = window.page
    if locale == "fr-FR":
        window.sign_in(ana.email)
        found += [
            each for path in OWN for each in faults(window, path.format(booking=booking["id"]))
        ]
        page = window.open("/offres/demo-grand-large")
        page.get_by_role("button", name="Réserver").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.get_by_role("dialog").evaluate("it => it.scrollWidth <= it.clientWidth")
    assert found == []


def test_large_text_without_scripts_needs_no_scrolling_sideways(
    open_window: Callable[..., Window],
) -> None:
    size = {"width": NARROW, "height": 640}
    page = open_window(viewport=size, java_script_enabled=False).page
    enlarge(page)
    page.goto("/")
    expect(page.get_by_role("heading", name="Rien ne vient ?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
