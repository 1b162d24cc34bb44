"""Claims on a SIREN: they bind nobody, and validation picks one of the founders."""

from typing import Any

import pytest

from functions.accounts.offerers.rules import MOST_CLAIMS
from functions.accounts.offerers.store import offerers
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from local.backfill import backfill
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.given import OTHER_SIREN, SIREN, HandClock
from tests.support.server import new_siren

PATH = f"/v1/offerers/{SIREN}"
PLACE = {"postal_code": "67000", "city": "Strasbourg"}


def found(platform: Platform, uid: str, siren: str = SIREN) -> tuple[int, str]:
    body = {"siren": siren, "name": f"Maison de {uid}", **PLACE}
    return outcome(given.call(platform, "POST", "/v1/offerers", body, uid=uid))


def decide(platform: Platform, verb: str, **query: str) -> tuple[int, str]:
    names = "&".join(f"{name}={value}" for name, value in query.items())
    return outcome(given.admin(platform, f"{PATH}/{verb}?{names}" if names else f"{PATH}/{verb}"))


def offerer(platform: Platform) -> dict[str, Any]:
    return given.documents(platform, "offerers")[SIREN]


def reassign(platform: Platform, email: str) -> tuple[int, str]:
    return outcome(given.admin(platform, f"{PATH}/reassign", {"email": email}))


def verify(platform: Platform, uid: str) -> None:
    given.token(platform, uid)
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.update(uid, email_verified=True)


def acts(platform: Platform, uid: str) -> tuple[int, str]:
    answer = given.call(platform, "GET", f"{PATH}/venues", uid=uid)
    return (200, "ok") if answer.status_code == 200 else outcome(answer)


def test_a_squatter_keeps_nobody_from_claiming(platform: Platform) -> None:
    assert found(platform, "squatter") == (201, "pending")
    assert found(platform, "owner") == (201, "pending")
    assert found(platform, "owner") == (409, "already_exists")
    assert decide(platform, "validate") == (409, "several_claims")
    assert decide(platform, "validate", founder_id="nobody") == (404, "unknown_claim")
    assert acts(platform, "owner") == (403, "not_a_member")
    assert decide(platform, "validate", founder_id="owner") == (200, "validated")
    assert (offerer(platform)["name"], offerer(platform)["member_ids"]) == (
        "Maison de owner",
        ["owner"],
    )
    assert acts(platform, "owner") == (200, "ok")
    assert acts(platform, "squatter") == (403, "not_a_member")
    assert given.documents(platform, "offerer_claims") == {}
    me = content(given.call(platform, "GET", "/v1/me", uid="squatter"))
    assert (me["offerers"], me["claimed_sirens"]) == ([], [])
    assert found(platform, "squatter") == (409, "already_exists")


def test_a_squatters_venue_does_not_keep_the_siret(platform: Platform, clock: HandClock) -> None:
    siret = f"{SIREN}00074"
    body = {"offerer_siren": SIREN, "name": "Faux", "siret": siret, "address": "1 rue", **PLACE}
    found(platform, "squatter")
    content(given.call(platform, "POST", "/v1/venues", body, uid="squatter"), 201)
    clock.move(days=1)
    found(platform, "owner")
    decide(platform, "validate", founder_id="owner")
    opened = given.call(platform, "POST", "/v1/venues", body, uid="owner")
    assert opened.status_code == 201
    again = given.call(platform, "POST", "/v1/venues", body, uid="owner")
    assert again.status_code == 409


def test_the_list_shows_founder_verified_address_and_age_of_account(
    platform: Platform, clock: HandClock
) -> None:
    verify(platform, "owner")
    made_at = clock.now().isoformat().replace("+00:00", "Z")
    clock.move(days=3)
    found(platform, "owner")
    clock.move(hours=1)
    found(platform, "squatter")
    found(platform, "other", OTHER_SIREN)
    path = f"/v1/offerer-claims?siren={SIREN}"
    owner, squatter = content(given.admin(platform, path, method="GET"))["items"]
    assert owner["founder"] == {
        "id": "owner",
        "email": "owner@demo.test",
        "email_verified": True,
        "account_created_at": made_at,
    }
    assert squatter["founder"]["email_verified"] is False
    everything = content(given.admin(platform, "/v1/offerer-claims?page_size=2", method="GET"))
    assert len(everything["items"]) == 2
    assert everything["next_page_token"]


