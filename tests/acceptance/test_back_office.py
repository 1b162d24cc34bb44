"""The back office: search of anything by each role, pages of facts, export by post."""

import io
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from tests.support.server import Json, answer, problem
from tests.support.world import World

EXPORT = "/v1/back-office/people/{beneficiary_id}/export"


def hits(world: World, text: str, role: str = "administrator") -> list[tuple[str, str]]:
    """Return the kind and the id of what is found."""
    by = world.person(role)
    found = answer(world.api.get("/v1/back-office/search", by=by, q=text))["items"]
    return [(one["kind"], one["id"]) for one in found]


def page(world: World, path: str, role: str = "administrator", **query: str) -> Any:
    path = world.path(f"/v1/back-office/{path}")
    return answer(world.api.get(path, by=world.person(role), **query))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("beneficiaries", "beneficiary_id"),
        ("professionals", "professional_id"),
        ("offerers", "siren"),
        ("venues", "venue_id"),
        ("offers", "offer_id"),
        ("bookings", "booking_id"),
    ],
)
def test_anything_is_found_by_its_id(world: World, kind: str, name: str) -> None:
    assert (kind, world.ids[name]) in hits(world, f" {world.ids[name]} ")


def test_a_siren_is_found_as_people_space_it(world: World) -> None:
    siren = world.ids["siren"]
    assert hits(world, f"{siren[:3]} {siren[3:6]} {siren[6:]}") == [("offerers", siren)]


def test_a_stock_leads_to_its_offer(world: World) -> None:
    assert hits(world, world.ids["stock_id"]) == [("offers", world.ids["offer_id"])]


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_countermark_leads_to_its_booking(world: World, case: Any) -> None:
    assert ("bookings", world.ids["booking_id"]) in hits(world, case(world.ids["code"]))


def test_an_address_leads_to_the_account(world: World) -> None:
    lea = world.person("beneficiary")
    assert hits(world, lea.email) == [("beneficiaries", lea.uid)]
    assert hits(world, "nobody@example.test") == []


def test_names_are_found_while_they_are_typed(world: World) -> None:
    facts = world.state.collection("beneficiaries")[world.ids["beneficiary_id"]]
    first, last = facts["first_name"], facts["last_name"]
    for text in (last[:3], f"{last} {first}", f"{first.upper()} {last[:2]}"):
        found = answer(world.api.get("/v1/back-office/search", by=world.person("support"), q=text))[
            "items"
        ]
        people = [one for one in found if one["kind"] == "beneficiaries"]
        assert people
        assert {one["name"] for one in people} == {f"{first} {last}"}
    assert hits(world, f"{first} zzz") == []


def test_an_erased_person_is_not_found_by_name(world: World) -> None:
    lea = world.person("beneficiary")
    before = world.state.collection("beneficiaries")[lea.uid]
    answer(world.api.call("DELETE", "/v1/me", by=lea))
    assert ("beneficiaries", lea.uid) not in hits(world, before["last_name"])
    assert world.state.collection("beneficiaries")[lea.uid]["name_keys"] == []
    assert hits(world, lea.email) == []


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        ("support", {"beneficiary_id", "siren", "venue_id", "offer_id", "booking_id"}),
        ("review", {"siren", "venue_id", "offer_id"}),
        ("finance", {"siren", "venue_id", "booking_id"}),
    ],
)
def test_each_role_finds_what_it_works_with(world: World, role: str, reached: set[str]) -> None:
    names = ("beneficiary_id", "siren", "venue_id", "offer_id", "booking_id")
    assert {name for name in names if hits(world, world.ids[name], role)} == reached
    lea = world.person("beneficiary")
    assert bool(hits(world, lea.email, role)) == (role == "support")
    assert bool(hits(world, world.ids["code"], role)) == (role != "review")


