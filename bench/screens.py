"""`python -m bench screens FOLDER`: every screen at three widths, in both themes, as PNG files.

Screens of a person are those of demo accounts. A screen of one thing, such as a ticket, is the
first that a list of the person leads to.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page

from bench.web_app import served_app
from functions.pages.files.data import client_routes
from tests.support.chromium import MISSING, find_chromium, launched, sign_in
from tests.support.server import PASSWORD, Api

WIDTHS = (360, 768, 1280)
THEMES = ("light", "dark")
HEIGHT = 800
TALLEST = 4_000

_OFFER = "/offres/demo-livre-programme-opera"

PEOPLE: Mapping[str, str | None] = {
    "visitor": None,
    "ana": "ana@demo.test",
    "pro": "pro@demo.test",
    "admin": "admin@demo.test",
}
"""Who sees the screens: nobody signed in, a young person, a professional, an administrator."""

_FIRST_THINGS: Mapping[str, Sequence[tuple[str, str]]] = {
    "ana": (("/reservations", ".booking a"),),
    "pro": (("/pro/offres", "a[href^='/pro/offres/']"),),
    "admin": (("/admin", "a[href^='/admin/file/']"),),
}
"""The lists that lead to a screen of one thing, and their links."""


def main(arguments: Sequence[str]) -> int:
    """Take the pictures, print the folder, and return 0; 2 where there is no Chromium."""
    parser = argparse.ArgumentParser("python -m bench screens")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="the address of a running server with the demo data")
    options = parser.parse_args(arguments)
    program = find_chromium()
    if program is None:
        print(f"{MISSING}.")
        return 2
    options.folder.mkdir(parents=True, exist_ok=True)
    with served_app(options.url) as url, launched(program) as browser:
        _book(url)
        for width in WIDTHS:
            for theme in THEMES:
                _take_all(browser, url, options.folder, width, theme)
    print(options.folder)
    return 0


def _book(url: str) -> None:
    """Give Ana a ticket, unless she has one."""
    with httpx.Client(base_url=url, timeout=60) as client:
        api = Api(client)
        ana = api.sign_in(PEOPLE["ana"] or "")
        [stock] = client.get(f"/v1{_OFFER.replace('offres', 'offers')}").json()["stocks"]
        api.post("/v1/bookings", {"stock_id": stock["id"]}, by=ana)


def _take_all(browser: Browser, url: str, folder: Path, width: int, theme: str) -> None:
    for who, email in PEOPLE.items():
        context = browser.new_context(
            base_url=url,
            locale="fr-FR",
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": HEIGHT},
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        if email is not None:
            page.goto("/connexion")
            sign_in(page, email, PASSWORD)

        def take(path: str, name: str, page: Page = page, who: str = who) -> None:
            _open(page, path)
            # As tall as what it shows, so that bars at its edges cover nothing.
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(HEIGHT, min(tall, TALLEST))})
            page.screenshot(path=folder / f"{who}{name}-{width}-{theme}.png")
            page.set_viewport_size({"width": width, "height": HEIGHT})

        for path in (*client_routes(), _OFFER):
            if ":" not in path and who in _viewers(path):
                take(path, path.replace("/", "-"))
        for path, links in _FIRST_THINGS.get(who, ()):
            _open(page, path)
            link = page.locator(links).first.get_attribute("href")
            take(str(link), f"{path.replace('/', '-')}-one")
        context.close()


def _viewers(path: str) -> tuple[str, ...]:
    """Return who sees the screen of an address."""
    if path.startswith("/pro"):
        return ("pro",)
    if path.startswith("/admin"):
        return ("admin",)
    return ("visitor", "ana")


def _open(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("main h1").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
