"""Bad input of every kind: each gets its documented problem, and nothing has changed after it."""

import http.client
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import FormatChecker
from openapi_schema_validator import OAS31Validator
from PIL import Image

from functions.kernel.http import ADMIN_ROLES, Who
from tests.support.calls import CASES, Route, body_of
from tests.support.conformity import PROBLEM
from tests.support.server import Caller, Json, Server, answer, jpeg, problem
from tests.support.world import State, World

WITH_BODY = [route for route, case in CASES.items() if case.body is not None]
FIVE_MB = b'{"name": "' + b"x" * 5_000_000 + b'"}'

DEEP = "[" * 30_000 + "]" * 30_000
ODD_VALUES = {
    "null": "null",
    "true": "true",
    "zero": "0",
    "minus one": "-1",
    "a fraction": "1.5",
    "a whole float": "5.0",
    "more than 64 bits": str(2**63),
    "four hundred digits": "9" * 400,
    "five thousand digits": "9" * 5_000,
    "1e999": "1e999",
    "NaN": "NaN",
    "minus infinity": "-Infinity",
    "an empty text": '""',
    "a blank": '" "',
    "a null character": '"a\\u0000b"',
    "an escape character": '"\\u001b[31m"',
    "a line break": '"a\\nb"',
    "half a surrogate pair": '"\\ud800"',
    "a byte order mark": '"\\ufeff"',
    "a text over two directions": '"\\u202eabc"',
    "a long text": json.dumps("x" * 20_000),
    "digits of another script": '"６７０００"',
    "markup": '"<script>alert(1)</script>"',
    "a time without offset": '"2031-01-01T10:00:00"',
    "seconds since 1970": '"1893456000"',
    "the first instant": '"0001-01-01T00:00:00+14:00"',
    "the last instant": '"9999-12-31T23:59:59-14:00"',
    "no day of the calendar": '"2007-02-30"',
    "a list": "[]",
    "an object": "{}",
    "a deep list": DEEP,
}
"""JSON texts of what may stand where something else is wanted."""

NOT_JSON = {
    "nothing": b"",
    "words": b"not json",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "half an object": b'{"name": ',
    "a comma too many": b'{"name": "x",}',
    "something behind it": b'{"name": "x"} {}',
    "single quotes": b"{'name': 'x'}",
    "no UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "a deep object": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
}

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


INPUT_FORMATS = FormatChecker(formats=())


@INPUT_FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@INPUT_FORMATS.checks("date", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value) is not None


def refused(response: httpx.Response, *, statuses: tuple[int, ...] = ()) -> Json:
    """Return the problem that an answer is, having checked that it is one."""
    assert 400 <= response.status_code < 500, response.text[:500]
    assert not statuses or response.status_code in statuses, response.text[:500]
    return problem(response, response.status_code, response.json()["code"])


def fields(told: Json) -> list[str]:
    return [error["field"] for error in told["errors"]]


def send(world: World, route: Route, content: bytes, **headers: str) -> httpx.Response:
    """Return the answer to a route's call with other content; to somebody who may make it."""
    method, path = route
    case = CASES[route]
    return world.api.call(
        method,
        world.path(case.path or path),
        by=world.callers[case.by],
        content=content,
        headers={"Content-Type": "application/json", **headers},
    )


def with_value(body: Mapping[str, object], name: str, text: str) -> bytes:
    """Return the body as JSON, with a JSON text as the value of one field."""
    marked = json.dumps({**body, name: "<the value>"})
    return marked.replace('"<the value>"', text).encode()


def properties(world: World, route: Route) -> Mapping[str, Any]:
    """Return the documented schemas of a body's fields."""
    document = world.api.conformity.document
    method, path = route
    content = document["paths"][path][method.lower()]["requestBody"]["content"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name]["properties"]
    # A field may be an object of its own, which stands among the components.
    return {
        field: {**schema, "components": document["components"]} for field, schema in found.items()
    }


