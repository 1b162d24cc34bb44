"""The job that counts people again."""

from datetime import datetime

from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.statistics.counting import service
from functions.statistics.counting.store import due_people
from functions.statistics.jobs import jobs


@batch_job(jobs, "count-statistics", due_people, done="counted", names_people=True)
def count_person(work: UnitOfWork, person_id: str, at: datetime) -> bool:
    """Count a person to whom something happened since the last count."""
    return service.count(work, person_id, now=at)
