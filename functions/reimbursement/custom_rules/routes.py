"""Routes of the finance role that add, list and end custom rules."""

from operator import attrgetter

from functions.accounts.offerers.rules import UnknownOfferer
from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who
from functions.offers.categories.rules import UnknownCategory
from functions.offers.rules import UnknownOffer
from functions.reimbursement.custom_rules import rules, service
from functions.reimbursement.custom_rules.schemas import (
    CustomRuleBody,
    CustomRulesQuery,
    CustomRulesView,
    CustomRuleView,
    EndRuleBody,
)
from functions.reimbursement.custom_rules.store import custom_rules, rules_listed
from functions.reimbursement.routes import routes
from functions.reimbursement.rules.data import load_scale
from functions.reimbursement.rules.models import AddCustomRule


@routes.post(
    "/v1/reimbursement-rules",
    who=Who.FINANCE,
    status=201,
    acts_on=BY_HANDLER,
    refusals=(
        rules.OneTarget,
        rules.TermsInvalid,
        UnknownCategory,
        rules.RuleTooEarly,
        rules.RuleEmpty,
        UnknownOffer,
        UnknownVenue,
        rules.VenueHasNoSiret,
        UnknownOfferer,
        rules.TooManyRules,
        rules.RuleConflicts,
    ),
)
def add_custom_rule(call: Call, body: CustomRuleBody) -> CustomRuleView:
    """Add a custom rule of reimbursement, for bookings used from tomorrow on or later."""
    facts = body.model_dump(exclude={"comment", "categories"})
    command = AddCustomRule(rule_id=new_id(), categories=tuple(body.categories), **facts)
    scale = load_scale(call.platform.settings.scale)

    def add(work: UnitOfWork) -> CustomRuleView:
        rule = service.add_rule(work, command, scale=scale, now=call.now)
        call.act(work, custom_rules.ref(rule.id))
        return CustomRuleView.of(rule)

    return call.commit(add)


@routes.get("/v1/reimbursement-rules", who=Who.FINANCE)
def list_custom_rules(call: Call, query: CustomRulesQuery) -> CustomRulesView:
    """List custom rules of reimbursement, newest first, ended ones included."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> CustomRulesView:
        found = rules_listed(work, siren=query.siren, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return CustomRulesView(
            items=[CustomRuleView.of(rule) for rule in page], next_page_token=token
        )

    return call.read(read)


@routes.patch(
    "/v1/reimbursement-rules/{rule_id}",
    who=Who.FINANCE,
    acts_on="reimbursement_rules/{rule_id}",
    refusals=(rules.UnknownRule, rules.RuleHasEnd, rules.RuleTooEarly, rules.RuleEmpty),
)
def end_custom_rule(call: Call, rule_id: str, body: EndRuleBody) -> CustomRuleView:
    """End a custom rule of reimbursement, once; bookings used before the day keep its terms."""
    scale = load_scale(call.platform.settings.scale)
    return call.commit(
        lambda work: CustomRuleView.of(
            service.end_rule(work, rule_id, body.used_before, scale=scale, now=call.now)
        )
    )