def test_an_account_has_few_pending_claims(platform: Platform) -> None:
    sirens = [new_siren() for _ in range(MOST_CLAIMS + 1)]
    answers = [found(platform, "squatter", siren) for siren in sirens]
    assert answers == [(201, "pending")] * MOST_CLAIMS + [(409, "too_many_claims")]
    path = f"/v1/offerers/{sirens[0]}/claim"
    withdrawn = given.call(platform, "DELETE", path, uid="squatter")
    assert outcome(withdrawn) == (200, "removed")
    assert outcome(given.call(platform, "DELETE", path, uid="squatter")) == (404, "unknown_claim")
    assert found(platform, "squatter", sirens[-1]) == (201, "pending")
    assert given.documents(platform, "offerers")[sirens[0]]["member_ids"] == []
    assert found(platform, "owner", sirens[0]) == (201, "pending")
    assert given.documents(platform, "offerers")[sirens[0]]["member_ids"] == ["owner"]


@pytest.mark.parametrize("ends", ["closed", "erased"])
def test_an_offerer_that_nobody_acts_for_can_be_founded_again(
    platform: Platform, ends: str
) -> None:
    found(platform, "former")
    decide(platform, "validate")
    made = content(given.call(platform, "POST", f"{PATH}/api-keys", uid="former"), 201)
    if ends == "closed":
        decide(platform, "close")
    else:
        content(given.call(platform, "DELETE", "/v1/me", uid="former"))
    assert decide(platform, "validate") == (409, "offerer_not_pending")
    assert found(platform, "owner") == (201, "pending")
    assert acts(platform, "owner") == (403, "not_a_member")
    assert decide(platform, "validate") == (200, "validated")
    assert offerer(platform)["member_ids"] == ["owner"]
    assert acts(platform, "owner") == (200, "ok")
    assert given.documents(platform, "professionals")["owner"].get("closed_sirens", []) == []
    assert made["prefix"] not in given.documents(platform, "api_keys")


def test_closing_drops_the_claims(platform: Platform) -> None:
    found(platform, "one")
    found(platform, "two")
    assert decide(platform, "close") == (200, "closed")
    assert given.documents(platform, "offerer_claims") == {}


def test_an_administrator_reassigns_an_offerer(platform: Platform) -> None:
    found(platform, "former")
    decide(platform, "validate")
    given.member(platform, "second", by="former")
    content(given.call(platform, "POST", f"{PATH}/api-keys", uid="former"), 201)
    assert reassign(platform, "owner@demo.test") == (404, "unknown_account")
    given.token(platform, "owner")
    assert reassign(platform, "owner@demo.test") == (409, "email_not_verified")
    verify(platform, "owner")
    assert reassign(platform, "owner@demo.test") == (200, "validated")
    assert reassign(platform, "owner@demo.test") == (200, "validated")
    assert offerer(platform)["member_ids"] == ["owner"]
    assert given.documents(platform, "api_keys") == {}
    assert [acts(platform, uid)[0] for uid in ("former", "second", "owner")] == [403, 403, 200]


def test_a_pending_offerer_of_an_earlier_release_is_validated(platform: Platform) -> None:
    given.offerer(platform, validated=False)
    given.remove(platform, "offerer_claims", f"{SIREN}~{given.MEMBER}")
    assert found(platform, "owner") == (201, "pending")
    assert decide(platform, "validate") == (409, "several_claims")
    assert decide(platform, "validate", founder_id=given.MEMBER) == (200, "validated")
    assert offerer(platform)["member_ids"] == [given.MEMBER]


def test_a_backfill_lists_the_pending_offerers_of_an_earlier_release(platform: Platform) -> None:
    given.offerer(platform, validated=False)
    given.remove(platform, "offerer_claims", f"{SIREN}~{given.MEMBER}")
    given.change(platform, "professionals", given.MEMBER, claimed_sirens=[])

    def listed() -> list[str]:
        answer = given.admin(platform, "/v1/offerer-claims", method="GET")
        return [one["founder"]["id"] for one in content(answer)["items"]]

    assert listed() == []
    for rewritten in (1, 0):
        ((_, report),) = backfill(platform.database, offerers)
        assert (report.counts["rewritten"], report.failed) == (rewritten, 0)
        assert listed() == [given.MEMBER]
    assert decide(platform, "validate") == (200, "validated")
    platform.relay.sweep()
    assert listed() == []
    assert given.documents(platform, "professionals")[given.MEMBER]["claimed_sirens"] == []


def test_a_suspended_founder_is_not_validated(platform: Platform) -> None:
    found(platform, "eve")
    given.admin(platform, "/v1/professionals/eve/suspend", {"reason": "fraud"})
    assert decide(platform, "validate") == (403, "professional_suspended")
    assert found(platform, "eve", OTHER_SIREN) == (403, "professional_suspended")
