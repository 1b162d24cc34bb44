"""What the clock does to bookings, and the audit of the ledger."""

from datetime import datetime

from functions.booking import reminders, service
from functions.booking.audit.service import walk
from functions.booking.store import due_for_reminder, due_to_expire, past_events
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.kernel.jobs import RUN_TIME, Report, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

jobs = Subscriber("booking_jobs")


@batch_job(jobs, "expire-bookings", due_to_expire, done="expired")
def expire_booking(work: UnitOfWork, booking_id: str, at: datetime) -> bool:
    """Expire a booking that was not used in its term; the credit returns."""
    return service.expire(work, booking_id, now=at)


@batch_job(jobs, "remind-expiring", due_for_reminder, done="reminded")
def remind_holder(work: UnitOfWork, booking_id: str, at: datetime) -> bool:
    """Have the holder of a booking that expires soon reminded, once."""
    return reminders.remind(work, booking_id, now=at)


@batch_job(jobs, "use-past-events", past_events, done="used")
def use_past_event(work: UnitOfWork, booking_id: str, at: datetime) -> bool:
    """Count a booking as used whose event began more than 48 hours ago."""
    return service.use_past(work, booking_id, now=at)


@job(jobs, "audit-ledger")
def audit_ledger(platform: Platform, at: datetime) -> Report:
    """Check every wallet against its entries, holds and bookings; keep and log what is wrong.

    A walk that takes too long for one run stops, and the next run goes on there.
    """
    clock = platform.clock
    until = clock.now() + RUN_TIME
    so_far, done = walk(platform.database, now=at, may_go_on=lambda: clock.now() < until)
    counts = {"wallets": so_far.wallets, "faulty": so_far.faulty, "undecided": so_far.undecided}
    report = Report(counts={**counts, "unfinished": 0 if done else 1})
    if so_far.faulty:
        log.error("audit_finding", faulty=so_far.faulty)
    return report
