"""Moving a wallet to another scheme."""

from datetime import datetime, timedelta

import pytest

from functions.accounts.schemes.models import Cap, Credit, Grant
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

# Moving to another scheme


NEXT = Grant(
    scheme="fr-next",
    credits=(Credit(id="fr-next~18", amount_cents=15_000),),
    expires_at=ENDS + timedelta(days=700),
    caps=(Cap(domain="digital", limit_cents=10_000),),
    domains={},
    excluded=("online_game",),
    continues="fr-pilot",
)
DEADLINE = NOW + timedelta(days=2)


def test_what_is_left_goes_along_to_a_scheme_that_continues() -> None:
    moved = grants_rules.move(opened(), NEXT, [], now=NOW)
    wallet, entry = moved.wallet, moved.entry
    assert parts(wallet) == (50_000, 0, 0, 0)
    assert (wallet.scheme, wallet.is_expired) == ("fr-next", False)
    assert wallet.expires_at == NEXT.expires_at
    assert (wallet.excluded, wallet.domains) == (("online_game",), {})
    assert wallet.caps == (CapUse(domain="digital", limit_cents=10_000),)
    assert wallet.credits == ("fr-pilot~18",)
    assert entry is not None
    assert (entry.id, entry.kind) == ("transfer~ana~fr-pilot~fr-next", "transfer")
    assert entry.postings == (
        Posting(source="wallet:ana:available", destination="scheme:fr-pilot", amount_cents=50_000),
        Posting(source="scheme:fr-next", destination="wallet:ana:available", amount_cents=50_000),
    )
    assert moved.moved_holds == ()


@pytest.mark.parametrize(
    "grant",
    [replace(NEXT, continues=None), replace(NEXT, continues="other")],
    ids=["continues none", "continues another"],
)
def test_what_is_left_is_lost_otherwise(grant: Grant) -> None:
    first = held(opened(), 1500, domain="digital")
    moved = grants_rules.move(first.wallet, grant, [hold_of(first)], now=NOW)
    assert parts(moved.wallet) == (0, 1500, 0, 48_500)
    assert moved.entry is not None
    assert (moved.entry.id, moved.entry.kind) == ("expire~ana~fr-pilot~fr-next", "expire")
    assert moved.moved_holds == ()
    assert moved.wallet.caps == (CapUse(domain="digital", limit_cents=10_000),)
    assert not moved.wallet.is_expired


@pytest.mark.parametrize(
    ("until", "now", "goes"),
    [
        (None, NOW, True),
        (DEADLINE, NOW, True),
        (DEADLINE, DEADLINE - timedelta(seconds=1), True),
        (DEADLINE, DEADLINE, False),
        (DEADLINE, DEADLINE + timedelta(days=1), False),
    ],
    ids=["a thing", "in time", "just in time", "at the deadline", "past it"],
)
def test_a_booking_goes_along_while_it_can_be_cancelled(
    until: datetime | None, now: datetime, goes: bool
) -> None:
    first = held(opened(), 1500, domain="digital", cancellable_until=until)
    moved = grants_rules.move(first.wallet, NEXT, [hold_of(first)], now=now)
    assert parts(moved.wallet) == (48_500, 1500, 0, 0)
    assert used(moved.wallet, "digital") == (1500 if goes else 0)
    along = [replace(hold_of(first), scheme="fr-next")] if goes else []
    assert list(moved.moved_holds) == along
    hold = along[0] if goes else hold_of(first)
    released = settled(moved.wallet, hold, "released", revision=2, now=now)
    assert parts(released.wallet) == ((50_000, 0, 0, 0) if goes else (48_500, 0, 0, 1500))
    assert used(released.wallet, "digital") == 0
    assert released.entry is not None
    assert released.entry.kind == ("release" if goes else "expire")
    source = "wallet:ana:held"
    kept = "wallet:ana:available" if goes else "scheme:fr-pilot:expired"
    assert released.entry.postings == (Posting(source=source, destination=kept, amount_cents=1500),)


@pytest.mark.parametrize("state", ["captured", "released"])
def test_only_what_is_held_goes_along(state: HoldState) -> None:
    last, history = in_state(state)
    moved = grants_rules.move(last.wallet, NEXT, [hold_of(last)], now=NOW)
    assert moved.moved_holds == ()
    assert moved.wallet.caps == (CapUse(domain="digital", limit_cents=10_000),)
    entries = [m.entry for m in (*history, moved) if m.entry is not None]
    assert audit_rules.faults(moved.wallet, entries, [hold_of(last)]) == []


def test_what_was_spent_before_a_move_and_comes_back_after_it_is_the_old_schemes() -> None:
    last, history = in_state("captured")
    moved = grants_rules.move(last.wallet, NEXT, [hold_of(last)], now=NOW)
    back = settled(moved.wallet, hold_of(last), "held", revision=4)
    assert parts(back.wallet) == (48_500, 1500, 0, 0)
    gone = settled(back.wallet, hold_of(back), "released", revision=5)
    assert parts(gone.wallet) == (48_500, 0, 0, 1500)
    assert used(gone.wallet, "digital") == 0
    entries = [m.entry for m in (*history, moved, back, gone) if m.entry is not None]
    assert audit_rules.faults(gone.wallet, entries, [hold_of(gone)]) == []


