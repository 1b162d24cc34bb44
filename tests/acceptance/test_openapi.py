"""The API's document: valid, true of every answer that the tests see, and shown by /docs."""

import json
import re
from collections import Counter

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from local.server import TABLES
from tests.support.calls import CASES
from tests.support.conformity import Conformity, NotAsDocumented
from tests.support.server import Api, answer, problem

ELSEWHERE = re.compile(r"""(?:src|href|url|from)\s*[=:(]?\s*["'(](?:[a-z]+:)?//""", re.IGNORECASE)


def test_the_document_is_valid_openapi_3_1(api: Api) -> None:
    document = answer(api.client.get("/v1/openapi.json"))
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_document_names_every_route_once_and_nothing_else(api: Api) -> None:
    paths = api.conformity.document["paths"]
    documented = [(method.upper(), path) for path in paths for method in paths[path]]
    assert sorted(documented) == sorted(CASES)
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert sorted(names) == sorted(route.name for table in TABLES for route in table.routes)
    assert len(set(names)) == len(names)


def test_schemas_have_names_of_their_own_and_examples_that_they_allow(api: Api) -> None:
    schemas = api.conformity.document["components"]["schemas"]
    # Where two schemas share a name, pydantic writes the names of their modules.
    assert [name for name in schemas if "__" in name] == []
    wrong = []
    for name, schema in schemas.items():
        allows = api.conformity.validator({"$ref": f"#/components/schemas/{name}"})
        wrong += [name for example in schema.get("examples", ()) if not allows.is_valid(example)]
    assert wrong == []


def test_the_document_says_what_each_route_is_for(api: Api) -> None:
    document = api.conformity.document
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"].endswith("."), (method, path)
            assert operation["security"] or path in (
                "/v1/bookings/{booking_id}/calendar.ics",
                "/v1/offers",
                "/v1/offers/{offer_id}",
                "/v1/offers/{offer_id}/stocks",
                "/v1/suggestions",
                "/v1/categories",
                "/v1/eligibility",
                "/v1/places",
                "/v1/statistics",
                "/v1/statistics/csv",
                "/v1/statistics/pdf",
                "/v1/statistics/territories",
                "/v1/venues/{venue_id}",
                "/v1/venues/{venue_id}/offers",
            )
            for status, announced in operation["responses"].items():
                assert announced.get("description") or "$ref" in announced, (method, path, status)
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description") or "enum" in schema or "pattern" in schema, name
    for name, response in document["components"]["responses"].items():
        assert response["description"], name


def test_the_document_repeats_no_long_text(api: Api) -> None:
    """A pattern or a problem stands once, as a component: the document stays small."""
    document = api.conformity.document
    text = json.dumps(document, ensure_ascii=False)
    schemas = document["components"]["schemas"].values()
    patterns = Counter(schema["pattern"] for schema in schemas if "pattern" in schema)
    for pattern, components in patterns.items():
        assert text.count(json.dumps(pattern, ensure_ascii=False)) == components
    assert text.count("A valid sign-in token is required.") == 1
    operations = sum(len(path) for path in document["paths"].values())
    assert len(text.encode()) < 3_500 * operations


def test_the_document_is_served_where_it_says_that_the_api_is(api: Api) -> None:
    (served,) = api.conformity.document["servers"]
    assert answer(httpx.get(f"{served['url']}/v1/openapi.json")) == api.conformity.document


def test_every_documented_route_answers(api: Api) -> None:
    """A call without token distinguishes a route from an unknown path."""
    open_paths = (
        "/v1/bookings/{booking_id}/calendar.ics",
        "/v1/offers",
        "/v1/suggestions",
        "/v1/categories",
        "/v1/offers/{offer_id}",
        "/v1/offers/{offer_id}/stocks",
        "/v1/eligibility",
        "/v1/places",
        "/v1/statistics",
        "/v1/statistics/csv",
        "/v1/statistics/pdf",
        "/v1/statistics/territories",
        "/v1/venues/{venue_id}",
        "/v1/venues/{venue_id}/offers",
    )
    for method, path in CASES:
        response = api.call(method, path.replace("{", "").replace("}", ""))
        if method == "GET" and path in open_paths:
            assert response.status_code == 200 or response.json()["code"] != "not_found"
        else:
            problem(response, 401, "unauthenticated")


def test_an_answer_that_is_not_documented_is_noticed(api: Api) -> None:
    categories = api.conformity.document["paths"]["/v1/categories"]["get"]["responses"]
    assert categories.keys() == {"200", "400", "503"}
    conformity = Conformity(api.conformity.document)

    def seen(status: int, content: object, kind: str = "application/json") -> None:
        headers = {"Content-Type": kind}
        response = httpx.Response(status, headers=headers, content=json.dumps(content))
        conformity.check("GET", "/v1/categories", response)

    seen(200, {"items": [], "groups": []})
    with pytest.raises(NotAsDocumented, match="status"):
        seen(404, {"items": []})
    with pytest.raises(NotAsDocumented, match="text/html"):
        seen(200, {"items": []}, "text/html")
    with pytest.raises(NotAsDocumented, match="items"):
        seen(200, {"items": [{"id": 5}], "groups": []})
    told = {"type": "urn:x", "title": "Busy.", "status": 503, "code": "busy"}
    with pytest.raises(NotAsDocumented, match="code"):
        seen(503, told, "application/problem+json")
    assert conformity.seen == {
        ("list_categories", 200),
        ("list_categories", 404),
        ("list_categories", 503),
    }


def test_the_page_shows_the_document_and_asks_nobody_else(api: Api) -> None:
    page = api.client.get("/docs")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert '"/v1/openapi.json"' in page.text
    assert not ELSEWHERE.search(page.text)
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert {asset.rpartition(".")[2] for asset in assets} == {"js", "css"}
    for asset in assets:
        response = api.client.get(asset)
        assert response.status_code == 200
        assert len(response.content) > 1_000
    assert "validatorUrl: null" in page.text


def test_the_page_signs_in_where_the_server_does(api: Api) -> None:
    page = api.client.get("/docs").text
    (path,) = re.findall(r'data-url="([^"]+)"', page)
    (scheme,) = re.findall(r'preauthorizeApiKey\("(\w+)"', page)
    assert scheme in api.conformity.document["components"]["securitySchemes"]
    body = {"email": "nobody@demo.test", "password": "culture-pass", "returnSecureToken": True}
    refusal = api.client.post(path, json=body).json()
    assert refusal["error"]["message"] == "INVALID_LOGIN_CREDENTIALS"


def test_the_links_on_the_page_are_found_by_this_test() -> None:
    assert ELSEWHERE.search('<script src="https://cdn.example/x.js">')
    assert ELSEWHERE.search("<link href='//cdn.example/x.css'>")
    assert ELSEWHERE.search("background: url(https://cdn.example/x.png)")
    assert not ELSEWHERE.search('<script src="/docs/js/x.js">')
