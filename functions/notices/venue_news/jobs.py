"""The scheduled job that closes the boxes of venues."""

from datetime import datetime

from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.notices.jobs import jobs
from functions.notices.venue_news import service
from functions.notices.venue_news.store import closed_boxes


@batch_job(jobs, "notify-venues", closed_boxes, done="notified")
def notify_venue(work: UnitOfWork, box_id: str, at: datetime) -> bool:
    """Send a venue its news of the past hour."""
    return service.close(work, box_id, now=at)
