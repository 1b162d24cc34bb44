"""A geocoder of the Base Adresse Nationale on this machine, which answers what a test wants."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

DOME = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [7.7509, 48.5825]},
    "properties": {
        "label": "2 Rue du Dôme 67000 Strasbourg",
        "score": 0.96,
        "housenumber": "2",
        "id": "67482_2900_00002",
        "type": "housenumber",
        "name": "2 Rue du Dôme",
        "postcode": "67000",
        "citycode": "67482",
        "x": 1050493.2,
        "y": 6840988.7,
        "city": "Strasbourg",
        "context": "67, Bas-Rhin, Grand Est",
        "importance": 0.73,
        "street": "Rue du Dôme",
    },
}


def feature(*, at: tuple[float, float] | None = None, **properties: object) -> dict[str, Any]:
    """Return a feature like that of 2 rue du Dôme, but for some facts; `at` is longitude first."""
    place = {"type": "Point", "coordinates": list(at)} if at else DOME["geometry"]
    known = DOME["properties"]
    assert isinstance(known, dict)
    return {**DOME, "geometry": place, "properties": {**known, **properties}}


@dataclass
class Geocoder:
    """The server's side: what it answers, after how many seconds, and what it was asked."""

    features: list[dict[str, Any]] = field(default_factory=lambda: [DOME])
    status: int = 200
    content: bytes | None = None
    thinks: float = 0.0
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    url: str = ""

    def answer(self) -> bytes:
        """Return the content of an answer."""
        if self.content is not None:
            return self.content
        return json.dumps({"type": "FeatureCollection", "features": self.features}).encode()


@contextmanager
def running() -> Iterator[Geocoder]:
    """Run a geocoder until the end of the block."""
    geocoder = Geocoder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            assert parts.path == "/geocodage/search"
            geocoder.asked.append(parse_qs(parts.query))
            time.sleep(geocoder.thinks)
            self.send_response(geocoder.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(geocoder.answer())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    geocoder.url = f"http://127.0.0.1:{server.server_address[1]}/geocodage"
    yield geocoder
    server.shutdown()
    server.server_close()
    thread.join()
