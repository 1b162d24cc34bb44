"""Decisions on many offers in one request: each on its own, and a repeat finishes the rest."""

from typing import Any

import pytest

from tests.support.server import answer, problem
from tests.support.world import World


def decide(world: World, *decisions: tuple[str, str | None], key: str | None = None) -> list[Any]:
    """Approve each offer, or reject it with a reason; return the lines of the answer."""
    lines = [
        {"offer_id": offer, "decision": "approve"}
        if reason is None
        else {"offer_id": offer, "decision": "reject", "reason": reason}
        for offer, reason in decisions
    ]
    by = world.person("review")
    found: list[Any] = answer(
        world.api.post("/v1/offer-decisions", {"decisions": lines}, by=by, key=key)
    )["items"]
    return found


def test_each_decision_has_an_answer_and_an_act_of_its_own(world: World) -> None:
    flagged, listed, draft = (world.ids[name] for name in ("flagged_id", "offer_id", "draft_id"))
    lines = [(flagged, None), ("nosuch", None), (draft, None), (listed, "Pas culturel.")]
    got = decide(world, *lines)
    assert [(one["offer_id"], one["code"], one["publication"]) for one in got] == [
        (flagged, None, "published"),
        ("nosuch", "unknown_offer", None),
        (draft, "offer_not_pending", None),
        (listed, None, "rejected"),
    ]
    acts = [a for a in world.state.collection("acts").values() if a["kind"] == "decide_offers"]
    assert {(one["target"], one.get("reason")) for one in acts} == {
        (f"offers:{flagged}", None),
        (f"offers:{listed}", "Pas culturel."),
    }
    assert decide(world, *lines) == got
    after = [a for a in world.state.collection("acts").values() if a["kind"] == "decide_offers"]
    assert len(after) == len(acts)


def test_a_repeat_with_the_key_gets_the_first_answer(world: World) -> None:
    flagged = world.ids["flagged_id"]
    first = decide(world, (flagged, None), key="k")
    answer(
        world.api.post(
            f"/v1/offers/{flagged}/reject", {"reason": "Non."}, by=world.person("review")
        )
    )
    assert decide(world, (flagged, None), key="k") == first


def test_what_was_decided_or_changed_meanwhile_is_left_alone(world: World) -> None:
    flagged, reviewer = world.ids["flagged_id"], world.person("review")
    (waiting,) = answer(world.api.get("/v1/pending-offers", by=reviewer))["items"]
    since = waiting["review"]["pending_since"]

    def line(reason: str | None, pending_since: str) -> tuple[str | None, str | None]:
        decision = (
            {"decision": "approve"} if reason is None else {"decision": "reject", "reason": reason}
        )
        body = {"decisions": [{"offer_id": flagged, "pending_since": pending_since, **decision}]}
        (one,) = answer(world.api.post("/v1/offer-decisions", body, by=reviewer))["items"]
        return one["code"], one["by"]

    assert line(None, "2020-01-01T00:00:00Z") == ("offer_not_pending", None)
    assert line("Non.", "2020-01-01T00:00:00Z") == ("offer_not_pending", None)
    answer(world.api.post(f"/v1/offers/{flagged}/approve", by=world.api.admin()))
    assert line("Non.", since) == ("offer_not_pending", None)
    # It is as decided, but by a colleague.
    assert line(None, since) == (None, "admin")
    answer(world.api.post(f"/v1/offers/{flagged}/reject", {"reason": "Non."}, by=reviewer))
    assert line("Non.", since) == (None, reviewer.uid)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"offer_id": "a", "decision": "reject"}],
        [{"offer_id": "a", "decision": "approve", "reason": "Oui"}],
        [{"offer_id": "a", "decision": "close"}],
        [{"offer_id": "a", "decision": "approve"}] * 101,
    ],
)
def test_bad_decisions_change_nothing(world: World, lines: list[Any]) -> None:
    before = world.state.digest()
    response = world.api.post(
        "/v1/offer-decisions", {"decisions": lines}, by=world.person("review")
    )
    problem(response, 400, "malformed")
    assert world.state.digest() == before
