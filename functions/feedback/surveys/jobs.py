"""The scheduled job that erases old answers."""

from datetime import datetime

from functions.feedback.jobs import jobs
from functions.feedback.surveys import service
from functions.feedback.surveys.store import answers_over
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "forget-answers", answers_over, done="forgotten", names_people=True)
def forget_answer(work: UnitOfWork, name: str, at: datetime) -> bool:
    """Erase a person's answers that are not kept any longer."""
    return service.forget(work, name, over_at=at)
