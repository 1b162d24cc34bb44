"""The job that publishes figures."""

from datetime import datetime

from functions.kernel.jobs import Report, job
from functions.kernel.platform import Platform
from functions.statistics.figures import service
from functions.statistics.jobs import jobs


@job(jobs, "publish-statistics")
def publish_statistics(platform: Platform, at: datetime) -> Report:
    """Publish the figures of months whose sums have changed."""
    return Report(counts={"months": service.publish_due(platform.database, now=at)})
