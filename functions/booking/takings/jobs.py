"""The job that sums up bookings, every ten minutes."""

from datetime import datetime
from functools import partial

from functions.booking.jobs import jobs
from functions.booking.takings import service
from functions.kernel.jobs import RUN_TIME, Report, job
from functions.kernel.platform import Platform


@job(jobs, "sum-takings")
def sum_takings(platform: Platform, at: datetime) -> Report:
    """Bring the sums to what bookings are now; the next run takes what is left."""
    clock = platform.clock
    until = clock.now() + RUN_TIME
    report = Report(counts={"summed": 0})
    after: service.Position | None = None
    is_due = True
    while is_due and clock.now() < until:
        page = partial(service.sum_page, after=after, at=at)
        number, after = platform.database.run(page)
        report.count("summed", number)
        is_due = after is not None
    return report
