"""The scheduled job that erases old reports."""

from datetime import datetime

from functions.feedback.jobs import jobs
from functions.feedback.reports import service
from functions.feedback.reports.store import reports_over
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "forget-reports", reports_over, done="forgotten", names_people=True)
def forget_report(work: UnitOfWork, report_id: str, at: datetime) -> bool:
    """Erase a report that is not kept any longer."""
    return service.forget(work, report_id, over_at=at)
