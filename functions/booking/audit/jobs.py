"""The scheduled audit of the ledger."""

from datetime import datetime

from functions.booking.audit.service import walk
from functions.booking.jobs import jobs
from functions.booking.places.service import faulty_stocks
from functions.kernel.jobs import RUN_TIME, Report, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform


@job(jobs, "audit-ledger")
def audit_ledger(platform: Platform, at: datetime) -> Report:
    """Check wallets against entries, holds and bookings, and shards of stocks against bookings.

    Faults are logged, those of wallets also kept. A pass over the wallets that takes longer than
    one run stops, and the next run resumes it.
    """
    clock = platform.clock
    until = clock.now() + RUN_TIME
    so_far, is_done = walk(platform.database, now=at, may_go_on=lambda: clock.now() < until)
    counts = {"wallets": so_far.wallets, "faulty": so_far.faulty, "undecided": so_far.undecided}
    stocks = list(faulty_stocks(platform.database, now=at, may_go_on=lambda: clock.now() < until))
    for stock_id, faults in stocks:
        log.error("audit_finding", stock=stock_id, faults=faults)
    counts["faulty"] += len(stocks)
    report = Report(counts={**counts, "unfinished": 0 if is_done else 1})
    if so_far.faulty:
        log.error("audit_finding", faulty=so_far.faulty)
    return report
