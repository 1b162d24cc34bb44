"""Documents and queries of custom rules."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from functions.kernel.database import Document, Index, Order, Query, Ref, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.kernel.values import Model
from functions.reimbursement.custom_rules.rules import MOST_RULES, UnknownRule
from functions.reimbursement.rules.models import CustomRule


class RuleCount(Model, frozen=True, kw_only=True):
    """How many custom rules an offerer has; rewritten with each, so that two at once conflict."""

    number: int


custom_rules = Collection("reimbursement_rules", CustomRule, missing=UnknownRule)

rule_counts = Collection("reimbursement_rule_counts", RuleCount)

declare_indexes(
    Index("reimbursement_rules", ("owner_siren",)),
    Index("reimbursement_rules", ("-created_at",)),
    Index("reimbursement_rules", ("owner_siren", "-created_at")),
)


def rules_of(siren: str) -> Query:
    """Return the query of all custom rules of an offerer."""
    return Query(custom_rules.name, (Where("owner_siren", "==", siren),), limit=MOST_RULES)


def decoded(found: Sequence[tuple[Ref, Document]]) -> list[CustomRule]:
    """Return every rule of an answer. Raises ValidationError: prices depend on all."""
    return [custom_rules.decode(data) for _, data in found]


def rules_listed(
    work: UnitOfWork, *, siren: str | None, after: tuple[datetime, str] | None, page: int
) -> Iterator[CustomRule]:
    """Yield custom rules, newest first, of one offerer or of all, after a position."""
    where = () if siren is None else (Where("owner_siren", "==", siren),)
    order = (Order("created_at", descending=True),)
    return custom_rules.query_pages(work, *where, order_by=order, after=after, page=page)
