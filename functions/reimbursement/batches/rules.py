"""When a batch begins, and how it goes from one state to the next.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance/api.py): the cut-off is a
midnight in Paris, labels are `VIR<n>`.
"""

from datetime import datetime, timedelta

from functions.kernel.calendar_days import PARIS, day_start, local_day
from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace
from functions.reimbursement.batches.models import Batch, BatchStep, LastBatch
from functions.reimbursement.payouts.models import Payout

DUE_AFTER = timedelta(hours=5)
"""How long after its cut-off a batch begins, so that late receivables have arrived."""


class UnknownBatch(NotFound):
    """There is no such batch."""

    code = "unknown_batch"


class BatchUnderway(Conflict):
    """Another batch is still being prepared."""

    code = "batch_underway"


class BatchNotPrepared(Conflict):
    """This batch is still being prepared."""

    code = "batch_not_prepared"


class BatchNotSent(Conflict):
    """This batch was not sent to the bank yet."""

    code = "batch_not_sent"


class FileOutdated(Conflict):
    """The transfers of this batch have changed; download its payment file again."""

    code = "file_outdated"


class FileChanged(Conflict):
    """The payment file would no longer be the one that was sent."""

    code = "file_changed"


def cutoff_of(now: datetime) -> datetime:
    """Return the midnight in Paris that began the present day."""
    return day_start(local_day(now, PARIS), PARIS)


def due_cutoff(now: datetime) -> datetime:
    """Return the cut-off of the batch that is due: on the 1st and 16th at 05:00 in Paris."""
    day = local_day(now - DUE_AFTER, PARIS)
    return day_start(day.replace(day=16 if day.day >= 16 else 1), PARIS)


def begin(
    last: LastBatch | None,
    latest: Batch | None,
    *,
    cutoff_at: datetime,
    by: str | None,
    now: datetime,
) -> tuple[Batch, LastBatch]:
    """Return the batch of a cut-off, and the numbers after it.

    There is one for each cut-off: while the latest has this one or a later one, it is returned as
    it is. Refuses BatchUnderway.
    """
    if last is not None and latest is not None:
        if last.cutoff_at >= cutoff_at:
            return latest, last
        if latest.state == "preparing":
            raise BatchUnderway
    number = 1 if last is None else last.number + 1
    batch = Batch(
        id=batch_id(number),
        number=number,
        state="preparing",
        cutoff_at=cutoff_at,
        period_from=None if last is None else last.cutoff_at,
        made_by=by,
        created_at=now,
        run_at=now,
    )
    return batch, LastBatch(number=number, cutoff_at=cutoff_at)


def batch_id(number: int) -> str:
    """Return the label of a batch, which is its id."""
    return f"VIR{number}"


def at_step(batch: Batch, step: BatchStep) -> Batch:
    """Return a batch at the beginning of a step."""
    return replace(batch, step=step, after_at=None, after_id="")


def behind(batch: Batch, position: tuple[datetime, str]) -> Batch:
    """Return a batch whose step has looked at all up to a position."""
    return replace(batch, after_at=position[0], after_id=position[1])


def with_file(batch: Batch, sha256: str, *, now: datetime) -> Batch:
    """Return a batch with the digest of its payment file, and when it was made first.

    Refuses FileChanged for another file than the one that was sent.
    """
    if batch.sha256 == sha256:
        return batch
    if batch.state != "prepared":
        raise FileChanged
    return replace(batch, sha256=sha256, file_made_at=batch.file_made_at or now)


def without_transfer(batch: Batch, amount_cents: int) -> Batch:
    """Return a batch that pays a transfer less; its payment file has to be made again."""
    return replace(
        batch,
        transfers=batch.transfers - 1,
        amount_cents=batch.amount_cents - amount_cents,
        sha256=None,
        file_made_at=None,
    )


def send(batch: Batch, sha256: str | None, *, transfers: int | None = None, now: datetime) -> Batch:
    """Note that a payment file was sent to the bank; for a batch already sent, nothing changes.

    Without a file, its transfers are made by hand. `transfers` is how many the batch had when the
    call came: one that is held back since may be among those made by hand.

    Refuses BatchNotPrepared, FileOutdated.
    """
    if batch.state == "preparing":
        raise BatchNotPrepared
    if batch.sha256 != sha256 or transfers not in (None, batch.transfers):
        raise FileOutdated
    if batch.state != "prepared":
        return batch
    return replace(at_step(batch, "sending"), state="sent", sent_at=now, run_at=now)


def execute_all(batch: Batch) -> Batch:
    """Note that the bank has executed every transfer that it has not answered for.

    Pages enter it; a batch of which that is known already stays as it is. Refuses BatchNotSent.
    """
    check_sent(batch)
    if batch.is_all_executed or batch.state == "executed":
        return batch
    after = batch if batch.step == "sending" else at_step(batch, "executing")
    return replace(after, is_all_executed=True)


def check_sent(batch: Batch) -> None:
    """Check that a batch was sent to the bank. Refuses BatchNotSent."""
    if batch.state not in ("sent", "executed"):
        raise BatchNotSent


def hold(payout: Payout, *, reason: str) -> Payout:
    """Hold a prepared payout back, for the next batch."""
    return replace(payout, state="held", reason=reason, is_waiting=True)
