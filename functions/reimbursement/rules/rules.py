"""The choice of a rule for a sale, and the amounts that follow from it.

Source: domain.md, section 5; domain-2.md, section 1 (pass-culture-main at 2025-12,
core/finance/reimbursement_rules.py).
"""

from collections.abc import Iterable
from datetime import date, datetime

from functions.kernel.calendar_days import local_day
from functions.kernel.values import replace
from functions.reimbursement.rules.models import (
    WHOLE,
    CustomRule,
    Group,
    Price,
    Rule,
    Sale,
    Scale,
)


def price(sale: Sale, revenue_cents: int, scale: Scale, custom: Iterable[CustomRule] = ()) -> Price:
    """Return what a sale is reimbursed, and the offerer's contribution, in cents.

    `revenue_cents` is the revenue of the pricing point in the scale's period, this sale included. A
    sale is never split across rules. A custom rule comes first: of the offer, then of the venue,
    then of the offerer. Raises LookupError where no rule holds, which a checked scale rules out.
    """
    day = local_day(sale.used_at, scale.time_zone)
    chosen = _custom_rule(sale, day, custom)
    if chosen is not None:
        return _by_custom_rule(sale, chosen)
    found = [rule for rule in scale.rules if holds(rule, sale.group, day, revenue_cents)]
    if not found:
        raise LookupError(f"{scale.id} has no rule for {sale}")
    rule = min(found, key=lambda rule: (not rule.takes_precedence, rule.rate, rule.id))
    return _at_rate(sale, rule.rate, rule.id)


def holds(rule: Rule, group: Group, day: date, revenue_cents: int) -> bool:
    """Return whether a rule holds for sales of a group that are used on a day, at a revenue."""
    return (
        rule.group == group
        and (rule.used_from or date.min) <= day < (rule.used_before or date.max)
        and (rule.above_cents is None or revenue_cents > rule.above_cents)
        and (rule.up_to_cents is None or revenue_cents <= rule.up_to_cents)
    )


def revenue_period_of(used_at: datetime, scale: Scale) -> str:
    """Return the period whose revenue a use counts in: a civil year, or "ever"."""
    if scale.revenue_period == "ever":
        return "ever"
    return str(local_day(used_at, scale.time_zone).year)


def reimbursed_part(amount_cents: int, rate: int) -> int:
    """Return the part of an amount at a rate in basis points, half a cent rounded up."""
    return (amount_cents * rate + WHOLE // 2) // WHOLE


def _custom_rule(sale: Sale, day: date, custom: Iterable[CustomRule]) -> CustomRule | None:
    targets = (("offer_id", sale.offer_id), ("venue_id", sale.venue_id), ("siren", sale.siren))
    holding = [
        rule
        for rule in custom
        if rule.used_from <= day < (rule.used_before or date.max)
        and (not rule.categories or sale.category in rule.categories)
    ]
    for field, target in targets:
        for rule in sorted(holding, key=lambda rule: rule.id):
            if getattr(rule, field) == target:
                return rule
    return None


def _by_custom_rule(sale: Sale, rule: CustomRule) -> Price:
    if rule.amount_cents is None:
        assert rule.rate is not None
        return replace(_at_rate(sale, rule.rate, rule.id), is_custom=True)
    reimbursed = rule.amount_cents * sale.quantity
    return Price(
        reimbursed_cents=reimbursed,
        contribution_cents=sale.amount_cents - reimbursed,
        rule_id=rule.id,
        rate=None,
        is_custom=True,
    )


def _at_rate(sale: Sale, rate: int, rule_id: str) -> Price:
    reimbursed = reimbursed_part(sale.amount_cents, rate)
    return Price(
        reimbursed_cents=reimbursed,
        contribution_cents=sale.amount_cents - reimbursed,
        rule_id=rule_id,
        rate=rate,
    )
