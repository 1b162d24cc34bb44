"""The map of offers with the pictures of a tile server, whose host nothing else may be asked of."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from PIL import Image
from playwright.sync_api import Browser, expect

from tests.support.browser import Window
from tests.support.server import Server

STRASBOURG = "/recherche?ou=Strasbourg+(67)&lat=48.5839&lon=7.7455"
CREDIT = "© contributeurs d'OpenStreetMap https://www.openstreetmap.org/copyright"


@dataclass
class Tiles:
    """A tile server on this machine, and what it was asked."""

    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """The path of each tile, and the page that it was asked for by."""


@contextmanager
def tile_server() -> Iterator[Tiles]:
    """Serve the same square for every tile."""
    tiles = Tiles()
    file = io.BytesIO()
    Image.new("RGB", (256, 256), "#cfe3d4").save(file, "PNG")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tiles.asked.append((self.path, self.headers.get("Referer", "")))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(file.getvalue())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        tiles.url = f"http://127.0.0.1:{server.server_port}"
        yield tiles
        server.shutdown()


def test_tiles_are_shown_with_their_credit(
    browser: Browser, demo_server: Callable[..., Server]
) -> None:
    with tile_server() as tiles:
        own = demo_server(
            CULTUREPASS_MAP_TILES=f"{tiles.url}/{{z}}/{{x}}/{{y}}.png",
            CULTUREPASS_MAP_CREDIT=CREDIT,
        )
        with own.running() as server:
            window = Window(browser, server.url)
            page = window.open(STRASBOURG)
            expect(page.locator(".card").first).to_be_visible()
            assert tiles.asked == []
            page.get_by_role("button", name="Voir sur la carte").click()
            expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
            assert (
                page.locator(".leaflet-tile-loaded").first.evaluate("it => it.naturalWidth") == 256
            )
            credit = page.get_by_role("link", name="contributeurs d'OpenStreetMap")
            expect(credit).to_have_attribute("href", "https://www.openstreetmap.org/copyright")
            expect(page.get_by_text("Natural Earth")).to_have_count(0)
            page.locator(".map-venue").first.wait_for()
            assert window.axe() == []
            # The server learns which site shows its tiles, and not what was searched for.
            for path, page_url in tiles.asked:
                assert re.fullmatch(r"/\d+/\d+/\d+\.png", path)
                assert page_url == f"{server.url}/"
            window.close()
