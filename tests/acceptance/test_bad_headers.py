"""Bad queries, page tokens and headers: each gets its documented problem."""

import httpx
import pytest

from tests.support.bad_input import fields, refused
from tests.support.calls import CASES
from tests.support.server import problem
from tests.support.world import World

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
