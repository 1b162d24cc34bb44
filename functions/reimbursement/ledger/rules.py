"""Postings of reimbursement, and the incidents that settle what a batch has paid already."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, TypeVar

from functions.kernel.values import replace
from functions.reimbursement.incidents.models import Incident, IncidentKind
from functions.reimbursement.ledger.models import MoveKind, ReimbursementEntry, ReimbursementKind
from functions.reimbursement.models import BATCHED, Gesture, Receivable
from functions.wallet.models import Posting
from functions.wallet.rules import post

Share = Literal["captured", "owed", "contribution", "payable", "bank"]
"""Parts of the credit captured for a venue: not priced yet, owed, kept back, in a batch, paid."""


Owed = TypeVar("Owed", Receivable, Gesture)


def account(venue_id: str, scheme: str, share: Share) -> str:
    """Return the account of a share of the credit of a scheme that was captured for a venue."""
    return f"venue:{venue_id}:{scheme}:{share}"


def settle(
    receivable: Receivable,
    shares: tuple[int, int],
    *,
    kind: IncidentKind = "price_difference",
    now: datetime,
) -> tuple[Receivable, ReimbursementEntry | None, Incident | None]:
    """Bring the ledger to what is owed for a receivable and contributed, in cents.

    Return the receivable after it, with the entry if anything moves. For one in a batch the
    difference is an incident too, to be settled by the next batch.
    """
    owed, contribution = shares
    moved = owed - receivable.owed_cents, contribution - receivable.contribution_cents
    if moved == (0, 0):
        return receivable, None, None
    assert receivable.scheme is not None
    is_batched = receivable.state in BATCHED
    number = receivable.entries + 1
    entry = ReimbursementEntry(
        id=f"{receivable.id}~{number}",
        booking_id=receivable.id,
        number=number,
        venue_id=receivable.venue_id,
        siren=receivable.siren,
        scheme=receivable.scheme,
        kind=_kind(receivable, is_batched=is_batched),
        at=now,
        postings=tuple(_postings(receivable.venue_id, receivable.scheme, *moved)),
    )
    after = replace(receivable, owed_cents=owed, contribution_cents=contribution, entries=number)
    if not is_batched or moved[0] == 0:
        return after, entry, None
    after = replace(after, incidents=after.incidents + 1)
    incident = Incident(
        id=f"{receivable.id}~{after.incidents}",
        kind=kind,
        state="open",
        booking_id=receivable.id,
        siren=receivable.siren,
        venue_id=receivable.venue_id,
        scheme=receivable.scheme,
        amount_cents=moved[0],
        created_at=now,
    )
    return after, entry, incident


_MOVES: Mapping[MoveKind, tuple[Share, Share]] = {
    "batch": ("owed", "payable"),
    "payment": ("payable", "bank"),
    "return": ("bank", "payable"),
}


def move(
    of: Owed, cents: int, *, kind: MoveKind, now: datetime
) -> tuple[Owed, ReimbursementEntry | None]:
    """Move what a line of a payout pays into a batch, from there to the bank, or back from it.

    Return the receivable or gesture after it, with the entry if anything moves. The cents of a
    negative line move the other way.
    """
    if cents == 0:
        return of, None
    assert of.scheme is not None
    ends = [account(of.venue_id, of.scheme, share) for share in _MOVES[kind]]
    if cents < 0:
        ends.reverse()
    number = of.entries + 1
    entry = ReimbursementEntry(
        id=f"{of.id}~{number}",
        booking_id=of.id,
        number=number,
        venue_id=of.venue_id,
        siren=of.siren,
        scheme=of.scheme,
        kind=kind,
        at=now,
        postings=(post(ends[0], ends[1], abs(cents)),),
    )
    return replace(of, entries=number), entry


def _kind(receivable: Receivable, *, is_batched: bool) -> ReimbursementKind:
    if is_batched:
        return "difference"
    if receivable.fold is None:
        return "cancellation"
    is_first = (receivable.owed_cents, receivable.contribution_cents) == (0, 0)
    return "pricing" if is_first else "repricing"


def _postings(venue_id: str, scheme: str, owed: int, contribution: int) -> Iterator[Posting]:
    captured = account(venue_id, scheme, "captured")
    shares: tuple[tuple[Share, int], ...] = (("owed", owed), ("contribution", contribution))
    for share, cents in shares:
        other = account(venue_id, scheme, share)
        if cents > 0:
            yield post(captured, other, cents)
        elif cents < 0:
            yield post(other, captured, -cents)
