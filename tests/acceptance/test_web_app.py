"""The web app's files: types, compression, freshness, and what a page may load."""

import httpx
import pytest

from tests.support.server import Server, problem


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/kit/styles/base.css", "text/css; charset=utf-8"),
        ("/vendor/figtree.woff2", "font/woff2"),
        ("/icon.svg", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ],
)
def test_a_file_has_its_type_and_is_asked_about_again(server: Server, path: str, kind: str) -> None:
    first = httpx.get(f"{server.url}{path}")
    assert (first.status_code, first.headers["Content-Type"]) == (200, kind)
    assert first.headers["Cache-Control"] == "no-cache"
    assert "'unsafe" not in first.headers["Content-Security-Policy"]
    again = httpx.get(f"{server.url}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_script_is_compressed_for_who_accepts_it(server: Server) -> None:
    url = f"{server.url}/vendor/preact.js"
    zipped = httpx.get(url, headers={"Accept-Encoding": "gzip"})
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert zipped.content == plain.content
    assert int(zipped.headers["Content-Length"]) < len(plain.content) / 2


@pytest.mark.parametrize("path", ["/nothing.js", "/web/index.html", "/kit/../local/server.py"])
def test_a_file_that_is_not_of_the_app_is_not_found(server: Server, path: str) -> None:
    problem(httpx.get(f"{server.url}{path}"), 404, "not_found")


def test_the_worker_keeps_files_that_exist(server: Server) -> None:
    # A worker may fetch what the policy of its own script allows.
    policy = httpx.get(f"{server.url}/sw.js").headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    files = httpx.get(f"{server.url}/assets.json").json()
    assert "/bookings/ticket.js" in files
    assert "/sw.js" not in files
    # A map is of no use without a network, and heavier than all the rest.
    assert not any("leaflet" in path or "/map" in path for path in files)
    for path in files:
        assert httpx.get(f"{server.url}{path}").status_code == 200, path


def test_the_first_view_is_light(server: Server) -> None:
    """JS, CSS and fonts, compressed; the budget is 80 kB, pictures aside."""
    page = httpx.get(f"{server.url}/").text
    links = [part.split('"')[0] for part in page.split('href="')[1:]] + ["/app.js"]
    wanted = {link for link in links if link.endswith((".js", ".css", ".woff2"))}
    assert len(wanted) > 20
    sizes = [int(httpx.get(f"{server.url}{each}").headers["Content-Length"]) for each in wanted]
    assert sum(sizes) < 80_000
