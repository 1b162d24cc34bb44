"""How a fold moves: ahead as pages are priced, and back as receivables come and go behind it."""

from datetime import datetime, timedelta
from typing import Protocol

from functions.kernel.values import replace
from functions.reimbursement.folds.models import Fold, Key

PRICING_GRACE = timedelta(minutes=1)
"""How long pricing leaves a receivable alone, so that earlier ones may still arrive before it
(pass-culture-main at 2025-12, core/finance/api.py)."""

LEASE = timedelta(minutes=15)
"""How long a run has a fold for itself; longer than an instance may run."""


class Priceable(Protocol):
    """A receivable as far as its fold needs to know it."""

    @property
    def point_id(self) -> str | None:
        """Its pricing point."""
        ...

    @property
    def siren(self) -> str:
        """Its offerer."""
        ...


def fold_id(point_id: str, period: str) -> str:
    """Return the id of the fold of a pricing point and period."""
    return f"{point_id}~{period}"


def new_fold(first: Priceable, name: str) -> Fold:
    """Return the fold of a first receivable, which is to be put in."""
    assert first.point_id is not None
    return Fold(id=name, point_id=first.point_id, siren=first.siren, run_at=None)


def has_passed(fold: Fold, key: Key) -> bool:
    """Return whether a place is at or before the position."""
    return fold.position is not None and key <= fold.position


def take_out(fold: Fold, key: Key, *, revenue_cents: int) -> Fold:
    """Return a fold that no longer has a receivable at `key`.

    If it was priced, the fold moves back to that place; `revenue_cents` is the revenue before it.
    """
    if not has_passed(fold, key):
        return fold
    back = replace(fold, position_at=key[0], position_id=key[1], revenue_cents=revenue_cents)
    return _awaiting(back, key[0])


def put_in(fold: Fold, key: Key, earlier: tuple[Key, int] | None) -> Fold:
    """Return a fold that has a receivable at `key`, and moves back to the one before it.

    `earlier` is the place of that one, and the revenue there; None if there is none. Where nothing
    has to change, the fold is returned as it is, so that many redemptions do not all write it.
    """
    if has_passed(fold, key):
        (at, name), revenue = earlier or ((None, ""), 0)
        fold = replace(fold, position_at=at, position_id=name, revenue_cents=revenue)
        return _awaiting(fold, key[0])
    is_looked_at = fold.closed_until is not None and key[0] <= fold.closed_until
    if is_looked_at or fold.awaited_from is None or key[0] < fold.awaited_from:
        return _awaiting(fold, key[0])
    return fold


def _awaiting(fold: Fold, at: datetime) -> Fold:
    first = at if fold.awaited_from is None else min(at, fold.awaited_from)
    return replace(
        fold,
        awaited_from=first,
        run_at=fold.taken_until or first + PRICING_GRACE,
        writes=fold.writes + 1,
    )


def claim(fold: Fold, *, now: datetime) -> Fold | None:
    """Claim a fold for a run that prices it up to shortly before now; None if another has it."""
    if fold.run_at is None or fold.run_at > now:
        return None
    until = (
        now - PRICING_GRACE
        if fold.closed_until is None
        else max(now - PRICING_GRACE, fold.closed_until)
    )
    return replace(
        fold,
        closed_until=until,
        awaited_from=None,
        taken_until=now + LEASE,
        run_at=now + LEASE,
        writes=fold.writes + 1,
    )


def advance(fold: Fold, key: Key, *, revenue_cents: int) -> Fold:
    """Return a fold that is priced up to `key`."""
    return replace(
        fold,
        position_at=key[0],
        position_id=key[1],
        revenue_cents=revenue_cents,
        writes=fold.writes + 1,
    )


def release(fold: Fold, *, next_at: datetime | None) -> Fold:
    """End a run; `next_at` is the instant of the first receivable that is left, if any."""
    return replace(
        fold,
        awaited_from=next_at,
        taken_until=None,
        run_at=None if next_at is None else next_at + PRICING_GRACE,
        writes=fold.writes + 1,
    )
