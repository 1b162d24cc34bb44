"""What the clock does to bookings, and the audit of the ledger."""

from datetime import datetime, timedelta

from functions.booking import rules, service
from functions.booking.audit.service import walk
from functions.booking.store import due_to_expire, past_events
from functions.kernel.jobs import Report, each, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

jobs = Subscriber("booking_jobs")

_AUDIT_TIME = timedelta(seconds=400)
"""An event function has nine minutes; the rest of the walk is for the next run."""


@job(jobs, "expire-bookings")
def expire_bookings(platform: Platform, at: datetime) -> Report:
    """Expire every booking that was not used in its term; the credit returns."""
    report = Report(counts={"expired": 0})

    def expire(booking_id: str) -> str:
        done = platform.database.run(lambda work: service.expire(work, booking_id, now=at))
        return "expired" if done else "unchanged"

    each(report, due_to_expire(platform.database, at=at), expire)
    return report


@job(jobs, "use-past-events")
def use_past_events(platform: Platform, at: datetime) -> Report:
    """Count as used every booking of an event that began more than 48 hours ago."""
    report = Report(counts={"used": 0})

    def use(booking_id: str) -> str:
        done = platform.database.run(lambda work: service.use_past(work, booking_id, now=at))
        return "used" if done else "unchanged"

    each(report, past_events(platform.database, before=at - rules.NOTICE), use)
    return report


@job(jobs, "audit-ledger")
def audit_ledger(platform: Platform, at: datetime) -> Report:
    """Check every wallet against its entries, holds and bookings; keep and log what is wrong.

    A walk that takes too long for one run stops, and the next run goes on there.
    """
    clock = platform.clock
    until = clock.now() + _AUDIT_TIME
    so_far, done = walk(platform.database, now=at, may_go_on=lambda: clock.now() < until)
    counts = {"wallets": so_far.wallets, "faulty": so_far.faulty, "undecided": so_far.undecided}
    report = Report(counts={**counts, "unfinished": 0 if done else 1})
    if so_far.faulty:
        log.error("audit_finding", faulty=so_far.faulty)
    return report
