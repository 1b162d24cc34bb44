"""The scheduled audit of the ledger."""

from collections import Counter
from datetime import datetime

from functions.booking.audit.service import walk
from functions.booking.claims_audit.service import walk as walk_claims
from functions.booking.jobs import jobs
from functions.kernel.jobs import RUN_TIME, Report, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform


@job(jobs, "audit-ledger")
def audit_ledger(platform: Platform, at: datetime) -> Report:
    """Check wallets, places and claims against bookings, and the age of the outbox.

    Faults are logged, and those of wallets kept. A pass that takes longer than one run stops, and
    the next run resumes it.
    """
    clock = platform.clock
    until = clock.now() + RUN_TIME
    findings: Counter[str] = Counter()
    so_far, is_done = walk(
        platform.database,
        now=at,
        may_go_on=lambda: clock.now() < until,
        found=lambda finding: findings.update(finding.faults),
    )

    def found(item: str, fault: str) -> None:
        log.error("audit_finding", item=item, fault_code=fault)
        findings[fault] += 1

    counts = {"wallets": so_far.wallets, "faulty": so_far.faulty, "undecided": so_far.undecided}
    faults, all_walked = walk_claims(
        platform.database,
        now=at,
        may_go_on=lambda: clock.now() < until,
        found=found,
    )
    counts["faulty"] += faults
    counts["unfinished"] = 0 if is_done and all_walked else 1
    report = Report(counts=counts, findings=findings)
    if so_far.faulty:
        log.error("audit_finding", faulty=so_far.faulty)
    return report
