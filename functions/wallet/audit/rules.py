"""The audit of one wallet: the invariants between it, its entries and its holds.

Every entry balances: it moves amounts above zero between the accounts that its kind allows. The
entries add up to each part of the wallet and to the funds of each scheme; those of one booking add
up to its hold. Nothing is negative, and no cap is exceeded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from functions.wallet.models import EntryKind, Hold, LedgerEntry, Wallet

_MOVES: dict[EntryKind, set[tuple[str, str]]] = {
    "grant": {("scheme", "available")},
    "hold": {("available", "held")},
    "capture": {("held", "venue")},
    "release": {("venue", "held"), ("held", "available")},
    "reversal": {("venue", "held")},
    "expire": {("venue", "held"), ("held", "lost"), ("available", "lost")},
    "transfer": {
        ("available", "scheme"),
        ("scheme", "available"),
        ("held", "scheme"),
        ("scheme", "held"),
        ("lost", "scheme"),
    },
}
"""The accounts (source, destination) between which each kind of entry moves credit. Releasing a
captured hold moves it back from the venue first."""


def faults(wallet: Wallet, entries: Iterable[LedgerEntry], holds: Iterable[Hold]) -> list[str]:
    """Return the codes of the faults of a wallet, its entries and its holds."""
    ledger, kept = list(entries), list(holds)
    found = [fault for entry in ledger for fault in _faults_of_entry(entry, wallet.id)]
    if sorted(entry.number for entry in ledger) != list(range(1, wallet.entries + 1)):
        found.append("entries_missing")
    balance = _balance(ledger)
    found += _faults_of_parts(wallet, balance)
    found += _faults_of_schemes(wallet, balance, kept)
    found += _faults_of_holds(wallet, ledger, kept)
    # Holds that move to another scheme count against its caps, but are never refused.
    has_moved = any(entry.kind == "transfer" for entry in ledger)
    found += _faults_of_caps(wallet, kept, may_pass=has_moved)
    return found


def _faults_of_entry(entry: LedgerEntry, wallet_id: str) -> Iterator[str]:
    if not entry.postings or any(posting.amount_cents <= 0 for posting in entry.postings):
        yield "entry_without_amount"
    elif entry.amount_cents != entry.postings[0].amount_cents:
        yield "entry_amount_differs"
    allowed = _MOVES[entry.kind]
    for posting in entry.postings:
        move = (_role(posting.source, wallet_id), _role(posting.destination, wallet_id))
        if move not in allowed:
            yield "entry_does_not_balance"


def _faults_of_parts(wallet: Wallet, balance: Mapping[str, int]) -> Iterator[str]:
    expired = sum(cents for name, cents in balance.items() if _is_lost(name))
    schemes = sum(cents for name, cents in balance.items() if name.startswith("scheme:"))
    sums = {
        "available": (balance[_available(wallet.id)], wallet.available_cents),
        "held": (balance[_held(wallet.id)], wallet.held_cents),
        "spent": (
            sum(cents for name, cents in balance.items() if name.startswith("venue:")),
            wallet.spent_cents,
        ),
        "expired": (expired, wallet.expired_cents),
        "granted": (expired - schemes, wallet.granted_cents),
    }
    for part, (entered, kept) in sums.items():
        if entered != kept:
            yield f"{part}_differs"
        if kept < 0:
            yield "negative"
    parts = (wallet.available_cents, wallet.held_cents, wallet.spent_cents, wallet.expired_cents)
    if sum(parts) != wallet.granted_cents:
        yield "parts_differ_from_grant"


def _faults_of_schemes(
    wallet: Wallet, balance: Mapping[str, int], holds: Sequence[Hold]
) -> Iterator[str]:
    """Compare the funds that each scheme has given with where they are now."""
    stands = Counter({wallet.scheme: balance[_available(wallet.id)]})
    for hold in holds:
        if hold.state != "released":
            stands[hold.scheme] += hold.amount_cents
    for name, cents in balance.items():
        if _is_lost(name):
            stands[_scheme_of(name)] += cents
    given = Counter(
        {
            _scheme_of(name): -cents
            for name, cents in balance.items()
            if name.startswith("scheme:") and not _is_lost(name)
        }
    )
    # Comparing counters treats missing keys as zero.
    if given != stands:
        yield "scheme_differs"


def _faults_of_holds(
    wallet: Wallet, entries: Sequence[LedgerEntry], holds: Sequence[Hold]
) -> Iterator[str]:
    """Compare the holds with the wallet, and each one with the entries of its booking."""
    if sum(hold.amount_cents for hold in holds if hold.state == "held") != wallet.held_cents:
        yield "holds_differ"
    of_booking: dict[str | None, list[LedgerEntry]] = {}
    for entry in entries:
        of_booking.setdefault(entry.booking_id, []).append(entry)
    for hold in holds:
        balance = _balance(of_booking.pop(hold.id, ()))
        held, captured = balance[_held(wallet.id)], balance[f"venue:{hold.venue_id}"]
        expected = {
            "held": (hold.amount_cents, 0),
            "captured": (0, hold.amount_cents),
            "released": (0, 0),
        }
        if (held, captured) != expected[hold.state]:
            yield "hold_differs_from_entries"
        if hold.amount_cents <= 0:
            yield "hold_without_amount"
    of_booking.pop(None, None)
    if of_booking:
        yield "entry_without_hold"


def _faults_of_caps(wallet: Wallet, holds: Sequence[Hold], *, may_pass: bool) -> Iterator[str]:
    used: Counter[str] = Counter()
    for hold in holds:
        if hold.scheme == wallet.scheme and hold.state != "released":
            used[hold.domain] += hold.amount_cents
    for cap in wallet.caps:
        if cap.used_cents != used[cap.domain]:
            yield "cap_use_differs"
        if cap.used_cents > cap.limit_cents and not may_pass:
            yield "cap_passed"


def _balance(entries: Iterable[LedgerEntry]) -> Counter[str]:
    """Return the balance of each account in cents, negative for a net source."""
    balance: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings:
            balance[posting.source] -= posting.amount_cents
            balance[posting.destination] += posting.amount_cents
    return balance


def _role(account: str, wallet_id: str) -> str | None:
    """Return the role of an account for a wallet; None for an account of another wallet."""
    if account == _available(wallet_id):
        return "available"
    if account == _held(wallet_id):
        return "held"
    if account.startswith("scheme:"):
        return "lost" if _is_lost(account) else "scheme"
    return "venue" if account.startswith("venue:") else None


def _available(wallet_id: str) -> str:
    return f"wallet:{wallet_id}:available"


def _held(wallet_id: str) -> str:
    return f"wallet:{wallet_id}:held"


def _is_lost(account: str) -> bool:
    return account.startswith("scheme:") and account.endswith(":expired")


def _scheme_of(account: str) -> str:
    return account.removeprefix("scheme:").removesuffix(":expired")
