"""Holds: what can be set aside, and what becomes of it."""

from datetime import timedelta

import pytest

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.wallet.audit import rules as audit_rules
from functions.wallet.grants import rules as grants_rules
from functions.wallet.holds import rules as holds_rules
from functions.wallet.models import CapUse, HoldState, Posting
from tests.support.wallet_values import (
    ENDS,
    GRANT,
    NOW,
    held,
    hold_of,
    in_state,
    opened,
    parts,
    settled,
    used,
)


def test_a_new_wallet_has_received_its_grant() -> None:
    movement = grants_rules.open_wallet("ana", GRANT, now=NOW)
    wallet, entry = movement.wallet, movement.entry
    assert parts(wallet) == (50_000, 0, 0, 0)
    assert (wallet.granted_cents, wallet.expires_at, wallet.is_expired) == (50_000, ENDS, False)
    assert (wallet.scheme, wallet.credits) == ("fr-pilot", ("fr-pilot~18",))
    assert wallet.caps == (
        CapUse(domain="physical", limit_cents=20_000),
        CapUse(domain="digital", limit_cents=20_000),
    )
    assert entry is not None
    assert (entry.id, entry.kind, entry.number) == ("grant~ana~fr-pilot~18", "grant", 1)
    assert entry.postings == (
        Posting(source="scheme:fr-pilot", destination="wallet:ana:available", amount_cents=50_000),
    )
    assert audit_rules.faults(wallet, [entry], []) == []


def test_a_hold_sets_its_amount_aside() -> None:
    movement = held(opened(), 1500, domain="physical")
    assert parts(movement.wallet) == (48_500, 1500, 0, 0)
    assert used(movement.wallet, "physical") == 1500
    assert used(movement.wallet, "digital") == 0
    hold = hold_of(movement)
    assert (hold.id, hold.state, hold.amount_cents, hold.revision) == ("b1", "held", 1500, 1)
    assert (hold.scheme, hold.domain, hold.cancellable_until) == ("fr-pilot", "physical", None)
    assert movement.entry is not None
    assert (movement.entry.id, movement.entry.kind) == ("hold~b1~1", "hold")
    assert (movement.entry.number, movement.entry.booking_id) == (2, "b1")
    assert movement.entry.postings == (
        Posting(source="wallet:ana:available", destination="wallet:ana:held", amount_cents=1500),
    )


@pytest.mark.behaviour(16)
@pytest.mark.behaviour(17)
@pytest.mark.behaviour(18)
@pytest.mark.parametrize(
    ("spent", "domain", "amount_cents", "outcome"),
    [
        (0, "live", 50_000, None),
        (0, "live", 50_001, holds_rules.InsufficientCredit),
        (45_000, "live", 5_000, None),
        (45_000, "live", 5_001, holds_rules.InsufficientCredit),
        (0, "physical", 20_000, None),
        (0, "physical", 20_001, holds_rules.CapReached),
        (19_000, "physical", 1_000, None),
        (19_000, "physical", 1_100, holds_rules.CapReached),
        (19_000, "digital", 1_000, None),
        (19_000, "digital", 1_001, holds_rules.CapReached),
        (19_000, "digital", 1_100, holds_rules.CapReached),
        (0, "physical", 60_000, holds_rules.InsufficientCredit),
    ],
    ids=[
        *("all of it", "a cent more", "case 16: the rest", "case 16: a cent more"),
        *("the cap", "a cent above", "case 17: 10 EUR", "case 17: 11 EUR"),
        *("case 18: 10 EUR", "case 18: a cent more", "case 18: 11 EUR"),
        "credit is looked at before the cap",
    ],
)
def test_what_can_still_be_held(
    spent: int, domain: SpendingDomain, amount_cents: int, outcome: type[Refusal] | None
) -> None:
    wallet = held(opened(), spent, domain=domain).wallet if spent else opened()
    if outcome is None:
        after = held(wallet, amount_cents, booking_id="b2", domain=domain).wallet
        assert after.available_cents == 50_000 - spent - amount_cents
    else:
        with pytest.raises(outcome):
            held(wallet, amount_cents, booking_id="b2", domain=domain)


def test_a_refusal_says_how_much_there_is() -> None:
    with pytest.raises(holds_rules.InsufficientCredit) as poor:
        held(opened(), 50_001)
    assert poor.value.facts == {"available_cents": 50_000}
    with pytest.raises(holds_rules.CapReached) as capped:
        held(held(opened(), 19_000, domain="physical").wallet, 1_100, domain="physical")
    assert capped.value.facts == {"domain": "physical", "remaining_cents": 1_000}


@pytest.mark.behaviour(21)
def test_outings_are_not_capped() -> None:
    wallet = held(opened(), 20_000, domain="physical").wallet
    assert parts(held(wallet, 30_000, booking_id="b2").wallet) == (0, 50_000, 0, 0)


def test_caps_are_apart() -> None:
    wallet = held(opened(), 20_000, domain="physical").wallet
    wallet = held(wallet, 20_000, booking_id="b2", domain="digital").wallet
    assert (used(wallet, "physical"), used(wallet, "digital")) == (20_000, 20_000)


