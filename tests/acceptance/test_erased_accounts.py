"""The token of an erased account, which sign-in on the cloud still accepts for up to an hour."""

import pytest

from functions.kernel.route import Who
from local.server import TABLES
from tests.support.calls import CASES, call
from tests.support.server import answer, problem
from tests.support.world import World

# An erasure repeated succeeds; the suggestion of an address neither reads nor writes anything here.
ROUTES = [
    (route.method, route.path)
    for table in TABLES
    for route in table.routes
    if route.who is Who.SIGNED_IN
    and (route.method, route.path) not in {("DELETE", "/v1/me"), ("GET", "/v1/addresses")}
]


@pytest.mark.parametrize("role", ["account without role", "member"])
def test_nothing_is_read_or_written_for_an_account_that_was_erased(world: World, role: str) -> None:
    # The account is deleted by an event, which does not come.
    world.platform.database.on_commit = None
    person = world.person(role)
    answer(world.api.call("DELETE", "/v1/me", by=person))
    before = world.state.digest()
    for method, path in ROUTES:
        problem(call(world, method, path, role=role), 401, "unauthenticated")
        problem(call(world, method, path, role=role, key="again"), 401, "unauthenticated")
    # Nothing is committed, but a repeat succeeds.
    answer(world.api.call("DELETE", "/v1/me", by=person))
    assert world.state.digest() == before


def test_every_route_of_somebody_signed_in_is_tried() -> None:
    assert {("POST", "/v1/feedback"), ("POST", "/v1/offers/{offer_id}/reports")} <= set(ROUTES)
    assert {("GET", "/v1/me"), ("GET", "/v1/me/export")} <= set(ROUTES)
    assert set(ROUTES) <= CASES.keys()
