"""The audit of the ledger: what must always hold, checked against every entry.

A wallet equals the sum of its entries, each entry moves amounts above zero, its parts add up to its
grant, nothing is negative, no cap is passed, and what it holds is what its holds say.
"""

from collections import Counter
from collections.abc import Iterable

from functions.wallet.models import Hold, LedgerEntry, Wallet


def faults(wallet: Wallet, entries: Iterable[LedgerEntry], holds: Iterable[Hold]) -> list[str]:
    """Return what is wrong with a wallet, its entries and its holds; empty when all is well."""
    found: list[str] = []
    balance: Counter[str] = Counter()
    numbers: list[int] = []
    for entry in entries:
        numbers.append(entry.number)
        if not entry.postings or any(posting.amount_cents <= 0 for posting in entry.postings):
            found.append("entry_without_amount")
        for posting in entry.postings:
            balance[posting.source] -= posting.amount_cents
            balance[posting.destination] += posting.amount_cents
    if sorted(numbers) != list(range(1, wallet.entries + 1)):
        found.append("entries_missing")
    spent = sum(cents for name, cents in balance.items() if name.startswith("venue:"))
    expired = sum(cents for name, cents in balance.items() if name.endswith(":expired"))
    granted = -balance[f"scheme:{wallet.scheme}"]
    sums = {
        "available": (balance[f"wallet:{wallet.id}:available"], wallet.available_cents),
        "held": (balance[f"wallet:{wallet.id}:held"], wallet.held_cents),
        "spent": (spent, wallet.spent_cents),
        "expired": (expired, wallet.expired_cents),
        "granted": (granted, wallet.granted_cents),
    }
    found += [f"{part}_differs" for part, (sum_, kept) in sums.items() if sum_ != kept]
    if (
        sum(sums[part][1] for part in ("available", "held", "spent", "expired"))
        != sums["granted"][1]
    ):
        found.append("parts_differ_from_grant")
    if any(kept < 0 for _, kept in sums.values()):
        found.append("negative")
    held = list(holds)
    if sum(hold.amount_cents for hold in held if hold.state == "held") != wallet.held_cents:
        found.append("holds_differ")
    for cap in wallet.caps:
        used = sum(h.amount_cents for h in held if h.domain == cap.domain and h.state != "released")
        if used != cap.used_cents:
            found.append("cap_use_differs")
        if cap.used_cents > cap.limit_cents:
            found.append("cap_passed")
    return found
