"""Bad paths, methods and large bodies, on the server itself, which sees them as they are sent."""

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from urllib.parse import urlencode

import pytest

from functions.kernel.route import ADMIN_ROLES, Who
from tests.support.bad_input import FIVE_MB
from tests.support.calls import CASES
from tests.support.conformity import PROBLEM
from tests.support.server import Bearer, Caller, Json, Server, answer, problem
from tests.support.world import State

ODD_IDS = (
    "%2F",
    "a%2Fb",
    ".",
    "..",
    "%2E%2E",
    "..%2F..%2Fetc%2Fpasswd",
    "__all__",
    "%00",
    "a%00b",
    "%0A",
    "%0D%0AX-Evil:%201",
    "a%20b",
    "%C3%A9",
    "%F0%9F%98%80",
    "%FF",
    "%ED%A0%80",
    "%25",
    "%",
    "%zz",
    "~",
    "'",
    '"',
    "*",
    ";DROP%20TABLE%20documents",
    "a" * 300,
    "a" * 301,
    "a" * 5_000,
)


# Paths, on the server itself: a client in this process would tidy them up first.


def ask_plainly(
    server: Server, method: str, target: str, *, by: Caller = None, **headers: str
) -> tuple[int, Mapping[str, str], bytes]:
    """Return the answer to a request whose target is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.putrequest(method, "/", skip_accept_encoding=True)
        # http.client itself would refuse some of what a client may send.
        connection._buffer[0] = f"{method} {target} HTTP/1.1".encode("latin-1")  # type: ignore[attr-defined]
        for name, value in {**dict(by.headers if by else {}), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def is_problem(status: int, headers: Mapping[str, str], content: bytes) -> bool:
    told = json.loads(content) if headers["Content-Type"] == PROBLEM else {}
    return {"type", "title", "status", "code"} <= told.keys() and told["status"] == status


def test_an_odd_id_in_a_path_is_an_unknown_one(server: Server) -> None:
    api = server.api
    shop, admin, lea = api.shop(), api.admin(), api.beneficiary()
    who: dict[Who, Caller] = {
        Who.MEMBER: shop.member,
        Who.DESK: shop.member,
        Who.MEMBER_OR_ADMIN: admin,
        Who.OFFERS: shop.member,
        **dict.fromkeys(ADMIN_ROLES, admin),
        Who.BENEFICIARY: lea,
        Who.SIGNED_IN: lea,
    }
    with closing(State(server.data)) as state:
        before = state.settled(api)
        wrong = _wrong_answers(server, who)
        assert wrong == {}
        assert state.digest() == before


def _wrong_answers(server: Server, who: Mapping[Who, Caller]) -> dict[str, tuple[int, bytes]]:
    """Return the answers to odd ids that are not the documented ones, by method and path."""
    wrong = {}
    for (method, path), case in CASES.items():
        head, brace, tail = path.partition("{")
        rest = tail.partition("}")[2].replace("{prefix}", "p")
        rest += f"?{urlencode(case.query)}" if case.query else ""
        for odd in ODD_IDS if brace else ():
            # A removal of what is not kept succeeds, and so does none other.
            status, headers, content = ask_plainly(
                server, method, f"{head}{odd}{rest}", by=who.get(case.who), **_no_body(case.body)
            )
            settled = status == 200 and (method, path) == ("DELETE", "/v1/me/favorites/{offer_id}")
            expected = (404,) if case.body is None else (400, 404, 415)
            if not settled and not (status in expected and is_problem(status, headers, content)):
                wrong[f"{method} {head}{odd}{rest}"] = (status, content[:100])
    return wrong


def _no_body(body: Json | None) -> dict[str, str]:
    return {} if body is None else {"Content-Length": "0", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    "target",
    [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/offers/",
        "/v1/offers/a/b",
        "/v1//offers",
        "/v1/../v1/offers",
        "/V1/offers",
        "/v2/offers",
        "/v1/offers%00",
        "/v1/%6Dex",
        "/v1/bookings.json",
        "/wp-admin",
        "/.env",
        "/nothing.txt",
        "/favicon.ico",
        "/docs/nothing.js",
        "/docs/../main.py",
        "/docs/..%2f..%2fmain.py",
        "/docs/%2e%2e/__init__.py",
        "/local/jobs",
        "/local/jobs/",
        "/local/jobs/a/b",
        "/local/public/nothing.webp",
        "/local/public/..%2f..%2fdocuments.sqlite3",
        "/local/public/../../documents.sqlite3",
        "/local/uploads",
        "/%ff",
    ],
)
def test_an_unknown_path_is_not_found(server: Server, target: str) -> None:
    for method in ("GET", "POST", "DELETE", "BREW"):
        status, headers, content = ask_plainly(server, method, target)
        assert status in (404, 405), (method, content)
        assert is_problem(status, headers, content), (method, content)


def test_an_unknown_method_lists_the_allowed_ones(server: Server) -> None:
    documented: dict[str, set[str]] = {}
    for method, path in CASES:
        documented.setdefault(path.replace("{", "").replace("}", ""), set()).add(method)
    documented |= {
        "/v1/openapi.json": {"GET"},
        "/docs": {"GET"},
        "/health": {"GET"},
        "/local/jobs/sweep-outbox": {"POST"},
    }
    for path, methods in documented.items():
        has_head = {"HEAD"} if "GET" in methods else set()
        wrong = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - methods
        for method in sorted(wrong):
            status, headers, content = ask_plainly(server, method, path)
            assert status == 405, (method, path, content)
            assert is_problem(status, headers, content)
            assert json.loads(content)["code"] == "method_not_allowed"
            assert set(headers["Allow"].split(", ")) - {"OPTIONS"} in (methods, methods | has_head)


def test_a_body_of_five_megabytes_is_refused_however_it_is_sent(server: Server) -> None:
    api = server.api
    person = api.sign_up()
    state = State(server.data)
    before = state.settled(api)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(FIVE_MB), 65_536):
            yield FIVE_MB[start : start + 65_536]

    headers = {"Content-Type": "application/json"}
    for content in (FIVE_MB, pieces()):
        response = api.call("POST", "/v1/offerers", by=person, content=content, headers=headers)
        problem(response, 413, "body_too_large")
    for action in ("signUp", "signInWithPassword"):
        response = api.client.post(
            f"/identitytoolkit.googleapis.com/v1/accounts:{action}?key=any", content=FIVE_MB
        )
        assert response.status_code == 413
        assert response.json()["error"]["code"] == 413
    response = api.call("POST", "/local/jobs/audit-ledger", content=FIVE_MB, headers=headers)
    assert 400 <= response.status_code < 500
    assert response.headers["Content-Type"] == PROBLEM
    assert state.digest() == before


def test_a_job_takes_nothing_but_a_known_name_and_an_instant(server: Server) -> None:
    api = server.api
    admin = api.admin()
    problem(api.post("/local/jobs/pay-everybody", by=admin), 404, "unknown_job")
    headers = {"Content-Type": "application/json"}
    for content in (
        b"[]",
        b"{",
        b'{"when": "now"}',
        b'{"at": 5}',
        b'{"at": "2031-01-01T10:00:00"}',
        b'{"at": "0001-01-01T00:00:00+14:00"}',
        b'{"at": "9999-12-31T23:59:59-14:00"}',
    ):
        for name in ("expire-bookings", "use-past-events", "expire-grants", "sweep-outbox"):
            response = api.call(
                "POST", f"/local/jobs/{name}", by=admin, content=content, headers=headers
            )
            problem(response, 400, "malformed")


def test_a_job_is_run_by_an_administrator_on_the_machine_itself(server: Server) -> None:
    api = server.api
    path, admin = "/local/jobs/sweep-outbox", api.admin()
    problem(api.post(path), 401, "unauthenticated")
    problem(api.post(path, by=Bearer("x")), 401, "unauthenticated")
    problem(api.post(path, by=api.sign_up()), 403, "admin_only")
    for host in (
        "evil.example",
        "192.168.1.20:8080",
        "127.0.0.1.evil.example",
        "localhost.evil",
        "[",
    ):
        response = api.call("POST", path, by=admin, headers={"Host": host})
        problem(response, 403, "local_only")
    for host in ("localhost", f"localhost:{server.port}", "127.0.0.1", f"[::1]:{server.port}"):
        answer(api.call("POST", path, by=admin, headers={"Host": host}))
