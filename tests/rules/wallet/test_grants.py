"""The end of a grant, and credit that is added to it."""

from datetime import timedelta

import pytest

from functions.kernel.values import replace
from functions.wallet.grants import rules as grants_rules
from tests.support.wallet_values import (
    ENDS,
    GRANT,
    NOW,
    credited,
    held,
    hold_of,
    opened,
    parts,
    settled,
    used,
)

# The end of the grant


def test_what_is_left_ends_with_the_grant_and_what_is_held_stays_held() -> None:
    first = held(opened(), 1500)
    assert grants_rules.expire(first.wallet, now=ENDS - timedelta(seconds=1)) is None
    movement = grants_rules.expire(first.wallet, now=ENDS)
    assert movement is not None
    assert parts(movement.wallet) == (0, 1500, 0, 48_500)
    assert movement.wallet.is_expired
    assert movement.entry is not None
    assert (movement.entry.kind, movement.entry.amount_cents) == ("expire", 48_500)
    assert movement.entry.postings[0].destination == "scheme:fr-pilot:expired"
    assert grants_rules.expire(movement.wallet, now=ENDS + timedelta(days=1)) is None


def test_a_grant_that_is_used_up_ends_without_an_entry() -> None:
    wallet = held(opened(), 50_000).wallet
    movement = grants_rules.expire(wallet, now=ENDS)
    assert movement is not None
    assert movement.entry is None
    assert movement.wallet == replace(wallet, is_expired=True)


@pytest.mark.parametrize(
    ("job_ran", "expected", "kind"),
    [(True, (0, 0, 0, 50_000), "expire"), (False, (50_000, 0, 0, 0), "release")],
    ids=["after the job", "before the job"],
)
def test_credit_that_is_released_after_the_end_is_lost_once_the_rest_is(
    job_ran: bool, expected: tuple[int, int, int, int], kind: str
) -> None:
    first = held(opened(), 1500, domain="physical")
    wallet, late = first.wallet, ENDS + timedelta(days=1)
    if job_ran:
        ended = grants_rules.expire(wallet, now=ENDS)
        assert ended is not None
        wallet = ended.wallet
    movement = settled(wallet, hold_of(first), "released", revision=2, now=late)
    assert parts(movement.wallet) == expected
    assert used(movement.wallet, "physical") == 0
    assert movement.entry is not None
    assert movement.entry.kind == kind


def test_a_debit_of_held_credit_goes_through_after_the_end() -> None:
    first = held(opened(), 1500)
    ended = grants_rules.expire(first.wallet, now=ENDS)
    assert ended is not None
    movement = settled(ended.wallet, hold_of(first), "captured", revision=2, now=ENDS)
    assert parts(movement.wallet) == (0, 0, 1500, 48_500)


def test_a_credit_is_added_once() -> None:
    first = credited(opened(), ("fr-pilot~19", 3_000), ("fr-pilot~20", 2_000))
    assert parts(first.wallet) == (55_000, 0, 0, 0)
    assert first.wallet.granted_cents == 55_000
    assert first.entry is not None
    assert (first.entry.id, first.entry.number) == ("grant~ana~fr-pilot~19", 2)
    assert (first.entry.kind, first.entry.amount_cents) == ("grant", 5_000)
    again = credited(first.wallet, ("fr-pilot~20", 2_000), ("fr-pilot~19", 3_000))
    assert (again.entry, again.wallet) == (None, first.wallet)


def test_of_several_credits_only_the_new_ones_are_added() -> None:
    movement = credited(opened(), ("fr-pilot~18", 50_000), ("fr-pilot~19", 3_000))
    assert movement.wallet.granted_cents == 53_000
    assert movement.wallet.credits == ("fr-pilot~18", "fr-pilot~19")
    assert movement.entry is not None
    assert movement.entry.id == "grant~ana~fr-pilot~19"


def test_a_credit_of_nothing_makes_no_entry() -> None:
    movement = credited(opened(), ("fr-pilot~19", 0))
    assert movement.entry is None
    assert parts(movement.wallet) == parts(opened())
    nothing = replace(GRANT, credits=())
    assert grants_rules.open_wallet("ana", nothing, now=NOW).entry is None
