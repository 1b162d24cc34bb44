"""One server with the demo data and one browser for all stories, and windows of the browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Window, launched
from tests.support.keyboard import Hands
from tests.support.server import Api, Server, Shop

SETTINGS = {
    # A story's receiver of webhooks is on this machine.
    "CULTUREPASS_WEBHOOKS": "loopback",
    "CULTUREPASS_OPERATOR_NAME": "Association <Horizons>",
    "CULTUREPASS_OPERATOR_EMAIL": "pass@horizons.example",
    "CULTUREPASS_OPERATOR_PHONE": "03 88 00 00 00",
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a running browser."""
    with launched() as running:
        yield running


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running server with the demo data."""
    shared = Server(tmp_path_factory.mktemp("app") / "data", **SETTINGS)
    try:
        shared.start()
        yield shared
        shared.stop()
    finally:
        shared.close()


@pytest.fixture
def api(server: Server) -> Api:
    """Give a client of the server, for what happens outside the browser."""
    return server.api


@pytest.fixture(scope="session")
def shop(server: Server) -> Shop:
    """Give a bookshop that can publish."""
    return server.api.shop()


@pytest.fixture
def hands(request: pytest.FixtureRequest) -> Hands:
    """Give what the people of a story use: see `BY_KEYBOARD_TOO`."""
    found: Hands = getattr(request, "param", "pointer")
    return found


@pytest.fixture
def open_window(browser: Browser, server: Server, hands: Hands) -> Iterator[Callable[..., Window]]:
    """Give what opens a window; each has to end without a complaint in its console."""
    opened: list[Window] = []

    def make(**context: Any) -> Window:
        opened.append(Window(browser, server.url, **({"hands": hands} | context)))
        return opened[-1]

    yield make
    for window in opened:
        window.close()


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    """Give a window as on a phone."""
    return open_window()
