"""The system's Chromium, driven by Playwright: what stories and benchmarks do with it alike."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_AXE = Path(__file__).parent.parent / "browser" / "axe.min.js"

_AXE_RUN = """async (rules) => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
  const found = await axe.run(document, { runOnly });
  const places = (each) => each.nodes.map((node) => node.html).join(" ");
  return found.violations.map((each) => `${each.id}: ${places(each)}`);
}"""

_OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme may break: a theme changes nothing but colours."""


MISSING = "chromium is not installed: `apt-get install chromium-headless-shell`"

_ARGUMENTS = [
    "--no-sandbox",
    # Without windows, Chromium does not know its network, and loads twice as many lazy pictures
    # as it does on 4G.
    "--blink-settings=lazyLoadingImageMarginPxUnknown=1250",
]


def find_chromium() -> str | None:
    """Return the program; None if it is not installed.

    The one without windows comes first: it draws no interface of its own, a third of the work.
    """
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """Give a running Chromium for the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in and send the form of the sign-in screen, which the page shows; wait until it left."""
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.locator("main form").get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/connexion" not in address)


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the accessibility of a page, in the light and dark theme."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE.read_text("utf-8"))
    page.emulate_media(color_scheme="light")
    found: list[str] = page.evaluate(_AXE_RUN, None)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in page.evaluate(_AXE_RUN, _OF_COLOURS)]
    page.emulate_media(color_scheme="light")
    return found
