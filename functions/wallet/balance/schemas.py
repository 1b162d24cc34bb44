"""Schemas of the wallet API."""

from datetime import datetime

from pydantic import Field

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View
from functions.wallet.models import EntryKind, Wallet


class CapView(View):
    """A spending cap, in cents."""

    domain: SpendingDomain
    limit_cents: int
    remaining_cents: int


class WalletView(View):
    """The credit of a beneficiary in cents, and when it expires."""

    granted_cents: int
    available_cents: int
    held_cents: int
    spent_cents: int
    expired_cents: int
    expires_at: datetime
    caps: list[CapView]

    @classmethod
    def of(cls, wallet: Wallet, *, now: datetime) -> "WalletView":
        """Return a wallet as its owner sees it: once it has ended, nothing is available."""
        has_ended = now >= wallet.expires_at
        ended_cents = wallet.available_cents if has_ended else 0
        caps = [
            CapView(
                domain=cap.domain,
                limit_cents=cap.limit_cents,
                remaining_cents=0 if has_ended else cap.remaining_cents,
            )
            for cap in wallet.caps
        ]
        return cls(
            granted_cents=wallet.granted_cents,
            available_cents=wallet.available_cents - ended_cents,
            held_cents=wallet.held_cents,
            spent_cents=wallet.spent_cents,
            expired_cents=wallet.expired_cents + ended_cents,
            expires_at=wallet.expires_at,
            caps=caps,
        )


class EntryView(View):
    """A movement of credit; `amount_cents` is positive, `kind` gives its direction."""

    id: str
    at: datetime
    kind: EntryKind
    amount_cents: int
    booking_id: str | None


class EntriesView(View):
    """A page of entries, newest first."""

    items: list[EntryView]
    next_page_token: str | None


class EntriesQuery(Parameters):
    """Page of entries."""

    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None
