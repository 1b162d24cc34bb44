"""Custom rules: who adds them, their bounds, conflicts, and the prices that follow."""

from datetime import timedelta
from typing import Any

import pytest

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.given import SIREN, HandClock
from tests.support.reimbursement import VENUE, Till, all_receivables, put_venue

PATH = "/v1/reimbursement-rules"
RATE = {"siren": SIREN, "rate": 9_000, "used_from": "2026-05-05"}


def add(platform: Platform, **facts: Any) -> Any:
    return given.call(platform, "POST", PATH, facts, uid="boss", admin=True)


@pytest.fixture
def world(platform: Platform) -> dict[str, str]:
    """A venue with a SIRET, one without, and an offer."""
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket())
    put_venue(platform, VENUE)
    return {"house": house.id, "offer": offer.id}


def test_a_rule_is_added_listed_and_ended_once(platform: Platform, world: dict[str, str]) -> None:
    made = add(platform, **RATE, categories=["concert", "paper_book", "concert"])
    assert made.status_code == 201, made.text
    rule = made.get_json()
    assert rule == {
        "id": rule["id"],
        "owner_siren": SIREN,
        "offer_id": None,
        "venue_id": None,
        "siren": SIREN,
        "amount_cents": None,
        "rate": 9_000,
        "categories": ["concert", "paper_book"],
        "used_from": "2026-05-05",
        "used_before": None,
        "created_at": "2026-05-04T10:00:00Z",
    }
    for path in (PATH, f"{PATH}?siren={SIREN}"):
        assert given.admin(platform, path, method="GET").get_json()["items"] == [rule]
    other = given.admin(platform, f"{PATH}?siren={given.OTHER_SIREN}", method="GET")
    assert other.get_json()["items"] == []
    end = {"used_before": "2026-05-06"}
    ended = given.admin(platform, f"{PATH}/{rule['id']}", end, method="PATCH")
    assert ended.get_json() == {**rule, **end}
    again = given.admin(platform, f"{PATH}/{rule['id']}", end, method="PATCH")
    assert again.get_json() == {**rule, **end}
    later = given.admin(
        platform, f"{PATH}/{rule['id']}", {"used_before": "2026-05-07"}, method="PATCH"
    )
    assert refused(later) == (409, "rule_has_end")
    acts = given.documents(platform, "acts").values()
    assert [one["target"] for one in acts] == [f"reimbursement_rules:{rule['id']}"] * 2


BAD: list[tuple[dict[str, Any], tuple[int, str]]] = [
    ({"rate": 1, "used_from": "2026-05-05"}, (400, "one_target")),
    ({**RATE, "venue_id": "v1"}, (400, "one_target")),
    ({"siren": SIREN, "used_from": "2026-05-05"}, (400, "terms_invalid")),
    ({**RATE, "amount_cents": 5}, (400, "terms_invalid")),
    ({"siren": SIREN, "amount_cents": 5, "used_from": "2026-05-05"}, (400, "terms_invalid")),
    ({"offer_id": "{offer}", "rate": 5, "used_from": "2026-05-05"}, (400, "terms_invalid")),
    ({**RATE, "rate": 10_001}, (400, "malformed")),
    ({**RATE, "rate": -1}, (400, "malformed")),
    ({**RATE, "rate": 0.5}, (400, "malformed")),
    (
        {"offer_id": "{offer}", "amount_cents": 30_001, "used_from": "2026-05-05"},
        (400, "malformed"),
    ),
    ({**RATE, "used_from": "2026-05-04"}, (400, "rule_too_early")),
    ({**RATE, "used_from": "soon"}, (400, "malformed")),
    ({**RATE, "used_before": "2026-05-05"}, (400, "rule_empty")),
    ({**RATE, "categories": ["nosuch"]}, (400, "unknown_category")),
    ({**RATE, "siren": given.OTHER_SIREN}, (404, "unknown_offerer")),
    ({"venue_id": "nosuch", "rate": 1, "used_from": "2026-05-05"}, (404, "unknown_venue")),
    ({"venue_id": "{house}", "rate": 1, "used_from": "2026-05-05"}, (409, "venue_has_no_siret")),
    (
        {"offer_id": "nosuch", "amount_cents": 1, "used_from": "2026-05-05"},
        (404, "unknown_offer"),
    ),
]