def is_allowed(text: str, schema: Mapping[str, Any]) -> bool:
    """Return whether the document allows a JSON text as a field's value."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if value != value or value in (float("inf"), float("-inf")):
        return False
    return bool(OAS31Validator(schema, format_checker=INPUT_FORMATS).is_valid(value))


@pytest.fixture
def unchanged(world: World) -> Iterator[World]:
    """Give the world, and see that the test has changed nothing in it."""
    before = world.state.digest()
    yield world
    assert world.state.digest() == before


# Bodies


@pytest.mark.parametrize("route", WITH_BODY, ids=" ".join)
def test_a_field_that_nobody_documented_is_refused(unchanged: World, route: Route) -> None:
    body = {**(body_of(unchanged, *route) or {}), "surprise": 1}
    told = problem(send(unchanged, route, json.dumps(body).encode()), 400, "malformed")
    assert fields(told) == ["surprise"]


@pytest.mark.parametrize("route", WITH_BODY, ids=" ".join)
def test_a_field_that_is_needed_is_asked_for(unchanged: World, route: Route) -> None:
    body = body_of(unchanged, *route) or {}
    document = unchanged.api.conformity.document
    method, path = route
    content = document["paths"][path][method.lower()]["requestBody"]["content"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    for needed in document["components"]["schemas"][name].get("required", ()):
        kept = {field: value for field, value in body.items() if field != needed}
        told = problem(send(unchanged, route, json.dumps(kept).encode()), 400, "malformed")
        assert fields(told) == [needed]


@pytest.mark.parametrize("kind", ODD_VALUES)
@pytest.mark.parametrize("route", WITH_BODY, ids=" ".join)
def test_a_value_is_taken_only_where_the_document_allows_it(
    world: World, route: Route, kind: str
) -> None:
    body = body_of(world, *route) or {}
    before = world.state.digest()
    for name, schema in properties(world, route).items():
        response = send(world, route, with_value(body, name, ODD_VALUES[kind]))
        if response.is_success:
            assert is_allowed(ODD_VALUES[kind], schema), f"{name}: {response.text}"
            world.state.restore()
            continue
        told = refused(response, statuses=(400, 404, 409, 413, 415))
        assert told["code"] != "body_too_large"
        if told["code"] == "malformed" and "errors" in told and fields(told) != ["body"]:
            assert all(field.split(".")[0] == name for field in fields(told)), told
        assert world.state.digest() == before


@pytest.mark.parametrize("kind", NOT_JSON)
@pytest.mark.parametrize("route", WITH_BODY, ids=" ".join)
def test_a_body_that_is_no_json_object_is_refused(
    unchanged: World, route: Route, kind: str
) -> None:
    problem(send(unchanged, route, NOT_JSON[kind]), 400, "malformed")


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"],
)
@pytest.mark.parametrize("route", WITH_BODY, ids=" ".join)
def test_a_body_of_another_media_type_is_refused(
    unchanged: World, route: Route, media_type: str
) -> None:
    content = json.dumps(body_of(unchanged, *route)).encode()
    response = send(unchanged, route, content, **{"Content-Type": media_type})
    told = problem(response, 415, "unsupported_media_type")
    assert told["expected"] == "application/json"


@pytest.mark.parametrize("route", [route for route in CASES if route[0] != "GET"], ids=" ".join)
def test_a_body_of_five_megabytes_is_refused(unchanged: World, route: Route) -> None:
    told = problem(send(unchanged, route, FIVE_MB), 413, "body_too_large")
    assert told["limit_bytes"] == 65_536


def test_of_a_name_given_twice_the_last_counts(world: World) -> None:
    content = b'{"price_cents": "free", "price_cents": 700}'
    response = send(world, ("POST", "/v1/offers/{offer_id}/stocks"), content)
    assert answer(response, 201)["price_cents"] == 700


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_body_whatever_breaks_a_route(world: World, data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(WITH_BODY))
    sound = body_of(world, *route) or {}
    names = [*properties(world, route), "other"]
    body = {**sound, **data.draw(st.dictionaries(st.sampled_from(names), _JSON, max_size=3))}
    content = json.dumps(body).encode(errors="surrogatepass")
    before = world.state.digest()
    response = send(world, route, content)
    if response.is_success:
        world.state.restore()
    else:
        refused(response)
        assert world.state.digest() == before


# Numbers that must be right


@pytest.mark.parametrize(
    "siren", ["732829321", "000000001", "73282932", "7328293200", "73282932A", "７３２８２９３２１"]
)
def test_a_siren_whose_check_digit_is_wrong_is_refused(unchanged: World, siren: str) -> None:
    body = {**(body_of(unchanged, "POST", "/v1/offerers") or {}), "siren": siren}
    person = unchanged.person("account without role")
    problem(unchanged.api.post("/v1/offerers", body, by=person), 400, "siren_invalid")


def test_a_siret_that_is_not_of_the_offerer_or_is_mistyped_is_refused(unchanged: World) -> None:
    body = body_of(unchanged, "POST", "/v1/venues") or {}
    del body["comment"]
    siren = unchanged.ids["siren"]
    (right,) = (n for n in range(10) if is_luhn(f"{siren}0001{n}"))
    mistyped = f"{siren}0001{(right + 1) % 10}"
    for siret in ("73282932000074", mistyped, f"{siren}0001", f"{siren}0001A", f"{siren}000100"):
        person = unchanged.person("member")
        response = unchanged.api.post("/v1/venues", {**body, "siret": siret}, by=person)
        problem(response, 400, "siret_invalid")
    response = unchanged.api.post("/v1/venues", body, by=unchanged.person("member"))
    problem(response, 400, "siret_or_comment")


def is_luhn(digits: str) -> bool:
    odd = sum(int(digit) for digit in digits[::-2])
    return (odd + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


# Queries

_POINT = "latitude=48.58&longitude=7.75"
QUERIES = {
    "/v1/offers": [
        "surprise=1",
        "latitude=48.58",
        "longitude=7.75",
        "latitude=&longitude=",
        "latitude=91&longitude=0",
        "latitude=0&longitude=-180.1",
        "latitude=NaN&longitude=NaN",
        "latitude=inf&longitude=0",
        "latitude=1e999&longitude=0",
        "latitude=48.58&latitude=43.6&longitude=7.75",
        f"{_POINT}&radius_m=99",
        f"{_POINT}&radius_m=100001",
        f"{_POINT}&radius_m=1.5",
        f"{_POINT}&radius_m=many",
        f"{_POINT}&radius_m=" + "9" * 5_000,
        "sort=distance",
        "sort=price",
        "q=",
        "q=%00",
        "q=a%0Ab",
        "q=" + "x" * 201,
        "max_price_cents=-1",
        "max_price_cents=1.5",
        "from=yesterday",
        "from=2031-01-01",
        "from=2031-01-01T10:00:00",
        "from=1893456000",
        "from=0001-01-01T00:00:00%2B14:00",
        "to=9999-12-31T23:59:59-14:00",
        "page_size=0",
        "page_size=101",
        "page_size=-1",
        "page_size=1e2",
        "page_size=%EF%BC%95",
        "page_token=",
        "page_token=%25",
        "page_token=x",
        "page_token=" + "A" * 1_001,
        "page_token=bnVsbA",
        "page_token=WzEsMl0",
    ],
    "/v1/bookings": ["state=open", "state=", "state=ongoing&state=ended", "page_size=0", "x=1"],
    "/v1/wallet/entries": ["page_size=0", "page_token=x", "x=1"],
    "/v1/desk/bookings": [
        "",
        "venue_id=",
        "venue_id={venue_id}&status=open",
        "venue_id={venue_id}&from=now",
        "venue_id={venue_id}&booked_from=2031-01-01T10:00:00Z",
        "venue_id={venue_id}&venue_id={venue_id}",
        "venue_id={venue_id}&page_size=0",
        "venue_id={venue_id}&page_token=x",
        "venue_id={venue_id}&from=0001-01-01T00:00:00%2B14:00",
        "venue_id={venue_id}&offerer_siren={siren}",
        "venue_id={venue_id}&from=2031-01-01T10:00:00Z&event_to=2031-01-01T10:00:00Z",
    ],
    "/v1/desk/transactions": [
        "",
        "venue_id={venue_id}&to=now",
        "venue_id={venue_id}&page_size=0",
        "venue_id={venue_id}&offer_id={offer_id}",
    ],
}


@pytest.mark.parametrize(
    ("path", "query"), [(path, query) for path, several in QUERIES.items() for query in several]
)
def test_a_query_that_is_not_documented_is_refused(unchanged: World, path: str, query: str) -> None:
    response = ask(unchanged, path, query.format_map(unchanged.ids))
    told = refused(response, statuses=(400,))
    if told["code"] != "page_token_invalid":
        assert told["code"] == "malformed"
        assert fields(told)


FOREIGN_TOKENS = {
    "nothing": "bnVsbA",
    "a huge number": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
    "not a number": "TmFO",
    "a time and an id": "WyIyMDMxLTAxLTAxVDAwOjAwOjAwWiIsImEvYiJd",
    "the first instant and an id": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiYSJd",
    "a number that is none and an id": "W05hTiwiYSJd",
    "a number and an id that cannot be": "WzEsIi4uIl0",
    "a surrogate": "WzEsIlx1ZDgwMCJd",
}


@pytest.mark.parametrize("kind", FOREIGN_TOKENS)
@pytest.mark.parametrize(
    "path", ["/v1/offers", "/v1/bookings", "/v1/wallet/entries", "/v1/desk/bookings"]
)
def test_a_page_token_of_elsewhere_breaks_nothing(unchanged: World, path: str, kind: str) -> None:
    venue = f"venue_id={unchanged.ids['venue_id']}&" if "desk" in path else ""
    response = ask(unchanged, path, f"{venue}page_token={FOREIGN_TOKENS[kind]}")
    if not response.is_success:
        problem(response, 400, "page_token_invalid")


def ask(world: World, path: str, query: str) -> httpx.Response:
    """Return the answer to a GET by somebody who may ask."""
    role = CASES["GET", path].by
    response = world.api.call("GET", f"{path}?{query}" if query else path, by=world.callers[role])
    world.api.conformity.check("GET", path, response)
    return response


# Headers


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", "..", "x" * 60_000, "eyJhbGciOiJub25lIn0.e30.", '{"sub": "admin"}'],
)
def test_a_token_of_any_other_form_is_no_token(unchanged: World, token: str) -> None:
    for scheme in ("Bearer", "bearer", "Token", ""):
        header = f"{scheme} {token}".encode()
        response = unchanged.client.get("/v1/me", headers={b"Authorization": header})
        problem(response, 401, "unauthenticated")


def test_an_api_key_of_any_other_form_is_no_key(unchanged: World) -> None:
    path = unchanged.path("/v1/desk/countermarks/{code}/redeem")
    for key in ("", "x", "_", "..", "a/b_c", "x" * 60_000, "__x___y"):
        response = unchanged.client.post(path, headers={b"X-Api-Key": key.encode()})
        problem(response, 401, "unauthenticated")


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
        "/admin",
        "/.env",
        "/robots.txt",
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
    problem(api.post("/local/jobs/pay-everybody"), 404, "unknown_job")
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
            response = api.call("POST", f"/local/jobs/{name}", content=content, headers=headers)
            problem(response, 400, "malformed")


# Pictures


def _gif() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (500, 500)).save(file, "GIF")
    return file.getvalue()


NO_PICTURES = {
    "a text": (b"this is no picture", "image_unidentified"),
    "nothing but a beginning": (jpeg()[:200], "image_unidentified"),
    "half a picture": (jpeg()[:-2_000], "image_unidentified"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "image_unidentified"),
    "a drawing": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "image_type_unsupported"),
    "a moving picture": (_gif(), "image_type_unsupported"),
    "a small picture": (jpeg(399, 800), "image_too_small"),
    "a ribbon": (jpeg(5_000, 410), "image_too_long"),
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_what_is_no_picture_is_rejected_with_its_reason(world: World, kind: str) -> None:
    content, code = NO_PICTURES[kind]
    api, member = world.api, world.person("member")
    offer_id = world.ids["draft_id"]
    before = answer(api.get(f"/v1/offers/{offer_id}"))
    announced = {"content_type": "image/jpeg", "size_bytes": len(content)}
    ticket = answer(api.post(f"/v1/offers/{offer_id}/image", announced, by=member), 201)["upload"]
    sent = api.client.put(ticket["url"], headers=ticket["headers"], content=content)
    assert sent.status_code == 200
    image = answer(api.get(f"/v1/offers/{offer_id}"))["image"]
    assert (image["status"], image["code"]) == ("rejected", code)
    # The picture that was there before is still shown.
    assert image["urls"] == before["image"]["urls"]


def test_an_upload_that_differs_from_what_was_announced_is_refused(unchanged: World) -> None:
    api, member = unchanged.api, unchanged.person("member")
    content = jpeg()
    announced = {"content_type": "image/jpeg", "size_bytes": len(content)}
    path = f"/v1/offers/{unchanged.ids['draft_id']}/image"
    ticket = answer(api.post(path, announced, by=member), 201)["upload"]
    unchanged.state.restore()
    url, headers = ticket["url"], ticket["headers"]

    def put(url: str, content: bytes, **headers: str) -> httpx.Response:
        return api.client.put(url, content=content, headers=headers)

    problem(put(url, content + b"x", **headers), 413, "upload_too_large")
    problem(put(url, b"", **headers), 400, "upload_too_small")
    png = {"Content-Type": "image/png"}
    problem(put(url, content, **png), 415, "upload_type_differs")
    for changed in (
        url.replace("max=", "max=9"),
        url.replace(unchanged.ids["draft_id"], unchanged.ids["offer_id"]),
        url.partition("?")[0],
        url.replace("signature=", "signature=0"),
    ):
        problem(put(changed, content, **headers), 403, "upload_signature_invalid")
    other = {"content_type": "image/gif", "size_bytes": 1_000}
    problem(api.post(path, other, by=member), 415, "image_type_unsupported")
    large = {"content_type": "image/jpeg", "size_bytes": 10_000_001}
    problem(api.post(path, large, by=member), 413, "image_too_large")