def test_a_person_s_page_has_their_credit_and_bookings(world: World) -> None:
    shown = page(world, "people/{beneficiary_id}", "support")
    lea = world.person("beneficiary")
    assert (shown["account"]["email"], shown["beneficiary"]["status"]) == (lea.email, "active")
    assert shown["wallet"]["held_cents"] == 1_500
    assert [one["kind"] for one in shown["acts"]] == ["activate_beneficiary"]
    assert world.ids["booking_id"] in [one["booking_id"] for one in shown["bookings"]]
    assert world.ids["code"] not in str(shown)
    listed = page(world, "people/{beneficiary_id}/bookings", "support", page_size="1")
    assert listed["items"] == shown["bookings"][:1]
    by = world.person("support")
    problem(world.api.get("/v1/back-office/people/nobody", by=by), 404, "not_found")


def test_an_offerer_s_page_counts_its_bookings(world: World) -> None:
    shown = page(world, "offerers/{siren}", "finance")
    assert shown["bookings"] == {
        "confirmed": 2,
        "used": 3,
        "reimbursed": 2,
        "cancelled": 1,
        "expired": 0,
    }
    assert shown["offerer"]["founder"]["email"] == world.person("member").email
    assert world.ids["venue_id"] in [venue["id"] for venue in shown["venues"]]
    of_venue = page(world, "venues/{venue_id}", "review")["bookings"]
    assert of_venue == {**shown["bookings"], "used": 1, "reimbursed": 0}
    offer = page(world, "offers/{favorite_id}", "review")
    assert (offer["offer"]["id"], offer["bookings"]["confirmed"]) == (world.ids["favorite_id"], 1)


def test_a_booking_s_page_has_its_hold_and_its_history(world: World) -> None:
    path = world.path("/v1/back-office/bookings/{booking_id}/redeem")
    answer(world.api.post(path, {"reason": "Oubli."}, by=world.person("support")))
    shown = page(world, "bookings/{booking_id}", "finance")
    assert (shown["booking"]["status"], shown["hold"]["state"]) == ("used", "captured")
    assert [(one["kind"], one["reason"]) for one in shown["acts"]] == [
        ("redeem_for_holder", "Oubli.")
    ]


def test_an_export_by_post_is_an_act_and_gives_no_codes_away(world: World) -> None:
    lea, support = world.person("beneficiary"), world.person("support")
    own: Json = answer(world.api.get("/v1/me/export", by=lea))
    sent = answer(world.api.post(world.path(EXPORT), {"reason": "Lettre"}, by=support))
    kept = {"exported_at", "bookings"}
    assert {k: v for k, v in sent.items() if k not in kept} == {
        k: v for k, v in own.items() if k not in kept
    }
    assert len(sent["bookings"]) == len(own["bookings"])
    assert world.ids["code"] in str(own)
    assert world.ids["code"] not in str(sent)
    (act,) = page(world, "people/{beneficiary_id}", "support")["acts"][:1]
    assert (act["kind"], act["by"], act["reason"]) == ("export_person", support.uid, "Lettre")
    after: Json = answer(world.api.get("/v1/me/export", by=lea))
    assert "Lettre" in [one["reason"] for one in after["acts"]]


def test_an_export_by_post_as_a_file_is_made_and_noted_once(world: World) -> None:
    support, headers = world.person("support"), {"Accept": "application/zip"}

    def export() -> httpx.Response:
        return world.api.call(
            "POST",
            world.path(EXPORT),
            by=support,
            key="letter",
            headers=headers,
            json={"reason": "Lettre"},
        )

    first, second = export(), export()
    assert (first.status_code, first.headers["Content-Type"]) == (200, "application/zip")
    for response in (first, second):
        with ZipFile(io.BytesIO(response.content)) as file:
            assert file.namelist() == ["index.html", "donnees.json"]
            content = file.read("index.html").decode() + file.read("donnees.json").decode()
        assert "Lettre" in content
        assert world.ids["code"] not in content
    acts = page(world, "people/{beneficiary_id}", "support")["acts"]
    assert [act["kind"] for act in acts].count("export_person") == 1
