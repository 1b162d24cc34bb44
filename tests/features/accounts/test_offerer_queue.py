"""The queue of offerers and claims: list, set aside, reject with a reason that is mailed."""

from typing import Any

import pytest

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.given import OTHER_SIREN, SIREN, HandClock
from tests.support.server import new_siren

PATH = f"/v1/offerers/{SIREN}"
PLACE = {"postal_code": "67000", "city": "Strasbourg"}
NO = {"reason": "Ce n’est pas une structure culturelle."}


def found(platform: Platform, uid: str, siren: str = SIREN) -> tuple[int, str]:
    body = {"siren": siren, "name": f"Maison de {uid}", **PLACE}
    return outcome(given.call(platform, "POST", "/v1/offerers", body, uid=uid))


def do(platform: Platform, verb: str, body: object) -> tuple[int, str]:
    return outcome(given.admin(platform, f"{PATH}/{verb}", body))


def listed(platform: Platform, path: str = "/v1/offerers?status=pending") -> list[Any]:
    found: list[Any] = content(given.admin(platform, path, method="GET"))["items"]
    return found


def sirens(platform: Platform, status: str) -> list[str]:
    return [one["siren"] for one in listed(platform, f"/v1/offerers?status={status}")]


def memberships(platform: Platform, uid: str) -> Any:
    return content(given.call(platform, "GET", "/v1/me", uid=uid))["offerers"]


def notices(platform: Platform) -> dict[str, str]:
    """Return who was notified of what."""
    return {one["person_id"]: one["topic"] for one in given.documents(platform, "notices").values()}


def test_an_offerer_waits_with_the_facts_of_its_founder(platform: Platform) -> None:
    assert found(platform, "lea") == (201, "pending")
    (waiting,) = listed(platform)
    assert (waiting["siren"], waiting["name"]) == (SIREN, "Maison de lea")
    founder = waiting["founder"]
    assert (founder["id"], founder["email"]) == ("lea", "lea@demo.test")
    assert founder["email_verified"] is False
    assert founder["account_created_at"] is not None
    assert do(platform, "validate", None) == (200, "validated")
    assert (sirens(platform, "pending"), sirens(platform, "validated")) == ([], [SIREN])


def test_what_is_set_aside_still_waits(platform: Platform) -> None:
    found(platform, "lea")
    assert do(platform, "set-aside", None) == (415, "unsupported_media_type")
    assert do(platform, "set-aside", {}) == (400, "malformed")
    assert do(platform, "set-aside", {"comment": "Kbis demandé."}) == (200, "set_aside")
    assert (sirens(platform, "pending"), sirens(platform, "set_aside")) == ([], [SIREN])
    assert memberships(platform, "lea")[0]["status"] == "pending"
    found(platform, "tom")
    founder = f"{PATH}/validate?founder_id=lea"
    assert outcome(given.admin(platform, founder)) == (200, "validated")
    assert do(platform, "set-aside", {"comment": "Trop tard."}) == (409, "offerer_decided")


def test_founders_of_a_rejected_offerer_are_mailed_and_may_ask_again(platform: Platform) -> None:
    for uid in ("lea", "tom", "zoe"):
        assert found(platform, uid) == (201, "pending")
    assert do(platform, "reject", NO) == (200, "rejected")
    assert do(platform, "reject", NO) == (200, "rejected")
    assert notices(platform) == dict.fromkeys(("lea", "tom", "zoe"), "claim-rejected")
    assert given.documents(platform, "offerer_claims") == {}
    assert memberships(platform, "lea") == []
    (shown,) = listed(platform, "/v1/offerers?status=rejected")
    assert (shown["rejection_reason"], shown["founder"]) == (NO["reason"], None)
    assert do(platform, "validate", None) == (404, "unknown_claim")
    assert found(platform, "tom") == (201, "pending")
    assert memberships(platform, "tom")[0]["siren"] == SIREN
    assert (sirens(platform, "rejected"), sirens(platform, "pending")) == ([], [SIREN])
    assert do(platform, "reject", NO) == (200, "rejected")
    letters = given.documents(platform, "notices")
    assert len(letters) == 4


@pytest.mark.parametrize("verb", ["validate", "close"])
def test_what_was_decided_is_not_rejected(platform: Platform, verb: str) -> None:
    found(platform, "lea")
    do(platform, verb, None)
    before = given.documents(platform, "offerers")
    assert do(platform, "reject", NO) == (409, "offerer_decided")
    assert given.documents(platform, "offerers") == before


def test_a_claim_is_set_aside_or_rejected_alone(platform: Platform) -> None:
    for uid in ("lea", "tom"):
        found(platform, uid)
    aside = {"comment": "Mandat demandé."}
    assert given.admin(platform, f"{PATH}/claims/tom/set-aside", aside).status_code == 200
    claims = "/v1/offerer-claims?status="
    assert [one["founder"]["id"] for one in listed(platform, f"{claims}set_aside")] == ["tom"]
    assert [one["founder"]["id"] for one in listed(platform, f"{claims}waiting")] == ["lea"]
    assert len(listed(platform, "/v1/offerer-claims")) == 2
    assert given.admin(platform, f"{PATH}/claims/lea/reject", NO).status_code == 200
    assert (memberships(platform, "lea"), notices(platform)) == (
        [],
        {"lea": "claim-rejected"},
    )
    assert do(platform, "validate", None) == (200, "validated")
    assert [one["siren"] for one in memberships(platform, "tom")] == [SIREN]
    refused = given.admin(platform, f"{PATH}/claims/lea/reject", NO)
    assert outcome(refused) == (404, "unknown_claim")


def test_the_history_of_an_offerer_lists_its_decisions(
    platform: Platform, clock: HandClock
) -> None:
    found(platform, "lea")
    for verb, body in (("set-aside", {"comment": "Kbis ?"}), ("reject", NO)):
        clock.move(hours=1)
        do(platform, verb, body)
    history = listed(platform, f"/v1/acts?target=offerers:{SIREN}")
    assert [(one["kind"], one["reason"], one["comment"]) for one in history] == [
        ("reject_offerer", NO["reason"], None),
        ("set_offerer_aside", None, "Kbis ?"),
    ]


def test_the_queue_is_paged_oldest_first(platform: Platform, clock: HandClock) -> None:
    made = []
    for number in range(5):
        made.append(new_siren())
        found(platform, f"founder{number}", made[-1])
        clock.move(minutes=1)
    assert OTHER_SIREN not in made
    got, token = [], ""
    while True:
        path = f"/v1/offerers?page_size=2{token}"
        page = content(given.admin(platform, path, method="GET"))
        got += [one["siren"] for one in page["items"]]
        if page["next_page_token"] is None:
            break
        token = f"&page_token={page['next_page_token']}"
    assert got == made