@pytest.mark.parametrize(("body", "refusal"), BAD)
def test_a_bad_rule_is_refused_and_changes_nothing(
    platform: Platform,
    world: dict[str, str],
    body: dict[str, Any],
    refusal: tuple[int, str],
) -> None:
    filled = {k: v.format_map(world) if isinstance(v, str) else v for k, v in body.items()}
    assert refused(add(platform, **filled)) == refusal
    assert given.documents(platform, "reimbursement_rules") == {}
    assert given.documents(platform, "acts") == {}


@pytest.mark.parametrize(
    ("other", "conflicts"),
    [
        ({}, True),
        ({"rate": 1}, True),
        ({"categories": ["concert"]}, True),
        ({"categories": ["paper_book"]}, False),
        ({"used_from": "2026-06-30"}, True),
        ({"used_from": "2026-07-01"}, False),
        ({"used_from": "2026-05-06", "used_before": "2026-05-10"}, False),
        ({"used_from": "2026-05-06", "used_before": "2026-05-11"}, True),
        ({"siren": None, "venue_id": "v1"}, False),
    ],
)
def test_rules_of_one_target_share_no_day_and_category(
    platform: Platform, world: dict[str, str], other: dict[str, Any], conflicts: bool
) -> None:
    first = {
        **RATE,
        "categories": ["concert", "instrument_voucher"],
        "used_from": "2026-05-10",
        "used_before": "2026-07-01",
    }
    made = add(platform, **first)
    assert made.status_code == 201, made.text
    second = {name: value for name, value in {**first, **other}.items() if value is not None}
    answered = add(platform, **second)
    assert (answered.status_code == 409) == conflicts, answered.text
    if conflicts:
        assert answered.get_json()["code"] == "rule_conflicts"
        assert answered.get_json()["rule_id"] == made.get_json()["id"]


def test_an_end_is_on_a_later_day_behind_the_beginning(
    platform: Platform, world: dict[str, str], clock: HandClock
) -> None:
    rule = add(platform, **{**RATE, "used_from": "2026-05-10"}).get_json()

    def end(day: str) -> tuple[int, str]:
        path = f"{PATH}/{rule['id']}"
        return refused(given.admin(platform, path, {"used_before": day}, method="PATCH"))

    assert end("2026-05-04") == (400, "rule_too_early")
    assert end("2026-05-10") == (400, "rule_empty")
    clock.move(days=30)
    assert end("2026-05-20") == (400, "rule_too_early")
    unknown = given.admin(platform, f"{PATH}/nosuch", {"used_before": "2027-01-01"}, method="PATCH")
    assert refused(unknown) == (404, "unknown_rule")


def test_an_offerer_has_at_most_a_hundred_rules(platform: Platform, world: dict[str, str]) -> None:
    for number in range(100):
        first = given.NOW.date() + timedelta(days=1 + number)
        days = {"used_from": str(first), "used_before": str(first + timedelta(days=1))}
        assert add(platform, siren=SIREN, rate=1, **days).status_code == 201
    assert refused(add(platform, siren=SIREN, rate=1, used_from="2030-01-01")) == (
        409,
        "too_many_rules",
    )


def test_bookings_used_from_the_first_day_on_have_the_terms_of_the_rule(
    platform: Platform, world: dict[str, str]
) -> None:
    till = Till(platform, VENUE)
    day = timedelta(days=1)
    assert add(platform, venue_id="v1", rate=5_000, used_from="2026-05-05").status_code == 201
    till.sell(1_000, given.NOW, booking_id="before")
    till.sell(1_000, given.NOW + day, booking_id="after")
    till.price(now=given.NOW + 2 * day)
    found = all_receivables(platform)
    assert {name: one.owed_cents for name, one in found.items()} == {"before": 1_000, "after": 500}
    price = found["after"].price
    assert price is not None
    assert (price.rate, price.rule_id) == (
        5_000,
        next(iter(given.documents(platform, "reimbursement_rules"))),
    )
