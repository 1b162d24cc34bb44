"""Routes of sign-up, and of beneficiaries for administrators."""

from operator import attrgetter

from functions.accounts.people import rules, service
from functions.accounts.people.models import SignUp
from functions.accounts.people.schemas import (
    ApplicationView,
    AppliedView,
    BeneficiariesQuery,
    BeneficiariesView,
    BeneficiaryView,
    EligibilityQuery,
    EligibilityView,
    SignUpBody,
    SuspendBody,
)
from functions.accounts.people.store import beneficiaries_with
from functions.accounts.routes import routes
from functions.accounts.schemes.data import load_scheme
from functions.accounts.schemes.models import Scheme
from functions.accounts.schemes.rules import NotEligible
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who


@routes.post(
    "/v1/beneficiaries",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(NotEligible, rules.AlreadySignedUp),
)
def sign_up(call: Call, body: SignUpBody) -> ApplicationView:
    """Apply for the pass; the application waits for an administrator."""
    command = SignUp(
        beneficiary_id=call.caller.uid,
        email=call.caller.email,
        **body.model_dump(exclude={"accepts_terms"}),
    )
    schemes = _open_schemes(call)
    return call.commit(
        lambda work: ApplicationView.of(
            service.sign_up(work, command, schemes=schemes, now=call.now)
        )
    )


@routes.get("/v1/eligibility", who=Who.ANYONE, refusals=(NotEligible,))
def check_eligibility(call: Call, query: EligibilityQuery) -> EligibilityView:
    """Check whether a person could apply for the pass today; nothing is kept."""
    scheme, grant = service.grant_today(
        birth_date=query.birth_date,
        country=query.country,
        postal_code=query.postal_code,
        schemes=_open_schemes(call),
        now=call.now,
    )
    return EligibilityView(
        scheme=scheme.id,
        name=scheme.name,
        credit_cents=sum(credit.amount_cents for credit in grant.credits),
    )


@routes.get("/v1/beneficiaries", who=Who.SUPPORT)
def list_beneficiaries(call: Call, query: BeneficiariesQuery) -> BeneficiariesView:
    """List beneficiaries by status, pending by default, oldest sign-up first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> BeneficiariesView:
        found = beneficiaries_with(
            work,
            query.status,
            held_for_review=query.held_for_review,
            after=after,
            page=query.page_size + 1,
        )
        page, token = cut_page(
            found, query.page_size, attrgetter("signed_up_at", "id"), of_list=list_id
        )
        return BeneficiariesView(
            items=[AppliedView.of(beneficiary) for beneficiary in page], next_page_token=token
        )

    return call.read(read)


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/activate",
    who=Who.SUPPORT,
    acts_on="beneficiaries/{beneficiary_id}",
    refusals=(rules.UnknownBeneficiary, rules.Suspended, NotEligible),
)
def activate_beneficiary(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Activate a beneficiary and grant their credit."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.activate(
                work, beneficiary_id, by=call.caller.uid, scheme_of=load_scheme, now=call.now
            )
        )
    )


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/suspend",
    who=Who.SUPPORT,
    acts_on="beneficiaries/{beneficiary_id}",
    refusals=(rules.UnknownBeneficiary,),
)
def suspend_beneficiary(call: Call, beneficiary_id: str, body: SuspendBody) -> BeneficiaryView:
    """Suspend a beneficiary, who can no longer book."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.suspend(work, beneficiary_id, reason=body.reason, now=call.now)
        )
    )


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/unsuspend",
    who=Who.SUPPORT,
    acts_on="beneficiaries/{beneficiary_id}",
    refusals=(rules.UnknownBeneficiary,),
)
def unsuspend_beneficiary(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Lift the suspension of a beneficiary."""
    return call.commit(
        lambda work: BeneficiaryView.of(service.unsuspend(work, beneficiary_id, now=call.now))
    )


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/bonus",
    who=Who.SUPPORT,
    acts_on="beneficiaries/{beneficiary_id}",
    refusals=(rules.UnknownBeneficiary, rules.NotActiveYet, rules.NoBonus),
)
def give_bonus(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Grant a beneficiary the bonus of their scheme, once."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.give_bonus(work, beneficiary_id, scheme_of=load_scheme, now=call.now)
        )
    )


def _open_schemes(call: Call) -> tuple[Scheme, ...]:
    return tuple(load_scheme(scheme_id) for scheme_id in call.platform.settings.schemes)
