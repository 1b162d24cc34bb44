"""Prices: the choice of a rule, rates, rounding, and custom rules."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.kernel.values import replace
from functions.offers.categories.data import categories_by_id
from functions.reimbursement.rules.data import load_scale
from functions.reimbursement.rules.models import CustomRule, Group, Sale
from functions.reimbursement.rules.rules import price, reimbursed_part, revenue_period_of
from tests.rules.reimbursement import price_cases

FR, PILOT = load_scale("fr"), load_scale("fr-pilot")
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SALE = Sale(
    offer_id="o1",
    venue_id="v1",
    siren="732829320",
    category="concert",
    group="standard",
    quantity=1,
    amount_cents=1_000,
    used_at=NOW,
)
ROWS = list(csv.DictReader(price_cases.FILE.read_text("utf-8").splitlines()))


def test_the_table_is_what_its_script_computes_and_large_enough() -> None:
    assert price_cases.table() == price_cases.FILE.read_text("utf-8")
    assert len(ROWS) >= 60


@pytest.mark.behaviour(90)
@pytest.mark.behaviour(92)
@pytest.mark.behaviour(94)
@pytest.mark.parametrize("row", ROWS, ids=[f"{n}: {row['why']}" for n, row in enumerate(ROWS)])
def test_a_sale_has_the_price_of_the_table(row: dict[str, str]) -> None:
    group = categories_by_id()[row["category"]].reimbursement
    assert group == row["group"]
    sale = replace(
        SALE,
        category=row["category"],
        group=group,
        quantity=int(row["quantity"]),
        amount_cents=int(row["amount_cents"]),
        used_at=datetime.fromisoformat(row["used_at"]),
    )
    found = price(sale, int(row["revenue_cents"]), FR)
    shares = (found.reimbursed_cents, found.contribution_cents)
    assert shares == (int(row["reimbursed_cents"]), int(row["contribution_cents"]))
    assert found.rate == int(row["rate_percent"]) * 100


@pytest.mark.parametrize(
    ("group", "revenue", "rate", "rule"),
    [
        ("standard", 2_300_000, 10_000, "pilot-standard"),
        ("standard", 2_300_001, 0, "pilot-standard-above-23000"),
        ("book", 2_300_000, 10_000, "pilot-book"),
        ("book", 2_300_001, 0, "pilot-book-above-23000"),
        ("none", 1, 0, "pilot-digital"),
    ],
)
def test_the_pilot_pays_all_or_nothing(group: Group, revenue: int, rate: int, rule: str) -> None:
    found = price(replace(SALE, group=group), revenue, PILOT)
    assert (found.rate, found.rule_id) == (rate, rule)


@pytest.mark.parametrize(
    ("used_at", "period"),
    [
        ("2026-12-31T22:59:59+00:00", "2026"),
        ("2026-12-31T23:00:00+00:00", "2027"),
        ("2026-01-01T00:00:00+00:00", "2026"),
    ],
)
def test_the_civil_year_is_that_of_paris(used_at: str, period: str) -> None:
    at = datetime.fromisoformat(used_at)
    assert revenue_period_of(at, FR) == period
    assert revenue_period_of(at, PILOT) == "ever"


def custom(rule_id: str, **facts: Any) -> CustomRule:
    terms = {"used_from": date(2026, 1, 1), "owner_siren": SALE.siren, "created_at": NOW, **facts}
    return CustomRule(id=rule_id, **terms)


OF_OFFER = custom("r-offer", offer_id="o1", amount_cents=1_200)
OF_VENUE = custom("r-venue", venue_id="v1", rate=9_700)
OF_OFFERER = custom("r-offerer", siren="732829320", rate=5_000)


@dataclass(frozen=True)
class Choice:
    rules: tuple[CustomRule, ...]
    rule: str
    cents: int


@pytest.mark.behaviour(93)
@pytest.mark.parametrize(
    "choice",
    [
        Choice((OF_OFFERER, OF_VENUE, OF_OFFER), "r-offer", 1_200),
        Choice((OF_OFFERER, OF_VENUE), "r-venue", 970),
        Choice((OF_OFFERER,), "r-offerer", 500),
        Choice((replace(OF_OFFERER, categories=("paper_book",)),), "standard-first-20000", 1_000),
        Choice((replace(OF_OFFERER, categories=("concert",)),), "r-offerer", 500),
        Choice((replace(OF_OFFERER, siren="552100554"),), "standard-first-20000", 1_000),
        Choice((replace(OF_VENUE, venue_id="v2"),), "standard-first-20000", 1_000),
        Choice((replace(OF_OFFER, offer_id="o2"),), "standard-first-20000", 1_000),
        Choice((replace(OF_OFFERER, used_from=date(2026, 5, 4)),), "r-offerer", 500),
        Choice((replace(OF_OFFERER, used_from=date(2026, 5, 5)),), "standard-first-20000", 1_000),
        Choice((replace(OF_OFFERER, used_before=date(2026, 5, 5)),), "r-offerer", 500),
        Choice((replace(OF_OFFERER, used_before=date(2026, 5, 4)),), "standard-first-20000", 1_000),
    ],
)
def test_a_custom_rule_comes_first_of_the_offer_then_the_venue_then_the_offerer(
    choice: Choice,
) -> None:
    found = price(SALE, SALE.amount_cents, FR, choice.rules)
    assert (found.rule_id, found.reimbursed_cents) == (choice.rule, choice.cents)
    assert found.reimbursed_cents + found.contribution_cents == SALE.amount_cents


def test_an_amount_is_for_each_place() -> None:
    two = replace(SALE, quantity=2, amount_cents=2_000)
    found = price(two, 2_000, FR, (OF_OFFER,))
    assert (found.reimbursed_cents, found.contribution_cents, found.rate) == (2_400, -400, None)


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_a_part_is_rounded_half_up(amount: int, rate: int) -> None:
    found = reimbursed_part(amount, rate)
    assert (found * 2 - 1) * 10_000 <= amount * rate * 2 < (found * 2 + 1) * 10_000


@given(
    st.integers(0, 10**8),
    st.integers(0, 10**9),
    st.sampled_from(["standard", "book", "none"]),
    st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_both_shares_add_up_and_neither_is_negative(
    amount: int, more: int, group: Group, used_at: datetime
) -> None:
    sale = replace(SALE, amount_cents=amount, group=group, used_at=used_at)
    found = price(sale, amount + more, FR)
    assert found.reimbursed_cents + found.contribution_cents == amount
    assert 0 <= found.reimbursed_cents <= amount


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["standard", "book", "none"]))
def test_more_revenue_never_pays_more(one: int, other: int, group: Group) -> None:
    sale = replace(SALE, group=group)
    low, high = (price(sale, revenue, FR) for revenue in sorted((one, other)))
    assert low.reimbursed_cents >= high.reimbursed_cents
