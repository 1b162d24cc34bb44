"""Acts of administrators: every write leaves one, and it says what, why, and what changed."""

import pytest

from functions.kernel.act_targets import TARGET_KINDS
from functions.kernel.route import ADMIN_ROLES, BY_HANDLER
from functions.kernel.route import Route as Declared
from local.server import TABLES
from tests.support.calls import CASES, Route, call
from tests.support.server import Json, answer, problem
from tests.support.world import World

ROUTES: dict[tuple[str, str], Declared] = {
    (route.method, route.path): route
    for table in TABLES
    for route in table.routes
    if route.who in ADMIN_ROLES and route.method != "GET"
}

OTHERWISE = {
    ("POST", "/v1/beneficiaries/{beneficiary_id}/unsuspend"): "suspended beneficiary",
    ("POST", "/v1/professionals/{professional_id}/unsuspend"): "suspended member",
}
"""Whom an act is on where the usual call of the route has nothing to change."""


def act(world: World, route: Route) -> tuple[str, str]:
    """Call a route; return who called it, and the operation's name."""
    by = world.person(CASES[route].by)
    if route in OTHERWISE:
        path = route[1].partition("{")[0] + world.person(OTHERWISE[route]).uid
        answer(world.api.post(f"{path}/{route[1].rpartition('/')[2]}", by=by))
    else:
        assert call(world, *route).status_code == CASES[route].status
    return by.uid, ROUTES[route].name


@pytest.mark.parametrize("route", [r for r in ROUTES if CASES[r].status < 400], ids=" ".join)
def test_every_write_of_an_administrator_leaves_its_act(world: World, route: Route) -> None:
    before = world.state.collection("acts")
    by, kind = act(world, route)
    made = [a for name, a in world.state.collection("acts").items() if name not in before]
    assert {(one["by"], one["kind"]) for one in made} == {(by, kind)}
    for one in made:
        collection, _, thing = one["target"].partition(":")
        if collection != "administrators":
            assert thing in world.state.collection(collection)
        if ROUTES[route].acts_on != BY_HANDLER:
            assert one["changes"], one


def test_a_repeat_that_changes_nothing_is_no_act(world: World) -> None:
    route = ("POST", "/v1/offerers/{siren}/close")
    call(world, *route)
    before = world.state.collection("acts")
    call(world, *route)
    call(world, *route, key="another")
    assert world.state.collection("acts") == before


def test_an_act_says_what_changed_and_why(world: World) -> None:
    review, path = world.person("review"), world.path("/v1/offerers/{new_siren}")
    text = "Extrait Kbis vu."
    answer(world.api.post(f"{path}/validate", {"comment": text}, by=review))
    target = world.path("offerers:{new_siren}")
    listed = answer(world.api.get("/v1/acts", by=review, target=target))["items"]
    (first,) = listed
    assert (first["kind"], first["by"], first["comment"]) == ("validate_offerer", review.uid, text)
    changes = {one["field"]: (one["before"], one["after"]) for one in first["changes"]}
    assert changes["status"] == ("pending", "validated")
    assert changes["validated_at"][0] is None
    assert listed_by(world, "review")["items"] == listed


def listed_by(world: World, role: str, **more: str) -> Json:
    """Return the acts of the person who has a role, listed for themselves."""
    by = world.person(role)
    found: Json = answer(world.api.call("GET", "/v1/acts", by=by, params={"by": by.uid, **more}))
    return found


def test_acts_are_paged_newest_first(world: World) -> None:
    texts = [f"Appel {number}" for number in range(5)]
    for text in texts:
        body = {"target": world.path("offerers:{siren}"), "comment": text}
        answer(world.api.post("/v1/comments", body, by=world.person("finance")), 201)
    got: list[str] = []
    page = listed_by(world, "finance", page_size="2")
    while True:
        got += [one["comment"] for one in page["items"]]
        if page["next_page_token"] is None:
            break
        page = listed_by(world, "finance", page_size="2", page_token=page["next_page_token"])
    assert sorted(got) == texts


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (
            "support",
            {
                *("beneficiaries", "bookings", "feedback_messages", "offerers", "offers"),
                *("professionals", "venues"),
            },
        ),
        ("review", {"offerers", "offers", "professionals", "venues"}),
        (
            "finance",
            {
                *("bank_accounts", "bookings", "gestures", "offerers"),
                *("reimbursement_batches", "reimbursement_rules", "venues"),
            },
        ),
        ("administrator", set(TARGET_KINDS)),
    ],
)
def test_each_role_sees_the_acts_on_what_it_works_with(
    world: World, role: str, kinds: set[str]
) -> None:
    by = world.person(role)
    statuses = {
        kind: world.api.get("/v1/acts", by=by, target=f"{kind}:any").status_code
        for kind in TARGET_KINDS
    }
    assert {kind for kind, status in statuses.items() if status == 200} == kinds
    assert set(statuses.values()) <= {200, 403}
    everything = world.api.get("/v1/acts", by=by)
    assert everything.status_code == (200 if role == "administrator" else 403)


@pytest.mark.parametrize("target", ["offerers:nosuch", "wallets:any", "offerers", "offers:a/b"])
def test_nothing_unknown_is_commented_on(world: World, target: str) -> None:
    body = {"target": target, "comment": "Rien."}
    before = world.state.digest()
    response = world.api.post("/v1/comments", body, by=world.person("administrator"))
    problem(response, 404, "unknown_target")
    assert world.state.digest() == before


def test_texts_about_an_erased_person_are_erased(world: World) -> None:
    support, lea = world.person("support"), world.person("beneficiary")
    target = f"beneficiaries:{lea.uid}"
    body = {"target": target, "comment": "Sa mère a appelé."}
    answer(world.api.post("/v1/comments", body, by=support), 201)
    path = world.path("/v1/back-office/bookings/{booking_id}/cancel")
    answer(world.api.post(path, {"reason": "Malade"}, by=support))
    answer(world.api.call("DELETE", "/v1/me", by=lea))
    mine = [a for a in world.state.collection("acts").values() if a["by"] == support.uid]
    assert len(mine) == 2
    assert all(not one.get("comment") and not one.get("reason") for one in mine)


def test_an_act_keeps_neither_names_nor_codes(world: World) -> None:
    lea = world.person("beneficiary")
    answer(
        world.api.post(
            f"/v1/beneficiaries/{lea.uid}/suspend",
            {"reason": "fraud"},
            by=world.person("support"),
        )
    )
    path = world.path("/v1/bookings/{cancelled_id}/reinstate")
    answer(world.api.post(path, {"reason": "Présente"}, by=world.person("finance")))
    fields = {
        change["field"]
        for act in world.state.collection("acts").values()
        for change in act.get("changes", ())
    }
    assert {"status", "suspension_reason", "used_at"} <= fields
    personal = {"first_name", "last_name", "email", "birth_date", "holder_name", "countermark"}
    assert not fields & personal
