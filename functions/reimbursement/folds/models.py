"""Folds: cursors over the receivables of a pricing point and period."""

from datetime import datetime
from typing import TypeAlias

from functions.kernel.values import Model

Key: TypeAlias = tuple[datetime, str]
"""The place of a receivable in its fold: its instant in the order, then its id."""


class Fold(Model, frozen=True, kw_only=True):
    """A cursor over the receivables of a pricing point and period; its id is `<point>~<period>`.

    Every receivable at or before the position has the price that the rules give it; their amounts
    add up to `revenue_cents`. `closed_until` is the last instant that pricing has looked at: a
    receivable that comes at or before it rewrites the fold, so that no page under way misses it.
    """

    id: str
    point_id: str
    siren: str
    position_at: datetime | None = None
    position_id: str = ""
    revenue_cents: int = 0
    closed_until: datetime | None = None
    awaited_from: datetime | None = None
    """The instant of the first receivable that came since pricing looked; None if none came."""
    taken_until: datetime | None = None
    """The end of the claim of a run that prices it now; None if none does."""
    run_at: datetime | None
    """When the job takes it next; None while there is nothing to price."""
    writes: int = 0
    """Counts its changes, because a write that changes nothing keeps no other commit away."""

    @property
    def position(self) -> Key | None:
        """The place of the last receivable that is priced; None before the first."""
        return None if self.position_at is None else (self.position_at, self.position_id)
