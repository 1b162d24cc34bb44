"""Custom rules: their form, their bounds, and conflicts between them.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance): an amount belongs to an
offer, a rate to a venue or an offerer; rules begin on a later day and may be ended once.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from functions.kernel.calendar_days import local_day
from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.kernel.values import replace
from functions.offers.categories.rules import category
from functions.reimbursement.rules.models import AddCustomRule, CustomRule

MOST_RULES = 100
"""The most custom rules of one offerer, ended ones included; pricing reads them all at once."""


class OneTarget(Malformed):
    """Give exactly one of `offer_id`, `venue_id` and `siren`."""

    code = "one_target"


class TermsInvalid(Malformed):
    """Give `amount_cents` for an offer, or `rate` for a venue or an offerer, and not both."""

    code = "terms_invalid"


class RuleTooEarly(Malformed):
    """A rule may begin, or end, on `earliest` at the earliest: days that have begun keep theirs."""

    code = "rule_too_early"
    earliest: date


class RuleEmpty(Malformed):
    """A rule must end after it begins."""

    code = "rule_empty"


class VenueHasNoSiret(Conflict):
    """A rule for a venue needs one that is a pricing point: a venue with a SIRET."""

    code = "venue_has_no_siret"


class RuleConflicts(Conflict):
    """Another rule holds for the same target, a common category and a common day."""

    code = "rule_conflicts"
    rule_id: str


class TooManyRules(Conflict):
    """This offerer has the most custom rules that it may have."""

    code = "too_many_rules"
    most: int


class RuleHasEnd(Conflict):
    """This rule has an end already, which cannot be changed."""

    code = "rule_has_end"


class UnknownRule(NotFound):
    """There is no such custom rule."""

    code = "unknown_rule"


def check_form(command: AddCustomRule, *, time_zone: str, now: datetime) -> None:
    """Check what needs no other document.

    Refuses OneTarget, TermsInvalid, UnknownCategory, RuleTooEarly, RuleEmpty.
    """
    targets = (command.offer_id, command.venue_id, command.siren)
    if sum(target is not None for target in targets) != 1:
        raise OneTarget
    is_amount = command.amount_cents is not None
    is_rate = command.rate is not None
    if is_amount == is_rate or is_amount != (command.offer_id is not None):
        raise TermsInvalid
    for name in command.categories:
        category(name)
    _check_day(command.used_from, time_zone=time_zone, now=now)
    _check_order(command.used_from, command.used_before)


def _check_day(day: date, *, time_zone: str, now: datetime) -> None:
    earliest = local_day(now, time_zone) + timedelta(days=1)
    if day < earliest:
        raise RuleTooEarly(earliest=earliest)


def _check_order(used_from: date, used_before: date | None) -> None:
    if used_before is not None and used_before <= used_from:
        raise RuleEmpty


def new_rule(
    command: AddCustomRule, others: Iterable[CustomRule], *, owner_siren: str, now: datetime
) -> CustomRule:
    """Return a rule beside the others of its offerer. Refuses TooManyRules, RuleConflicts."""
    rule = CustomRule(
        id=command.rule_id,
        owner_siren=owner_siren,
        offer_id=command.offer_id,
        venue_id=command.venue_id,
        siren=command.siren,
        amount_cents=command.amount_cents,
        rate=command.rate,
        categories=tuple(sorted(set(command.categories))),
        used_from=command.used_from,
        used_before=command.used_before,
        created_at=now,
    )
    known = list(others)
    if len(known) >= MOST_RULES:
        raise TooManyRules(most=MOST_RULES)
    for other in known:
        if conflicts(rule, other):
            raise RuleConflicts(rule_id=other.id)
    return rule


def conflicts(one: CustomRule, other: CustomRule) -> bool:
    """Return whether both rules could hold for one sale, and neither comes first."""
    share_days = one.used_from < (other.used_before or date.max) and other.used_from < (
        one.used_before or date.max
    )
    share_categories = (
        not one.categories
        or not other.categories
        or not set(one.categories).isdisjoint(other.categories)
    )
    return one.target == other.target and share_days and share_categories


def end(rule: CustomRule, used_before: date, *, time_zone: str, now: datetime) -> CustomRule:
    """Return a rule that ends before a day; the same end again changes nothing.

    Refuses RuleHasEnd, RuleTooEarly, RuleEmpty.
    """
    if rule.used_before == used_before:
        return rule
    if rule.used_before is not None:
        raise RuleHasEnd
    _check_day(used_before, time_zone=time_zone, now=now)
    _check_order(rule.used_from, used_before)
    return replace(rule, used_before=used_before)
