"""Documents and queries of the wallet."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.wallet.models import Hold, LedgerEntry, Movement, Wallet
from functions.wallet.rules import NoWallet

wallets = Collection("wallets", Wallet, missing=NoWallet)
holds = Collection("holds", Hold)
ledger_entries = Collection("ledger_entries", LedgerEntry)

declare_indexes(
    Index("wallets", ("is_expired", "expires_at")),
    Index("holds", ("wallet_id",)),
    Index("ledger_entries", ("wallet_id",)),
    Index("ledger_entries", ("wallet_id", "-number")),
)


def save(work: UnitOfWork, movement: Movement, *, is_new_wallet: bool = False) -> None:
    """Write the wallet of a movement, and its ledger entry."""
    wallet = movement.wallet
    if is_new_wallet:
        wallets.create(work, wallet.id, wallet)
    else:
        wallets.replace(work, wallet.id, wallet)
    if movement.entry is not None:
        ledger_entries.create(work, movement.entry.id, movement.entry)


def due_to_expire(at: datetime) -> Query:
    """Return the query of wallets whose grant has ended but is not expired yet, oldest first."""
    return Query(
        wallets.name,
        (Where("is_expired", "==", False), Where("expires_at", "<=", at)),
        (Order("expires_at"),),
    )


def entries_of(
    work: UnitOfWork, wallet_id: str, *, before_number: int | None, limit: int
) -> list[LedgerEntry]:
    """Return a wallet's entries, newest first, before an entry number."""
    where = [Where("wallet_id", "==", wallet_id)]
    if before_number is not None:
        where.append(Where("number", "<", before_number))
    return ledger_entries.query(
        work, *where, order_by=(Order("number", descending=True),), limit=limit
    )


def holds_of(work: UnitOfWork, wallet_id: str) -> Iterator[Hold]:
    """Yield every hold of a wallet. Raises ValidationError for one that cannot be read.

    Money is moved by all of them.
    """
    found = work.query_pages(Query(holds.name, (Where("wallet_id", "==", wallet_id),)))
    return (holds.decode(data) for _, data in found)


def all_entries_of(work: UnitOfWork, wallet_id: str) -> Iterator[LedgerEntry]:
    """Yield a wallet's entries, newest first."""
    return ledger_entries.query_pages(
        work,
        Where("wallet_id", "==", wallet_id),
        order_by=(Order("number", descending=True),),
    )
