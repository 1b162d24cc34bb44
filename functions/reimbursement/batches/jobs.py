"""The jobs of batches: begin one twice a month, and go on with batches and payouts."""

from datetime import datetime

from functions.kernel.batch_jobs import long_batch_job
from functions.kernel.jobs import Report, job
from functions.kernel.platform import Platform
from functions.reimbursement.batches import rules, service
from functions.reimbursement.batches.store import due_batches
from functions.reimbursement.gathering.service import prepare
from functions.reimbursement.jobs import jobs
from functions.reimbursement.payments.service import settle
from functions.reimbursement.payouts.store import due_payouts


@job(jobs, "begin-batch")
def begin_batch(platform: Platform, at: datetime) -> Report:
    """Begin the batch that is due since the 1st or 16th of the month, if there is none yet.

    While another is being prepared, a later run begins it.
    """
    cutoff_at = rules.due_cutoff(at)
    try:
        platform.database.run(
            lambda work: service.begin(work, cutoff_at=cutoff_at, by=None, now=at)
        )
    except rules.BatchUnderway:
        return Report(counts={"underway": 1})
    return Report(counts={"underway": 0})


@long_batch_job(jobs, "prepare-batches", due_batches, done="batches")
def prepare_batches(platform: Platform, batch_id: str, at: datetime) -> bool:
    """Go on with one batch: open its payouts, or close it when the bank has answered."""
    return service.go_on(platform.database, batch_id, now=at)


@long_batch_job(jobs, "prepare-payouts", due_payouts, done="payouts")
def prepare_payouts(platform: Platform, payout_id: str, at: datetime) -> bool:
    """Go on with one payout: its lines and statement, or the bookings that it has reimbursed."""
    is_prepared = prepare(platform.database, payout_id, now=at)
    return settle(platform.database, payout_id, now=at) or is_prepared
