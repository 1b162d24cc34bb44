"""Price a fold page by page: each page is one commit, and any run goes on where one stopped."""

from collections.abc import Callable
from datetime import datetime

from functions.kernel.database import Database, UnitOfWork
from functions.reimbursement.custom_rules.store import decoded as decoded_rules
from functions.reimbursement.custom_rules.store import rules_of
from functions.reimbursement.folds import rules as folds_rules
from functions.reimbursement.folds.store import folds
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.pricing import rules
from functions.reimbursement.receivables.store import decoded, first_after, next_of, receivables
from functions.reimbursement.revenue import service as revenue_service
from functions.reimbursement.rules.models import Scale

PAGE = 100
"""How many receivables one commit prices; each writes itself and an entry."""


def price_fold(
    database: Database,
    fold_id: str,
    *,
    scale: Scale,
    now: datetime,
    may_go_on: Callable[[], bool],
    page: int = PAGE,
) -> bool:
    """Claim a fold and price what is due in it; return whether there was anything to do.

    When `may_go_on` returns False between two pages, a later run goes on.
    """
    if not database.run(lambda work: _claim(work, fold_id, now=now)):
        return False
    while not database.run(lambda work: price_page(work, fold_id, scale=scale, now=now, page=page)):
        if not may_go_on():
            database.run(lambda work: _give_up(work, fold_id, now=now))
            break
    return True


def _claim(work: UnitOfWork, fold_id: str, *, now: datetime) -> bool:
    fold = folds.find(work, fold_id)
    claimed = None if fold is None else folds_rules.claim(fold, now=now)
    if claimed is None:
        return False
    folds.replace(work, fold_id, claimed)
    return True


def price_page(
    work: UnitOfWork, fold_id: str, *, scale: Scale, now: datetime, page: int = PAGE
) -> bool:
    """Price the next page of a claimed fold; return whether it was the last one.

    So it is where no run has claimed the fold any more. Raises ValidationError for a receivable or
    rule that cannot be read, before anything is written.
    """
    fold = folds.find(work, fold_id)
    if fold is None or fold.taken_until is None or fold.closed_until is None:
        return True
    found, custom, later = work.query_all(
        [
            next_of(fold_id, fold.position, until=fold.closed_until, limit=page),
            rules_of(fold.siren),
            first_after(fold_id, fold.closed_until),
        ]
    )
    before = decoded(found)
    priced = rules.price_page(fold, before, scale=scale, custom=decoded_rules(custom), now=now)
    by_id = {one.id: one for one in before}
    revenue_service.keep(work, ((by_id[one.id], one) for one in priced.receivables))
    for receivable in priced.receivables:
        receivables.replace(work, receivable.id, receivable)
    for entry in priced.entries:
        entries.create(work, entry.id, entry)
    for incident in priced.incidents:
        incidents.create(work, incident.id, incident)
    is_last = len(found) < page
    after = priced.fold
    if is_last:
        left = decoded(later)
        after = folds_rules.release(after, next_at=left[0].ordering_at if left else None)
    folds.replace(work, fold_id, after)
    return is_last


def _give_up(work: UnitOfWork, fold_id: str, *, now: datetime) -> None:
    """End the claim of a run that has no more time; the fold is due at once."""
    fold = folds.find(work, fold_id)
    if fold is not None and fold.taken_until is not None:
        folds.replace(
            work, fold_id, folds_rules.release(fold, next_at=now - folds_rules.PRICING_GRACE)
        )