@pytest.mark.behaviour(22)
def test_an_expired_grant_is_named_before_anything_else() -> None:
    second = timedelta(seconds=1)
    assert held(opened(), 1, now=ENDS - second).wallet.held_cents == 1
    for late in (ENDS, ENDS + second):
        with pytest.raises(holds_rules.GrantExpired):
            held(opened(), 60_000, domain="physical", now=late)
    with pytest.raises(holds_rules.GrantExpired):
        held(replace(opened(), is_expired=True), 1)


@pytest.mark.parametrize(
    ("category", "usual", "counted"),
    [("ebook", "digital", "physical"), ("podcast", "digital", "digital")],
)
def test_a_scheme_may_count_a_category_in_another_domain(
    category: str, usual: SpendingDomain, counted: SpendingDomain
) -> None:
    assert holds_rules.domain_of(opened(), category=category, domain=usual) == counted


# Settlement: a hold of 1,500 that is in one state and is asked for another


AFTER: dict[tuple[HoldState, HoldState], tuple[str | None, tuple[int, int, int, int], int]] = {
    ("held", "held"): (None, (48_500, 1500, 0, 0), 1500),
    ("held", "captured"): ("capture", (48_500, 0, 1500, 0), 1500),
    ("held", "released"): ("release", (50_000, 0, 0, 0), 0),
    ("captured", "held"): ("reversal", (48_500, 1500, 0, 0), 1500),
    ("captured", "captured"): (None, (48_500, 0, 1500, 0), 1500),
    ("captured", "released"): ("release", (50_000, 0, 0, 0), 0),
}


@pytest.mark.parametrize(("before", "asked"), AFTER)
def test_a_hold_is_brought_into_the_state_that_is_asked_for(
    before: HoldState, asked: HoldState
) -> None:
    kind, expected, cap_used = AFTER[before, asked]
    last, history = in_state(before)
    movement = settled(last.wallet, hold_of(last), asked, revision=4)
    assert (hold_of(movement).state, hold_of(movement).revision) == (asked, 4)
    assert parts(movement.wallet) == expected
    assert used(movement.wallet, "physical") == cap_used
    assert (movement.entry.kind if movement.entry else None) == kind
    entries = [m.entry for m in (*history, movement) if m.entry is not None]
    assert audit_rules.faults(movement.wallet, entries, [hold_of(movement)]) == []


def test_a_capture_is_owed_to_the_venue_and_its_reversal_mirrors_it() -> None:
    last, _ = in_state("captured")
    assert last.entry is not None
    assert last.entry.postings == (
        Posting(source="wallet:ana:held", destination="venue:v1", amount_cents=1500),
    )
    back = settled(last.wallet, hold_of(last), "held", revision=4)
    assert back.entry is not None
    assert back.entry.postings == (
        Posting(source="venue:v1", destination="wallet:ana:held", amount_cents=1500),
    )
    assert (back.entry.kind, back.entry.amount_cents) == ("reversal", 1500)


@pytest.mark.parametrize("asked", ["held", "captured", "released"])
@pytest.mark.parametrize("revision", [1, 2, 3])
@pytest.mark.parametrize("before", ["held", "captured"])
def test_what_was_asked_for_earlier_or_already_changes_nothing(
    before: HoldState, asked: HoldState, revision: int
) -> None:
    last, _ = in_state(before)
    hold = hold_of(last)
    assert holds_rules.settle(last.wallet, hold, asked, revision=revision, now=NOW) is None


@pytest.mark.parametrize("asked", ["held", "captured", "released"])
def test_what_is_released_stays_released(asked: HoldState) -> None:
    last, _ = in_state("released")
    assert holds_rules.settle(last.wallet, hold_of(last), asked, revision=9, now=NOW) is None


def test_an_undo_that_overtakes_its_redemption_leaves_the_credit_held() -> None:
    first = held(opened(), 1500)
    undone = settled(first.wallet, hold_of(first), "held", revision=3)
    assert undone.entry is None
    assert undone.wallet == first.wallet
    hold = hold_of(undone)
    assert holds_rules.settle(undone.wallet, hold, "captured", revision=2, now=NOW) is None


# What a scheme forbids


@pytest.mark.parametrize(
    ("category", "price_cents", "late", "excluded"),
    [
        ("online_game", 100, False, True),
        ("online_game", 0, False, True),
        ("artwork", 1, False, True),
        ("artwork", 0, False, False),
        ("concert", 100, False, False),
        ("online_game", 100, True, False),
        ("artwork", 1, True, False),
    ],
    ids=[
        *("excluded", "excluded even for free", "excluded at a price", "for free"),
        *("anything else", "once the grant has ended", "at a price, once it has ended"),
    ],
)
def test_a_scheme_may_forbid_a_category_or_its_sale(
    category: str, price_cents: int, late: bool, excluded: bool
) -> None:
    grant = replace(GRANT, excluded=("online_game",), excluded_at_a_price=("artwork",))
    wallet = grants_rules.open_wallet("ana", grant, now=NOW).wallet
    now = ENDS if late else ENDS - timedelta(seconds=1)
    assert holds_rules.is_excluded(wallet, category, price_cents=price_cents, now=now) is excluded
