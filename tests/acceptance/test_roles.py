"""Every route with every role: who may call it, and how the others are refused."""

from collections.abc import Mapping

import pytest

from functions.kernel.route import ADMIN_ROLES, FOR_SOFTWARE, Who
from local.server import TABLES
from tests.support.calls import CASES, Case, call
from tests.support.server import problem
from tests.support.world import SIGNED_IN, SOFTWARE, STRANGERS, World

ROLES = (*STRANGERS, *SIGNED_IN, *SOFTWARE)


_ROUTES = {(route.method, route.path): route for table in TABLES for route in table.routes}

_MAY: Mapping[Who, tuple[str, ...]] = {
    Who.ANYONE: ROLES,
    Who.SIGNED_IN: SIGNED_IN,
    Who.BENEFICIARY: (
        "pending beneficiary",
        "beneficiary",
        "another beneficiary",
        "suspended beneficiary",
    ),
    Who.MEMBER: ("member",),
    Who.MEMBER_OR_ADMIN: ("member", "support", "review", "finance", "administrator"),
    Who.DESK: ("member", "API key"),
    Who.OFFERS: ("member", "API key for offers"),
    Who.SUPPORT: ("support", "administrator"),
    Who.REVIEW: ("review", "administrator"),
    Who.FINANCE: ("finance", "administrator"),
    Who.MONEY: ("support", "finance", "administrator"),
    Who.PROFESSIONALS: ("support", "review", "administrator"),
    Who.OFFICE: ("support", "review", "finance", "administrator"),
    Who.ADMIN: ("administrator",),
}

_TOLD: Mapping[Who, str] = {
    Who.BENEFICIARY: "beneficiary_only",
    Who.MEMBER: "not_a_member",
    Who.MEMBER_OR_ADMIN: "not_a_member",
    Who.DESK: "not_a_member",
    Who.OFFERS: "not_a_member",
    **dict.fromkeys(ADMIN_ROLES, "admin_only"),
}


def expected(case: Case, role: str) -> tuple[int, str]:
    """Return the status and the code that somebody gets; the code of a success is empty."""
    if role in case.others:
        return case.others[role]
    if role == "suspended member" and case.who in (
        *(Who.MEMBER, Who.MEMBER_OR_ADMIN),
        *FOR_SOFTWARE,
    ):
        return 403, "professional_suspended"
    if role in _MAY[case.who]:
        return case.status, ""
    if case.who is Who.DESK and role in ("member of another offerer", "API key of another"):
        # Another offerer's code reads like one that does not exist.
        return 404, "unknown_countermark"
    if case.who in FOR_SOFTWARE and role in ("API key", "API key for offers"):
        return 403, "api_key_scope_missing"
    if case.who is Who.OFFERS and role == "API key of another":
        return 403, "not_a_member"
    known = role in SIGNED_IN
    return (403, _TOLD[case.who]) if known else (401, "unauthenticated")


def test_every_route_stands_in_this_table_and_says_the_same_of_who_may_call_it() -> None:
    stated = {name: route.who for name, route in _ROUTES.items()}
    assert stated == {name: case.who for name, case in CASES.items()}


def test_an_api_key_opens_these_routes_by_its_scope_and_no_other() -> None:
    """The walk below calls every route with keys of each scope; this is what it has to find."""
    opened = {
        who: {" ".join(name) for name, route in _ROUTES.items() if route.who is who}
        for who in FOR_SOFTWARE
    }
    countermark = "/v1/desk/countermarks/{code}"
    assert opened == {
        Who.DESK: {
            f"GET {countermark}",
            *(f"POST {countermark}/{act}" for act in ("redeem", "undo", "cancel")),
            "GET /v1/desk/door-list",
            "POST /v1/desk/scans",
            "POST /v1/desk/scans/undo",
        },
        Who.OFFERS: {
            "POST /v1/offers",
            "PATCH /v1/offers/{offer_id}",
            "GET /v1/offers/{offer_id}/own",
            "GET /v1/offerers/{siren}/offers",
            *(f"POST /v1/offers/{{offer_id}}/{act}" for act in ("image", "publish", "unpublish")),
            "POST /v1/offers/{offer_id}/stocks",
            "PATCH /v1/stocks/{stock_id}",
            "DELETE /v1/stocks/{stock_id}",
            *(f"{method} /v1/stocks/{{stock_id}}/activation-codes" for method in ("GET", "POST")),
            *(f"{method} /v1/partner/products" for method in ("GET", "PUT")),
        },
    }
    assert {_MAY[who] for who in FOR_SOFTWARE} == {
        ("member", "API key"),
        ("member", "API key for offers"),
    }


@pytest.mark.parametrize(("method", "path"), CASES, ids=lambda part: part)
def test_a_route_lets_in_whom_it_says_and_nobody_else(world: World, method: str, path: str) -> None:
    before = world.state.digest()
    got = {}
    for role in ROLES:
        response = call(world, method, path, role=role)
        if response.is_success:
            got[role] = (response.status_code, "")
            world.state.restore()
        else:
            got[role] = (response.status_code, response.json()["code"])
            problem(response, *got[role])
            assert world.state.digest() == before
    assert got == {role: expected(CASES[method, path], role) for role in ROLES}


@pytest.mark.parametrize("role", STRANGERS)
def test_a_caller_without_token_learns_how_to_sign_in(world: World, role: str) -> None:
    response = call(world, "GET", "/v1/me", role=role)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_does_not_hold_is_not_made_good_by_an_api_key(world: World) -> None:
    both = {**dict(_headers(world, "expired token")), **dict(_headers(world, "API key"))}
    response = world.api.call("GET", world.path("/v1/desk/countermarks/{code}"), headers=both)
    problem(response, 401, "unauthenticated")


def test_an_api_key_opens_the_desk_of_its_own_offerer_alone(world: World) -> None:
    for secret in ("", "_", "abc", f"{world.ids['prefix']}_", f"{world.ids['prefix']}_{'0' * 64}"):
        response = world.api.call(
            "GET", world.path("/v1/desk/countermarks/{code}"), headers={"X-Api-Key": secret}
        )
        problem(response, 401, "unauthenticated")


def test_someone_elses_booking_is_as_unknown_as_none(world: World) -> None:
    stranger = world.api.beneficiary()
    theirs = world.api.post(world.path("/v1/bookings/{booking_id}/cancel"), by=stranger)
    none = world.api.post("/v1/bookings/nosuchbooking/cancel", by=stranger)
    assert theirs.status_code == 404
    assert theirs.content == none.content


def _headers(world: World, role: str) -> Mapping[str, str]:
    caller = world.callers[role]
    assert caller is not None
    return caller.headers
