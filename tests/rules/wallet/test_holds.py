"""How credit moves: each movement, each refusal, and what arrives late or twice."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.accounts.schemes.models import Cap, Credit, Grant, SpendingDomain
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.wallet.audit import rules as audit_rules
from functions.wallet.grants import rules as grants_rules
from functions.wallet.holds import rules as holds_rules
from functions.wallet.models import CapUse, Hold, HoldState, Movement, Posting, Wallet

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ENDS = datetime(2027, 5, 4, 22, 0, tzinfo=UTC)
GRANT = Grant(
    scheme="fr-pilot",
    credits=(Credit(id="fr-pilot~18", amount_cents=50_000),),
    expires_at=ENDS,
    caps=(Cap(domain="physical", limit_cents=20_000), Cap(domain="digital", limit_cents=20_000)),
    domains={"ebook": "physical"},
)


def opened() -> Wallet:
    return grants_rules.open_wallet("ana", GRANT, now=NOW).wallet


def held(
    wallet: Wallet,
    amount_cents: int,
    *,
    booking_id: str = "b1",
    domain: SpendingDomain = "live",
    revision: int = 1,
    cancellable_until: datetime | None = None,
    now: datetime = NOW,
) -> Movement:
    return holds_rules.hold(
        wallet,
        amount_cents,
        booking_id=booking_id,
        venue_id="v1",
        cancellable_until=cancellable_until,
        domain=domain,
        revision=revision,
        now=now,
    )


def hold_of(movement: Movement) -> Hold:
    assert movement.hold is not None
    return movement.hold


def settled(
    wallet: Wallet, hold: Hold, state: HoldState, *, revision: int, now: datetime = NOW
) -> Movement:
    movement = holds_rules.settle(wallet, hold, state, revision=revision, now=now)
    assert movement is not None
    return movement


def parts(wallet: Wallet) -> tuple[int, int, int, int]:
    return (
        wallet.available_cents,
        wallet.held_cents,
        wallet.spent_cents,
        wallet.expired_cents,
    )


def used(wallet: Wallet, domain: SpendingDomain) -> int:
    return next(cap.used_cents for cap in wallet.caps if cap.domain == domain)


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


def in_state(state: HoldState) -> tuple[Movement, list[Movement]]:
    """Return the movement that left a hold in this state, as of revision 3, and all before it."""
    history = [grants_rules.open_wallet("ana", GRANT, now=NOW)]
    history.append(held(history[-1].wallet, 1500, domain="physical"))
    first = hold_of(history[-1])
    history.append(settled(history[-1].wallet, first, state, revision=3))
    return history[-1], history


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


# The audit finds what was planted


def ledger() -> tuple[Wallet, list[Movement]]:
    """Return a wallet with a physical hold of 1,500 and a digital capture of 300."""
    moves = [grants_rules.open_wallet("ana", GRANT, now=NOW)]
    moves.append(held(moves[-1].wallet, 1500, booking_id="b1", domain="physical"))
    moves.append(held(moves[-1].wallet, 300, booking_id="b2", domain="digital"))
    moves.append(settled(moves[-1].wallet, hold_of(moves[-1]), "captured", revision=2))
    return moves[-1].wallet, moves


def found(wallet: Wallet, moves: list[Movement], *, holds: list[Hold] | None = None) -> list[str]:
    of_each = {hold_of(m).id: hold_of(m) for m in moves if m.hold is not None}
    entries = [m.entry for m in moves if m.entry is not None]
    return audit_rules.faults(wallet, entries, of_each.values() if holds is None else holds)


def test_the_audit_is_silent_where_all_is_well() -> None:
    assert found(*ledger()) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"available_cents": 48_201}, "available_differs"),
        ({"held_cents": 1499}, "held_differs"),
        ({"spent_cents": 301}, "spent_differs"),
        ({"expired_cents": 1}, "expired_differs"),
        ({"granted_cents": 50_001}, "granted_differs"),
        ({"granted_cents": 50_001}, "parts_differ_from_grant"),
        ({"held_cents": 1499}, "holds_differ"),
        ({"entries": 5}, "entries_missing"),
        ({"available_cents": -1}, "negative"),
        (
            {"caps": (CapUse(domain="physical", limit_cents=20_000, used_cents=1499),)},
            "cap_use_differs",
        ),
        ({"caps": (CapUse(domain="physical", limit_cents=1499, used_cents=1500),)}, "cap_passed"),
    ],
)
def test_the_audit_finds_a_wallet_that_was_changed(changes: dict[str, object], told: str) -> None:
    wallet, moves = ledger()
    assert told in found(replace(wallet, **changes), moves)  # type: ignore[arg-type]


def test_the_audit_finds_an_entry_that_is_missing_or_there_twice() -> None:
    wallet, moves = ledger()
    assert "entries_missing" in found(wallet, [moves[0], *moves[2:]])
    assert "entries_missing" in found(wallet, [*moves, moves[1]])


def test_the_audit_finds_an_entry_that_moves_nothing() -> None:
    wallet, moves = ledger()
    entry = moves[0].entry
    assert entry is not None
    for postings in ((), (replace(entry.postings[0], amount_cents=0),)):
        empty = replace(moves[0], entry=replace(entry, postings=postings))
        assert "entry_without_amount" in found(wallet, [empty, *moves[1:]])


def test_the_audit_finds_a_hold_that_is_missing() -> None:
    wallet, moves = ledger()
    assert {"holds_differ", "cap_use_differs"} <= set(found(wallet, moves, holds=[]))


# What is credited again


def credited(wallet: Wallet, *credits_: tuple[str, int]) -> Movement:
    given = [Credit(id=name, amount_cents=cents) for name, cents in credits_]
    return grants_rules.credit(wallet, given, now=NOW)


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
