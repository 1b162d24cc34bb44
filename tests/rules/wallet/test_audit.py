"""The audit of a wallet finds planted faults."""

import pytest

from functions.kernel.values import replace
from functions.wallet.audit import rules as audit_rules
from functions.wallet.grants import rules as grants_rules
from functions.wallet.models import CapUse, Hold, Movement, Wallet
from tests.support.wallet_values import GRANT, NOW, held, hold_of, settled

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
