"""Discover: its rows, and the map of what was found."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import Window, intercept

STRASBOURG = "/recherche?ou=Strasbourg+(67)&lat=48.5839&lon=7.7455"


def markers(page: Page) -> list[str]:
    page.locator(".map-venue").first.wait_for()
    labels: list[str] = page.locator(".map-venue").evaluate_all(
        "all => all.map((it) => it.ariaLabel)"
    )
    return labels


def counted(labels: list[str]) -> int:
    """Return how many offers the markers with these names stand for."""
    return sum(int(re.findall(r"(\d+) offres?$", each)[0]) for each in labels)


def test_last_places_are_a_row_and_a_filter(window: Window) -> None:
    page = window.open("/")
    row = page.get_by_role("region", name="Dernières places")
    expect(row.locator(".card").first).to_contain_text("Dernières places")
    page.get_by_role("link", name="Tout voir : Dernières places").click()
    page.wait_for_url("**/recherche?*dernieres=1*")
    page.get_by_text("Filtres (1 actif)").click()
    expect(page.get_by_role("checkbox", name="Dernières places")).to_be_checked()
    found = page.locator(".card")
    expect(found.first).to_contain_text("Dernières places")
    few = found.count()
    page.get_by_role("checkbox", name="Dernières places").uncheck()
    page.wait_for_url(lambda address: "dernieres" not in address)
    expect(found.nth(few)).to_be_visible()


def test_the_map_is_loaded_when_it_is_opened_and_shows_the_venues_of_the_list(
    open_window: Callable[..., Window],
) -> None:
    window = open_window(viewport={"width": 320, "height": 700})
    page = window.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    window.open(STRASBOURG)
    expect(page.locator(".card").first).to_be_visible()
    assert not any("leaflet" in url or "map" in url for url in asked)

    page.get_by_role("button", name="Voir sur la carte").click()
    shown = markers(page)
    listed = page.locator(".cards .card").all_inner_texts()
    assert counted(shown) == len(listed)
    assert page.locator(".map svg:has(.map-land)").evaluate("it => it.clientWidth") >= 280
    expect(page.locator(".map-town span", has_text="Strasbourg")).to_be_visible()
    assert all(url.startswith(window.url) for url in asked)
    assert window.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    expect(page).to_have_url(re.compile("carte=1"))
    page.reload()
    assert markers(page) == shown
    page.get_by_role("button", name="Cacher la carte").click()
    expect(page.locator(".map")).to_have_count(0)


def test_the_map_is_used_with_the_keyboard_alone(window: Window) -> None:
    page = window.open(f"{STRASBOURG}&carte=1")
    name = markers(page)[0]
    marker = page.get_by_role("button", name=name)
    page.get_by_role("region", name="Carte des offres").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if marker.evaluate("it => it === document.activeElement"):
            break
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    offer = page.locator(".map-offers a").first
    expect(offer).to_be_focused()
    assert window.axe() == []
    page.keyboard.press("Escape")
    expect(page.locator(".map-offers")).to_have_count(0)
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    title = offer.inner_text()
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text(title)
    page.go_back()
    assert markers(page)[0] == name


def test_the_map_follows_the_list(window: Window) -> None:
    page = window.open("/recherche?carte=1")
    before = counted(markers(page))
    page.get_by_role("button", name="Voir plus").click()
    expect(page.locator(".cards .card")).to_have_count(48)
    assert counted(markers(page)) > before
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("region", name="Map of the offers")).to_be_visible()
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()


def test_a_map_that_does_not_load_leaves_the_list(window: Window) -> None:
    page = window.page
    reconnect = intercept(
        page, "**/vendor/leaflet.js", lambda route: route.abort("internetdisconnected")
    )
    window.open(f"{STRASBOURG}&carte=1")
    expect(page.get_by_role("alert")).to_contain_text("ne répond pas")
    expect(page.locator(".card").first).to_be_visible()
    reconnect()
    page.get_by_role("button", name="Réessayer").click()
    assert markers(page)


@pytest.mark.parametrize("loaded", [0, 1])
def test_rows_that_failed_are_all_loaded_again_with_one_tap(window: Window, loaded: int) -> None:
    seen: list[str] = []

    def lose(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) > loaded:
            route.abort("internetdisconnected")
        else:
            route.fallback()

    reconnect = intercept(window.page, "**/v1/offers?*", lose)
    page = window.open("/")
    alert = page.locator("section.row").get_by_role("alert")
    expect(alert).to_have_count(1)
    reconnect()
    page.get_by_role("button", name="Réessayer").click()
    expect(alert).to_have_count(0)
    expect(page.locator("section.row .cards").first).to_be_visible()
    expect(page.locator("section.row:not(:has(.cards))")).to_have_count(0)
    assert len(seen) > 1
