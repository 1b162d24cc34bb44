"""Places by name over HTTP: what is shown, pages, and answers that caches may keep."""

import pytest

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, outcome


def test_commune_is_shown_with_its_department_and_time_zone(platform: Platform) -> None:
    (found,) = content(given.call(platform, "GET", "/v1/places?q=Saint-Denis+974&page_size=1"))[
        "items"
    ]
    assert found == {
        "code": "97411",
        "name": "Saint-Denis",
        "postal_codes": ["97400", "97417", "97490"],
        "department": "974",
        "department_name": "La Réunion",
        "time_zone": "Indian/Reunion",
        "population": found["population"],
        "latitude": pytest.approx(-20.88, abs=0.02),
        "longitude": pytest.approx(55.45, abs=0.02),
        "approximate": False,
    }


def test_pages_follow_each_other_without_gap(platform: Platform) -> None:
    path = "/v1/places?q=saint"
    whole = content(given.call(platform, "GET", f"{path}&page_size=7"))["items"]
    first = content(given.call(platform, "GET", f"{path}&page_size=4"))
    token = first["next_page_token"]
    second = content(given.call(platform, "GET", f"{path}&page_size=3&page_token={token}"))
    assert first["items"] + second["items"] == whole
    assert (
        content(given.call(platform, "GET", "/v1/places?q=strasbourg"))["next_page_token"] is None
    )


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=a&page_size=51", "?q=a&page_token=x"])
def test_query_that_is_none_is_refused(platform: Platform, query: str) -> None:
    status, _ = outcome(given.call(platform, "GET", f"/v1/places{query}"))
    assert status == 400


def test_caches_may_keep_the_answer_and_ask_whether_it_changed(platform: Platform) -> None:
    first = given.call(platform, "GET", "/v1/places?q=strasb")
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    tag = first.headers["ETag"]
    again = given.call(platform, "GET", "/v1/places?q=strasb", If_None_Match=tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    other = given.call(platform, "GET", "/v1/places?q=colmar", If_None_Match=tag)
    assert other.status_code == 200


def test_refusals_are_not_kept(platform: Platform) -> None:
    refused = given.call(platform, "GET", "/v1/places")
    assert refused.headers["Cache-Control"] == "no-store"
    assert "ETag" not in refused.headers
