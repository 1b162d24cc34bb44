"""The scheduled audit of reimbursement."""

from collections import Counter
from datetime import datetime

from functions.kernel.jobs import RUN_TIME, Report, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.reimbursement.audit.service import walk
from functions.reimbursement.jobs import jobs
from functions.reimbursement.rules.data import load_scale


@job(jobs, "audit-reimbursement")
def audit_reimbursement(platform: Platform, at: datetime) -> Report:
    """Check receivables against bookings, holds and the ledger, and the prices of every fold.

    Faults are logged. A pass that takes longer than one run stops, and the next run resumes it.
    """
    clock = platform.clock
    until = clock.now() + RUN_TIME
    findings: Counter[str] = Counter()

    def found(item: str, fault: str) -> None:
        log.error("audit_finding", item=item, fault_code=fault)
        findings[fault] += 1

    faulty, is_done = walk(
        platform.database,
        scale=load_scale(platform.settings.scale),
        now=at,
        may_go_on=lambda: clock.now() < until,
        found=found,
    )
    counts = {"faulty": faulty, "unfinished": 0 if is_done else 1}
    return Report(counts=counts, findings=findings)
