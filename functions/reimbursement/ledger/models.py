"""Ledger entries of reimbursement."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model
from functions.wallet.models import Posting

MoveKind = Literal["batch", "payment", "return"]

ReimbursementKind = Literal[
    "pricing", "repricing", "cancellation", "difference", "gesture", MoveKind
]


class ReimbursementEntry(Model, frozen=True, kw_only=True):
    """A movement of captured credit, never edited. Its id is `<booking>~<number>`.

    Postings move cents between the accounts of a venue and scheme, named by `account`. `captured`
    begins where the wallets' `venue:<id>` ends: with the credit captured for the venue. What a
    gesture gives comes from `fund:gestures`; the gesture and its fund stand for booking and scheme.
    """

    id: str
    booking_id: str
    number: int
    venue_id: str
    siren: str
    scheme: str
    kind: ReimbursementKind
    at: datetime
    postings: tuple[Posting, ...]
