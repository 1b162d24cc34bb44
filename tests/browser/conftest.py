"""One server with the demo data and one browser for all stories, and windows of the browser."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
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
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with the demo data; servers work on copies of it.

    One worker loads it, which takes seconds, and the others wait.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if own.name.startswith("popen-") else own) / "demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_suffix(".making")
            with Server(making, **SETTINGS).running():
                pass
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def demo_server(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Server]:
    """Give what makes a server with a copy of the demo data, and with these settings."""

    def make(**settings: str) -> Server:
        data = shutil.copytree(demo, tmp_path_factory.mktemp("app") / "data")
        return Server(data, **settings)

    return make


@pytest.fixture(scope="session")
def server(browser: Browser, demo_server: Callable[..., Server]) -> Iterator[Server]:
    """Give a running server with the demo data, which all stories share."""
    with demo_server(**SETTINGS).running() as shared:
        yield shared


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
