"""Add and end custom rules."""

from datetime import date, datetime

from functions.accounts.offerers.store import offerers
from functions.accounts.venues.store import venues
from functions.kernel.database import UnitOfWork
from functions.offers.store import offers
from functions.reimbursement.custom_rules import rules
from functions.reimbursement.custom_rules.store import (
    RuleCount,
    custom_rules,
    decoded,
    rule_counts,
    rules_of,
)
from functions.reimbursement.rules.models import AddCustomRule, CustomRule, Scale


def add_rule(
    work: UnitOfWork, command: AddCustomRule, *, scale: Scale, now: datetime
) -> CustomRule:
    """Add a custom rule, which holds for bookings used from its first day on.

    Refuses like `rules.check_form` and `rules.new_rule`, and UnknownOffer, UnknownVenue,
    VenueHasNoSiret, UnknownOfferer.
    """
    rules.check_form(command, time_zone=scale.time_zone, now=now)
    siren = _owner(work, command)
    count = rule_counts.find(work, siren)
    others = decoded(work.query(rules_of(siren)))
    rule = rules.new_rule(command, others, owner_siren=siren, now=now)
    custom_rules.create(work, rule.id, rule)
    if count is None:
        rule_counts.create(work, siren, RuleCount(number=1))
    else:
        rule_counts.replace(work, siren, RuleCount(number=count.number + 1))
    return rule


def _owner(work: UnitOfWork, command: AddCustomRule) -> str:
    """Return the offerer of a rule's target."""
    if command.offer_id is not None:
        return offers.get(work, command.offer_id).offerer_siren
    if command.venue_id is not None:
        venue = venues.get(work, command.venue_id)
        if venue.siret is None:
            raise rules.VenueHasNoSiret
        return venue.offerer_siren
    assert command.siren is not None
    return offerers.get(work, command.siren).siren


def end_rule(
    work: UnitOfWork, rule_id: str, used_before: date, *, scale: Scale, now: datetime
) -> CustomRule:
    """End a custom rule, once, before a later day.

    Refuses UnknownRule, RuleHasEnd, RuleTooEarly, RuleEmpty.
    """
    rule = custom_rules.get(work, rule_id)
    after = rules.end(rule, used_before, time_zone=scale.time_zone, now=now)
    if after != rule:
        custom_rules.replace(work, rule_id, after)
    return after
