"""Documents and queries of bank accounts and of the links that venues have to them."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.bank_accounts.models import (
    AccountStatus,
    BankAccount,
    IbanClaim,
    VenueLinks,
)
from functions.reimbursement.bank_accounts.rules import UnknownBankAccount

accounts = Collection("bank_accounts", BankAccount, missing=UnknownBankAccount)

iban_claims = Collection("iban_claims", IbanClaim)

venue_links = Collection("venue_account_links", VenueLinks)

declare_indexes(
    Index("bank_accounts", ("siren", "created_at")),
    Index("bank_accounts", ("status", "created_at")),
    Index("venue_account_links", ("is_moving", "moving_since")),
)


def accounts_of(work: UnitOfWork, siren: str) -> Iterator[BankAccount]:
    """Yield the accounts of an offerer, oldest first."""
    return accounts.query_pages(work, Where("siren", "==", siren), order_by=(Order("created_at"),))


def accounts_with(
    work: UnitOfWork, status: AccountStatus, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[BankAccount]:
    """Yield the accounts with a status, oldest first, after a position."""
    return accounts.query_pages(
        work,
        Where("status", "==", status),
        order_by=(Order("created_at"),),
        after=after,
        page=page,
    )


def moving_venues(
    work: UnitOfWork, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[VenueLinks]:
    """Yield the venues with a proposed change of account, oldest first, after a position."""
    return venue_links.query_pages(
        work,
        Where("is_moving", "==", True),
        order_by=(Order("moving_since"),),
        after=after,
        page=page,
    )