def test_of_a_wallet_with_nothing_left_only_the_holds_move() -> None:
    first = held(opened(), 50_000)
    moved = grants_rules.move(first.wallet, NEXT, [hold_of(first)], now=NOW)
    assert parts(moved.wallet) == (0, 50_000, 0, 0)
    assert moved.entry is not None
    assert [(p.source, p.destination) for p in moved.entry.postings] == [
        ("wallet:ana:held", "scheme:fr-pilot"),
        ("scheme:fr-next", "wallet:ana:held"),
    ]
    spent = settled(first.wallet, hold_of(first), "captured", revision=2)
    assert grants_rules.move(spent.wallet, NEXT, [hold_of(spent)], now=NOW).entry is None


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "not noted yet"])
def test_what_was_left_when_the_grant_ended_comes_back_with_what_continues_it(noted: bool) -> None:
    first = held(opened(), 1500)
    ended = grants_rules.expire(first.wallet, now=ENDS) if noted else first
    assert ended is not None
    moved = grants_rules.move(ended.wallet, NEXT, [hold_of(first)], now=ENDS)
    assert parts(moved.wallet) == (48_500, 1500, 0, 0)
    assert (moved.wallet.is_expired, moved.wallet.taken_cents) == (False, 0)
    assert [hold.scheme for hold in moved.moved_holds] == ["fr-next"]
    after = grants_rules.credit(moved.wallet, NEXT.credits, now=ENDS)
    assert parts(after.wallet) == (63_500, 1500, 0, 0)
    assert grants_rules.expire(after.wallet, now=ENDS) is None


def test_an_ended_wallet_starts_again_without_a_continuation() -> None:
    ended = grants_rules.expire(opened(), now=ENDS)
    assert ended is not None
    moved = grants_rules.move(ended.wallet, replace(NEXT, continues=None), [], now=ENDS)
    assert (moved.entry, moved.wallet.is_expired, moved.wallet.taken_cents) == (None, False, 0)
    after = grants_rules.credit(moved.wallet, NEXT.credits, now=ENDS)
    assert parts(after.wallet) == (15_000, 0, 0, 50_000)


def test_what_comes_along_counts_against_the_new_cap_and_may_pass_it() -> None:
    """Nothing is taken from somebody for having booked under a scheme that allowed it."""
    first = held(opened(), 12_000, domain="digital")
    moved = grants_rules.move(first.wallet, NEXT, [hold_of(first)], now=NOW)
    assert moved.wallet.caps == (CapUse(domain="digital", limit_cents=10_000, used_cents=12_000),)
    assert moved.wallet.caps[0].remaining_cents == 0
    with pytest.raises(holds_rules.CapReached) as refused:
        held(moved.wallet, 1, booking_id="b2", domain="digital")
    assert refused.value.facts == {"domain": "digital", "remaining_cents": 0}
    assert held(moved.wallet, 1, booking_id="b2").wallet.held_cents == 12_001


@pytest.mark.parametrize("continues", ["fr-pilot", None])
def test_credit_of_a_former_scheme_is_restored_to_the_present_one(continues: str | None) -> None:
    moves = [grants_rules.open_wallet("ana", GRANT, now=NOW)]
    moves.append(held(moves[-1].wallet, 1500, domain="digital"))
    moves.append(settled(moves[-1].wallet, hold_of(moves[-1]), "captured", revision=2))
    hold = hold_of(moves[-1])
    grant = replace(NEXT, continues=continues)
    moves.append(grants_rules.move(moves[-1].wallet, grant, [], now=NOW))
    assert holds_rules.restore(moves[-1].wallet, hold, revision=3, now=NOW) is None
    moves.append(settled(moves[-1].wallet, hold, "released", revision=3))
    before, released = moves[-1].wallet, hold_of(moves[-1])
    assert holds_rules.restore(before, released, revision=3, now=NEXT.expires_at) is None
    moved = holds_rules.restore(before, released, revision=3, now=NOW)
    assert moved is not None
    moves.append(moved)
    assert moved.wallet.available_cents == before.available_cents + 1500
    assert moved.wallet.expired_cents == before.expired_cents - 1500
    entries = [one.entry for one in moves if one.entry is not None]
    assert audit_rules.faults(moved.wallet, entries, [released]) == []


def test_credit_that_is_back_in_its_scheme_is_not_restored() -> None:
    first = held(opened(), 1500)
    back = settled(first.wallet, hold_of(first), "released", revision=2)
    assert holds_rules.restore(back.wallet, hold_of(back), revision=2, now=NOW) is None
