"""The pages about the app, the page without scripts, and the app on the home screen."""

import json
import re
from collections.abc import Callable
from typing import cast

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from local.web_icons import FILES, ICONS
from tests.support.browser import Window
from tests.support.server import Server


@pytest.mark.parametrize("path", ["/contact", "/donnees", "/accessibilite"])
def test_each_page_says_who_runs_the_pass_and_is_linked_from_everywhere(
    open_window: Callable[..., Window], path: str
) -> None:
    window = open_window(viewport={"width": 320, "height": 640})
    page = window.open("/connexion")
    page.locator(f'.foot a[href="{path}"]').click()
    page.wait_for_url(f"**{path}")
    expect(page.get_by_text("Association <Horizons>")).to_be_visible()
    expect(page.get_by_role("link", name="03 88 00 00 00")).to_have_attribute(
        "href", "tel:0388000000"
    )
    assert window.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_site_map_leads_to_every_screen_without_an_object(window: Window) -> None:
    page = window.open("/plan-du-site")
    paths = [link.get_attribute("href") for link in page.locator("main").get_by_role("link").all()]
    for path in paths:
        window.open(str(path))
        expect(page.locator("main h1")).not_to_have_text("Cette page n'existe pas")


@pytest.mark.parametrize("how", ["fails", "off"])
def test_without_scripts_the_page_says_what_to_do_and_whom_to_ask(
    open_window: Callable[..., Window], how: str
) -> None:
    window = open_window(java_script_enabled=how != "off")
    page = window.page
    page.route("**/kit/router.js", lambda route: route.abort())
    page.goto("/reservations")
    expect(page.get_by_role("heading", name="Rien ne vient ?")).to_be_visible()
    expect(page.get_by_text("Association <Horizons>").first).to_be_visible()
    expect(page.get_by_role("link", name="03 88 00 00 00").first).to_be_visible()
    expect(page.get_by_role("link", name="pass@horizons.example").first).to_be_visible()
    if how == "fails":
        assert window.axe() == []
        # The browser notes the file that the test held back.
        window.complaints.clear()


def test_chromium_finds_the_app_installable(
    open_window: Callable[..., Window], server: Server
) -> None:
    window = open_window(service_workers="allow")
    page = window.open("/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    browser = window.context.new_cdp_session(page)
    found = browser.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    for icon in manifest["icons"]:
        answered = page.request.get(f"{server.url}{icon['src']}")
        assert answered.headers["content-type"] == icon["type"]
    errors = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Playwright's contexts are like private windows, where Chromium installs nothing.
    assert [each["errorId"] for each in errors] in ([], ["in-incognito"])


def test_the_browser_s_offer_to_install_is_in_the_account(window: Window) -> None:
    page = window.sign_in("ana@demo.test", then="/compte")
    expect(page.get_by_role("heading", name="Rappels")).to_be_visible()
    page.evaluate(
        """() => {
          const offer = new Event("beforeinstallprompt", { cancelable: true });
          offer.prompt = async () => { window.asked = true; };
          dispatchEvent(offer);
        }"""
    )
    page.get_by_role("button", name="Installer l'application").click()
    assert page.evaluate("window.asked") is True
    expect(page.get_by_role("button", name="Installer l'application")).to_have_count(0)


@pytest.mark.parametrize("name", FILES)
def test_the_icons_are_those_that_the_command_draws(name: str) -> None:
    drawn = FILES[name]()
    with Image.open(ICONS / name) as kept:
        assert kept.size == drawn.size
        assert re.search(str(kept.width), name)
        difference = ImageChops.difference(kept.convert("RGBA"), drawn).getextrema()
    assert all(highest <= 8 for _, highest in cast("tuple[tuple[int, int], ...]", difference))
