"""Batches."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, queried

BatchState = Literal["preparing", "prepared", "sent", "executed"]

BatchStep = Literal["accounts", "waiting", "payouts", "sending", "executing", "answers", "done"]


class Batch(Model, frozen=True, kw_only=True):
    """A batch of payouts; its id is its label, `VIR<number>`.

    What counts before `cutoff_at` goes in. While `preparing` it opens payouts, first for each
    accepted account, then for those that an earlier batch left waiting, and ends when all of them
    have their lines. `sha256` is the digest of its payment file, None until that is made,
    and again when it has to pay less.
    """

    id: str
    number: int
    state: BatchState
    cutoff_at: datetime
    period_from: datetime | None
    """The cut-off of the batch before; None for the first."""
    made_by: str | None
    """The administrator who began it; None for the job."""
    step: BatchStep = "accounts"
    after_at: datetime | None = None
    after_id: str = ""
    transfers: int = 0
    amount_cents: int = 0
    """The sum of the transfers that are prepared, in cents."""
    created_at: datetime
    prepared_at: datetime | None = None
    sha256: str | None = None
    file_made_at: datetime | None = None
    sent_at: datetime | None = None
    executed_at: datetime | None = None
    is_all_executed: bool = False
    """Whether finance has said that the bank executed every transfer it has not answered for."""
    run_at: datetime | None = queried(None)
    """When the job goes on with it; None while there is nothing to do."""

    @property
    def position(self) -> tuple[datetime, str] | None:
        """The place of the last document that its present step has looked at."""
        return None if self.after_at is None else (self.after_at, self.after_id)


class LastBatch(Model, frozen=True, kw_only=True):
    """The number and the cut-off of the last batch; rewritten with each, so that two conflict."""

    number: int
    cutoff_at: datetime
