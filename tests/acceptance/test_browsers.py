"""Browsers: security headers on every answer, and calls from origins that a setting names."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.server import Server, answer, problem

PAGE = "https://app.culture.example"
STRANGERS = ["https://evil.example", "null", "https://app.culture.example.evil.example", f"{PAGE}/"]


@pytest.fixture(scope="module")
def opened(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server whose API pages of one origin may call."""
    data = Path(shutil.copytree(prepared, tmp_path_factory.mktemp("opened") / "data"))
    server = Server(data, CULTUREPASS_DEMO="false", CULTUREPASS_ORIGINS=f"{PAGE},http://two.test")
    with server.running() as opened:
        yield opened


def preflight(server: Server, path: str, *, method: str, origin: str = PAGE) -> httpx.Response:
    """Return the answer to a browser that asks whether a page may call."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    return httpx.options(f"{server.url}{path}", headers=headers)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/docs/css/swagger-ui.css"),
        ("GET", "/health"),
        ("GET", "/v1/openapi.json"),
        ("GET", "/v1/offers"),
        ("GET", "/v1/me"),
        ("GET", "/v1/nothing"),
        ("PUT", "/v1/offers"),
        ("GET", "/nothing"),
        ("GET", "/local/public/nothing.webp"),
        ("PUT", "/local/uploads/offers/o/u"),
        ("POST", "/local/jobs/nothing"),
        ("GET", "/__/auth/action?oobCode=x"),
        ("POST", "/identitytoolkit.googleapis.com/v1/accounts:lookup?key=any"),
        ("POST", "/securetoken.googleapis.com/v1/token"),
    ],
)
def test_every_answer_has_the_security_headers(server: Server, method: str, path: str) -> None:
    headers = httpx.request(method, f"{server.url}{path}").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_page_of_the_api_runs_its_own_scripts_only(server: Server) -> None:
    policy = httpx.get(f"{server.url}/docs").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    own, hashed = rules["script-src"].split(" ")
    assert own == "'self'"
    assert hashed.startswith("'sha256-")


def test_no_page_of_another_origin_may_call_by_default(server: Server) -> None:
    for response in (
        httpx.get(f"{server.url}/v1/offers", headers={"Origin": PAGE}),
        preflight(server, "/v1/bookings", method="POST"),
        preflight(server, "/local/uploads/offers/o/u", method="PUT"),
    ):
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_a_page_of_a_named_origin_may_call_and_upload(opened: Server) -> None:
    for path, method, status in (
        ("/v1/bookings", "POST", 401),
        ("/v1/offers/x/stocks", "POST", 401),
        ("/v1/me", "GET", 401),
        ("/v1/openapi.json", "GET", 200),
        ("/local/uploads/offers/o/u", "PUT", 403),
    ):
        asked = preflight(opened, path, method=method)
        assert (asked.status_code, asked.content) == (204, b""), path
        assert asked.headers["Access-Control-Allow-Origin"] == PAGE
        assert method in asked.headers["Access-Control-Allow-Methods"].split(", ")
        allowed = asked.headers["Access-Control-Allow-Headers"].lower()
        for name in ("authorization", "content-type", "idempotency-key", "x-api-key"):
            assert name in allowed
        assert "Origin" in asked.headers["Vary"]
        response = httpx.request(method, f"{opened.url}{path}", headers={"Origin": PAGE})
        assert response.status_code == status, response.text
        assert response.headers["Access-Control-Allow-Origin"] == PAGE
        assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in {**asked.headers, **response.headers}


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_page_of_any_other_origin_may_not(opened: Server, origin: str) -> None:
    refused = preflight(opened, "/v1/bookings", method="POST", origin=origin)
    problem(refused, 405, "method_not_allowed")
    answered = httpx.get(f"{opened.url}/v1/offers", headers={"Origin": origin})
    for response in (refused, answered):
        assert not [name for name in response.headers if name.startswith("access-control")]
        # A cache must not give the answer to the origin that is named.
        assert "Origin" in response.headers["Vary"]


def test_jobs_are_open_to_no_page(opened: Server) -> None:
    asked = preflight(opened, "/local/jobs/sweep-outbox", method="POST")
    assert not [name for name in asked.headers if name.startswith("access-control")]


def test_whoever_is_no_browser_gets_the_same_answers(opened: Server, server: Server) -> None:
    plain, other = (httpx.get(f"{each.url}/v1/categories") for each in (opened, server))
    assert answer(plain) == answer(other)
    assert "Access-Control-Allow-Origin" not in plain.headers
