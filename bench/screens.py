"""`python -m bench screens FOLDER`: every screen at three widths, in both themes, as PNG files.

Screens of a person are those of demo accounts.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.web_app import served_app
from functions.pages.files.data import client_routes
from tests.support.chromium import find_chromium, launched, sign_in
from tests.support.server import PASSWORD

WIDTHS = (360, 768, 1280)
THEMES = ("light", "dark")

_OFFER = "demo-livre-programme-opera"


def main(arguments: Sequence[str]) -> int:
    """Take the pictures, print the folder, and return 0; 2 where there is no Chromium."""
    parser = argparse.ArgumentParser("python -m bench screens")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="the address of a running server with the demo data")
    options = parser.parse_args(arguments)
    program = find_chromium()
    if program is None:
        print("chromium is missing: `apt-get install chromium`.")
        return 2
    options.folder.mkdir(parents=True, exist_ok=True)
    with served_app(options.url) as url, launched(program) as browser:
        for width in WIDTHS:
            for theme in THEMES:
                _take_all(browser, url, options.folder, width, theme)
    print(options.folder)
    return 0


def _take_all(browser: Browser, url: str, folder: Path, width: int, theme: str) -> None:
    routes = [route for route in client_routes() if ":" not in route]
    for email in (None, "ana@demo.test", "pro@demo.test"):
        context = browser.new_context(
            base_url=url,
            locale="fr-FR",
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        if email is not None:
            page.goto("/connexion")
            sign_in(page, email, PASSWORD)
        who = "visitor" if email is None else email.partition("@")[0]
        for path in (*routes, f"/offres/{_OFFER}"):
            # The portal is for professionals, everything else for young people.
            if path.startswith("/pro") == (who == "pro"):
                _take(page, path, folder / f"{who}{path.replace('/', '-')}-{width}-{theme}.png")
        context.close()


def _take(page: Page, path: str, target: Path) -> None:
    page.goto(path)
    page.locator("main h1").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target)
