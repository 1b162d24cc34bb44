"""Scheduled job of accounts: birthday credits."""

from datetime import datetime

from functions.accounts import service
from functions.accounts.schemes import load_scheme
from functions.accounts.store import due_for_credit
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.kernel.subscribers import Subscriber

jobs = Subscriber("accounts_jobs")


@batch_job(jobs, "credit-birthdays", due_for_credit, done="credited", names_people=True)
def credit_birthday(work: UnitOfWork, beneficiary_id: str, at: datetime) -> bool:
    """Credit a beneficiary whose scheme gives them more since their last birthday."""
    return service.credit_birthday(work, beneficiary_id, scheme_of=load_scheme, now=at)
