"""The scheduled job that erases old messages."""

from datetime import datetime

from functions.feedback.jobs import jobs
from functions.feedback.messages import service
from functions.feedback.messages.store import messages_over
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "forget-messages", messages_over, done="forgotten")
def forget_message(work: UnitOfWork, message_id: str, at: datetime) -> bool:
    """Erase a message that is not kept any longer."""
    return service.forget(work, message_id, over_at=at)
