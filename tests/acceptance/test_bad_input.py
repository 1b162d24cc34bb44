"""Bad bodies of every kind: each gets its documented problem, and nothing has changed after it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import FormatChecker
from openapi_schema_validator import OAS31Validator

from deployables import deployables, route_tables
from tests.support.bad_input import FIVE_MB, fields, refused
from tests.support.calls import CASES, Route, body_of
from tests.support.server import answer, problem
from tests.support.world import World

WITH_BODY = [route for route, case in CASES.items() if case.body is not None]

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

LARGEST_BODIES: dict[tuple[str, str], int] = {
    (route.method, route.path): route.largest_body
    for table in route_tables(deployables())
    for route in table.routes
}

INPUT_FORMATS = FormatChecker(formats=())


@INPUT_FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@INPUT_FORMATS.checks("date", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value) is not None


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
def test_a_body_of_megabytes_too_many_is_refused(unchanged: World, route: Route) -> None:
    content = FIVE_MB * (1 + LARGEST_BODIES[route] // len(FIVE_MB))
    told = problem(send(unchanged, route, content), 413, "body_too_large")
    assert told["limit_bytes"] == LARGEST_BODIES[route]


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
