"""The scheduled job that closes suspended accounts."""

from datetime import datetime

from functions.accounts.jobs import jobs
from functions.accounts.own_account import service
from functions.accounts.own_account.store import closing
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "close-suspended", closing, done="warned_or_closed", names_people=True)
def close_suspended(work: UnitOfWork, beneficiary_id: str, at: datetime) -> bool:
    """Warn the owner of an account that closes soon, or close it."""
    return service.take_closing_step(work, beneficiary_id, now=at)
