"""The scheduled job that credits birthdays."""

from datetime import datetime

from functions.accounts.jobs import jobs
from functions.accounts.people import service
from functions.accounts.people.store import due_for_credit
from functions.accounts.schemes.data import load_scheme
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "credit-birthdays", due_for_credit, done="credited", names_people=True)
def credit_birthday(work: UnitOfWork, beneficiary_id: str, at: datetime) -> bool:
    """Credit a beneficiary whose scheme grants more at the age they have reached."""
    return service.credit_birthday(work, beneficiary_id, scheme_of=load_scheme, now=at)
