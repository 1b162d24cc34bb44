"""The audit of reimbursement finds a planted fault of each kind, and none where all is well."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.kernel.database import Ref
from functions.kernel.platform import Platform
from functions.reimbursement.audit.models import Balance
from functions.reimbursement.audit.service import balances, walk
from tests.support import given
from tests.support.given import NOW, HandClock
from tests.support.reimbursement import FR, VENUE, Till, put_venue

HOUR = timedelta(hours=1)
SPARE = timedelta(days=1)


def found(platform: Platform, *, now: Any = NOW + SPARE) -> set[tuple[str, str]]:
    """Return what a whole audit finds: ids and codes."""
    faults: set[tuple[str, str]] = set()
    _, is_done = walk(
        platform.database,
        scale=FR,
        now=now,
        may_go_on=lambda: True,
        found=lambda item, fault: faults.add((item, fault)),
    )
    assert is_done
    return faults


@pytest.fixture
def till(platform: Platform) -> Till:
    """Receivables in every state, two of them with an incident."""
    till = Till(platform, put_venue(platform, VENUE))
    for index in range(4):
        till.sell(1_500_000, NOW + index * HOUR, booking_id=f"b{index}")
    till.sell(0, NOW, booking_id="free")
    till.sell(1_000, NOW + HOUR, booking_id="undone")
    till.price(now=NOW + 9 * HOUR)
    till.undo("undone")
    till.price(now=NOW + 9 * HOUR)
    till.batch("b0", "b1")
    till.sell(1_000_001, NOW - HOUR, booking_id="late", scheme="fr-2021")
    till.price(now=NOW + 9 * HOUR)
    till.sell(700, NOW + 20 * HOUR, booking_id="open")
    return till


def test_nothing_is_found_where_all_is_well(till: Till) -> None:
    assert found(till.platform) == set()
    assert given.run(till.platform, "audit-reimbursement").counts == {"faulty": 0, "unfinished": 0}


def test_captured_is_owed_and_contributed_and_open_for_each_venue_and_scheme(till: Till) -> None:
    sums = balances(till.platform.database)
    assert sums["v1", "fr-2021"] == Balance(captured_cents=1_000_001, owed_cents=1_000_001)
    pilot = sums["v1", "fr-pilot"]
    assert pilot.captured_cents == 4 * 1_500_000 + 700
    assert pilot.open_cents == 700
    shares = (pilot.owed_cents, pilot.contribution_cents, pilot.open_cents)
    assert sum(shares) == pilot.captured_cents
    assert pilot.contribution_cents > 0


def posting(till: Till, entry_id: str, **fields: object) -> None:
    entry = given.documents(till.platform, "reimbursement_entries")[entry_id]
    first, *rest = entry["postings"]
    given.change(
        till.platform, "reimbursement_entries", entry_id, postings=[{**first, **fields}, *rest]
    )


def changing(collection: str, name: str, **fields: object) -> Callable[[Till], None]:
    return lambda till: given.change(till.platform, collection, name, **fields)


def removing(collection: str, name: str) -> Callable[[Till], None]:
    return lambda till: given.remove(till.platform, collection, name)


def copying(collection: str, name: str, copy: str) -> Callable[[Till], None]:
    def plant(till: Till) -> None:
        document = given.documents(till.platform, collection)[name]
        till.platform.database.run(lambda work: work.create(Ref(collection, copy), document))

    return plant


FAULTS: list[tuple[str, Callable[[Till], None], tuple[str, str]]] = [
    ("a receivable is lost", removing("receivables", "b2"), ("b2", "receivable_missing")),
    ("a booking is lost", removing("bookings", "b2"), ("b2", "receivable_without_booking")),
    (
        "a receivable cannot be read",
        changing("receivables", "b2", state=7),
        ("b2", "receivable_unreadable"),
    ),
    (
        "an amount differs",
        changing("receivables", "b2", amount_cents=1),
        ("b2", "receivable_differs"),
    ),
    ("a venue differs", changing("bookings", "b2", venue_id="v2"), ("b2", "receivable_differs")),
    ("a hold is lost", removing("holds", "b2"), ("b2", "credit_not_captured")),
    (
        "a hold is not captured",
        changing("holds", "b2", state="held"),
        ("b2", "credit_not_captured"),
    ),
    (
        "a hold has another amount",
        changing("holds", "b2", amount_cents=2),
        ("b2", "captured_differs"),
    ),
    ("a hold has another scheme", changing("holds", "b2", scheme="x"), ("b2", "scheme_differs")),
    ("an entry is lost", removing("reimbursement_entries", "b2~1"), ("b2", "entry_missing")),
    ("an entry is copied", copying("reimbursement_entries", "b2~1", "b2~9"), ("b2", "entry_stray")),
    (
        "an entry has no receivable",
        copying("reimbursement_entries", "b2~1", "x~1"),
        ("x", "entry_stray"),
    ),
    (
        "a posting is too large",
        lambda till: posting(till, "b2~1", amount_cents=9),
        ("b2", "shares_differ"),
    ),
    (
        "a posting is of nothing",
        lambda till: posting(till, "b2~1", amount_cents=0),
        ("b2", "entry_misposted"),
    ),
    (
        "a posting is of another venue",
        lambda till: posting(till, "b2~1", source="venue:v2:fr-pilot:captured"),
        ("b2", "entry_misposted"),
    ),
    ("a share is too large", changing("receivables", "b2", owed_cents=9), ("b2", "shares_differ")),
    (
        "an undone one keeps a share",
        changing("receivables", "undone", owed_cents=9),
        ("undone", "shares_without_price"),
    ),
    (
        "shares are not the amount",
        changing("receivables", "b2", contribution_cents=9),
        ("b2", "shares_differ_from_amount"),
    ),
    ("an incident is lost", removing("incidents", "b1~1"), ("b1", "entry_missing")),
    (
        "an incident is wrong",
        changing("incidents", "b1~1", amount_cents=5),
        ("b1", "price_differs_from_shares"),
    ),
    ("an incident is copied", copying("incidents", "b1~1", "b1~7"), ("b1", "incident_stray")),
    (
        "a price is wrong",
        changing(
            "receivables",
            "b2",
            price={"reimbursed_cents": 1, "contribution_cents": 2, "rule_id": "x", "rate": 3},
        ),
        ("b2", "price_differs_from_shares"),
    ),
    (
        "a revenue is wrong",
        changing("receivables", "b2", revenue_cents=1),
        ("v1~2026", "revenue_differs"),
    ),
    (
        "one was passed over",
        changing("receivables", "b2", state="open"),
        ("v1~2026", "receivable_passed_over"),
    ),
    (
        "the revenue of a fold is wrong",
        changing("pricing_folds", "v1~2026", revenue_cents=1),
        ("v1~2026", "fold_revenue_differs"),
    ),
    (
        "a fold never runs",
        changing("pricing_folds", "v1~2026", run_at=None),
        ("v1~2026", "fold_never_runs"),
    ),
    (
        "a fold cannot be read",
        changing("pricing_folds", "v1~2026", revenue_cents="x"),
        ("v1~2026", "fold_unreadable"),
    ),
    (
        "a group is another",
        changing("receivables", "b3", group="none"),
        ("v1~2026", "price_differs"),
    ),
]


@pytest.mark.parametrize(("plant", "fault"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_found(
    till: Till, plant: Callable[[Till], None], fault: tuple[str, str]
) -> None:
    plant(till)
    assert fault in found(till.platform)
    assert given.run(till.platform, "audit-reimbursement").counts["faulty"] > 0


def test_a_receivable_that_is_behind_is_a_fault_after_an_hour(till: Till, clock: HandClock) -> None:
    till.undo("b2", follows=False)
    assert found(till.platform, now=NOW + SPARE) == set()
    assert found(till.platform, now=NOW + SPARE + timedelta(minutes=59)) == set()
    assert found(till.platform, now=NOW + SPARE + HOUR) == {("b2", "receivable_behind")}
    till.follow("b2")
    till.price(now=NOW + 9 * HOUR)
    assert found(till.platform, now=NOW + SPARE + 2 * HOUR) == set()
    assert given.documents(till.platform, "reimbursement_behind") == {}


def test_a_booking_used_within_the_hour_may_still_get_its_receivable(till: Till) -> None:
    till.sell(1_000, NOW, booking_id="fresh", follows=False)
    assert found(till.platform, now=NOW + timedelta(minutes=59)) == set()
    assert found(till.platform, now=NOW + HOUR) == {("fresh", "receivable_missing")}
