"""The job that prices, every ten minutes."""

from datetime import datetime, timedelta

from functions.kernel.batch_jobs import long_batch_job
from functions.kernel.platform import Platform
from functions.reimbursement.folds.store import due_to_price
from functions.reimbursement.jobs import jobs
from functions.reimbursement.pricing import service
from functions.reimbursement.rules.data import load_scale

_LONGEST = timedelta(seconds=60)
"""How long one fold may take before others have their turn; the next run goes on."""


@long_batch_job(jobs, "price-receivables", due_to_price, done="folds")
def price_receivables(platform: Platform, fold_id: str, at: datetime) -> bool:
    """Price what is due at one pricing point and period."""
    clock = platform.clock
    until = clock.now() + _LONGEST
    return service.price_fold(
        platform.database,
        fold_id,
        scale=load_scale(platform.settings.scale),
        now=at,
        may_go_on=lambda: clock.now() < until,
    )
