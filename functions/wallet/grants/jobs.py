"""Grants: the job that expires them."""

from datetime import datetime

from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.wallet.grants import service
from functions.wallet.jobs import jobs
from functions.wallet.store import due_to_expire


@batch_job(jobs, "expire-grants", due_to_expire, done="expired", names_people=True)
def expire_grant(work: UnitOfWork, wallet_id: str, at: datetime) -> bool:
    """Expire the remaining credit of a grant that has ended."""
    return service.expire(work, wallet_id, now=at)
