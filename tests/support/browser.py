"""Chromium, driven by Playwright: windows of people who use the web app.

Without Debian's chromium the stories are skipped; with CULTUREPASS_REQUIRE_BROWSER=1 they fail.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from tests.support import chromium
from tests.support.keyboard import Hands, KeyboardPage
from tests.support.server import PASSWORD

PATIENCE_MS = 20_000
"""How long a window waits for what a story expects: a busy machine is slow, not wrong."""

expect.set_options(timeout=PATIENCE_MS)

_EXPECTED = re.compile(
    # The browser notes refused and cut-off calls by itself; the page puts them into words.
    r"Failed to load resource: the server responded with a status of (4\d\d|503)"
    r"|Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    # Windows keep no copies of the app's files, but for the stories without a network.
    r"|Service Worker registration blocked by Playwright"
    # On a busy machine a page needs its font seconds after it was loaded.
    r"|The resource .+\.woff2 was preloaded .+ but not used within a few seconds"
)


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a running Chromium; skip or fail the test where there is none."""
    program = chromium.find_chromium()
    if program is None:
        if os.environ.get("CULTUREPASS_REQUIRE_BROWSER") == "1":
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    with chromium.launched(program) as browser:
        yield browser


def intercept(page: Page, pattern: str, handler: Callable[[Route], object]) -> Callable[[], None]:
    """Answer a page's requests in place of the server, until the returned function is called.

    The route itself stays: Chromium may never answer a request that begins while a page's last
    route is taken away.
    """
    is_over = Event()

    def handle(route: Route) -> None:
        if is_over.is_set():
            route.fallback()
        else:
            handler(route)

    page.route(pattern, handle)
    return is_over.set


class Window:
    """A person's browser window, and everything that its console complained of.

    With `hands` on the keyboard, what its page clicks and fills is reached by Tab.
    """

    def __init__(
        self, browser: Browser, url: str, *, hands: Hands = "pointer", **context: Any
    ) -> None:
        facts: dict[str, Any] = {
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "reduced_motion": "reduce",
            "service_workers": "block",
            "viewport": {"width": 390, "height": 844},
        }
        self.url = url
        self.context: BrowserContext = browser.new_context(base_url=url, **(facts | context))
        self.context.set_default_timeout(PATIENCE_MS)
        page = self.context.new_page()
        self.page: Page = page if hands == "pointer" else KeyboardPage(page)
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def open(self, path: str) -> Page:
        """Open an address and wait for its heading."""
        self.page.goto(path)
        self.page.locator("main h1").wait_for(state="attached")
        return self.page

    def sign_in(self, email: str, *, then: str = "/") -> Page:
        """Sign in through the app, and land on a path."""
        page = self.open(f"/connexion?suite={then}")
        chromium.sign_in(page, email, PASSWORD)
        return page

    def axe(self) -> list[str]:
        """Return what axe finds wrong with the accessibility of the page, in either theme.

        Only in the play by pointer: by keyboard, the same screens come again.
        """
        return [] if isinstance(self.page, KeyboardPage) else chromium.violations(self.page)

    def close(self) -> None:
        """Close the window, and see that its console has been quiet."""
        self.context.close()
        assert self.complaints == [], self.complaints

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _EXPECTED.match(message.text):
            self.complaints.append(f"{message.type}: {message.text}")
