"""The prices of a page of receivables.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance/api.py), except that what
follows an earlier change is priced again also where a batch has paid it: the difference becomes an
incident instead of stopping the pricing point.
"""

from collections.abc import Sequence
from datetime import datetime

from functions.kernel.values import Struct, replace
from functions.reimbursement.folds import rules as folds_rules
from functions.reimbursement.folds.models import Fold
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.ledger import rules as ledger_rules
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.models import BATCHED, Receivable
from functions.reimbursement.receivables.rules import place_in_fold, sale_of
from functions.reimbursement.rules.models import CustomRule, Scale
from functions.reimbursement.rules.rules import price as price_of


class PricedPage(Struct, frozen=True, kw_only=True):
    """A fold after a page, and all that changed on it."""

    fold: Fold
    receivables: tuple[Receivable, ...]
    entries: tuple[ReimbursementEntry, ...]
    incidents: tuple[Incident, ...]


def price_page(
    fold: Fold,
    found: Sequence[Receivable],
    *,
    scale: Scale,
    custom: Sequence[CustomRule],
    now: datetime,
) -> PricedPage:
    """Price the receivables that follow the position of a fold, in their order.

    A receivable that has its price and revenue already is not among the changed ones.
    """
    revenue = fold.revenue_cents
    changed, entries, incidents = [], [], []
    for before in found:
        revenue += before.amount_cents
        after, entry, incident = _priced(before, revenue, scale=scale, custom=custom, now=now)
        if after != before:
            changed.append(after)
        if entry is not None:
            entries.append(entry)
        if incident is not None:
            incidents.append(incident)
    if found:
        fold = folds_rules.advance(fold, place_in_fold(found[-1]), revenue_cents=revenue)
    return PricedPage(
        fold=fold,
        receivables=tuple(changed),
        entries=tuple(entries),
        incidents=tuple(incidents),
    )


def _priced(
    before: Receivable,
    revenue: int,
    *,
    scale: Scale,
    custom: Sequence[CustomRule],
    now: datetime,
) -> tuple[Receivable, ReimbursementEntry | None, Incident | None]:
    price = price_of(sale_of(before), revenue, scale, custom)
    after = replace(before, revenue_cents=revenue)
    if before.state not in BATCHED:
        priced_at = before.priced_at if before.price == price else now
        after = replace(after, state="priced", price=price, priced_at=priced_at)
    taken = before.adjusted_cents
    shares = (price.reimbursed_cents + taken, price.contribution_cents - taken)
    return ledger_rules.settle(after, shares, now=now)
