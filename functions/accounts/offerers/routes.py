"""Routes that register, validate and close offerers."""

from functions.accounts.administrators.rules import EmailNotVerified, UnknownAccount
from functions.accounts.offerers import rules, service
from functions.accounts.offerers.models import FoundOfferer, OffererClaim
from functions.accounts.offerers.schemas import (
    ClaimsQuery,
    ClaimsView,
    ClaimView,
    OffererBody,
    OffererView,
    ReassignBody,
    ValidationQuery,
)
from functions.accounts.offerers.store import claim_id, claims_on
from functions.accounts.routes import routes
from functions.accounts.schemas import Removed
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who


@routes.post(
    "/v1/offerers",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(
        rules.SirenInvalid,
        rules.OffererExists,
        rules.ProfessionalSuspended,
        rules.TooManyClaims,
        rules.TooManyMemberships,
    ),
)
def found_offerer(call: Call, body: OffererBody) -> OffererView:
    """Claim a SIREN for an offerer; it waits for validation, and others may claim it too."""
    command = FoundOfferer(founder_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: OffererView.of(service.found_offerer(work, command, now=call.now))
    )


@routes.get("/v1/offerer-claims", who=Who.REVIEW)
def list_offerer_claims(call: Call, query: ClaimsQuery) -> ClaimsView:
    """List the claims that wait for validation, with their founders."""
    after = decode_token(query.page_token, MOMENT)

    def read(work: UnitOfWork) -> tuple[list[OffererClaim], str | None]:
        found = claims_on(
            work, query.siren, status=query.status, after=after, page=query.page_size + 1
        )
        return cut_page(
            found,
            query.page_size,
            lambda claim: (claim.claimed_at, claim_id(claim.siren, claim.founder_id)),
        )

    page, token = call.read(read)
    accounts = call.platform.identity.find_all({claim.founder_id for claim in page})
    items = [ClaimView.of(claim, accounts.get(claim.founder_id)) for claim in page]
    return ClaimsView(items=items, next_page_token=token)


@routes.delete(
    "/v1/offerers/{siren}/claim",
    who=Who.SIGNED_IN,
    refusals=(rules.UnknownClaim, rules.UnknownOfferer),
)
def withdraw_claim(call: Call, siren: str) -> Removed:
    """Withdraw the caller's claim on a SIREN."""

    def withdraw(work: UnitOfWork) -> Removed:
        service.withdraw_claim(work, siren, uid=call.caller.uid, now=call.now)
        return Removed()

    return call.commit(withdraw)


@routes.post(
    "/v1/offerers/{siren}/validate",
    who=Who.REVIEW,
    acts_on="offerers/{siren}",
    refusals=(
        rules.UnknownOfferer,
        rules.OffererIsClosed,
        rules.UnknownClaim,
        rules.SeveralClaims,
        rules.ProfessionalSuspended,
        rules.TooManyMemberships,
    ),
)
def validate_offerer(call: Call, siren: str, query: ValidationQuery) -> OffererView:
    """Validate an offerer for one of its founders, so that it may publish."""
    return call.commit(
        lambda work: OffererView.of(
            service.validate_offerer(work, siren, founder_id=query.founder_id, now=call.now)
        )
    )


@routes.post(
    "/v1/offerers/{siren}/reassign",
    who=Who.REVIEW,
    acts_on="offerers/{siren}",
    refusals=(
        rules.UnknownOfferer,
        rules.OffererIsClosed,
        UnknownAccount,
        EmailNotVerified,
        rules.ProfessionalSuspended,
        rules.TooManyMemberships,
    ),
)
def reassign_offerer(call: Call, siren: str, body: ReassignBody) -> OffererView:
    """Give an offerer to another person, in place of all its members."""
    account = call.platform.identity.find_by_email(body.email)
    if account is None:
        raise UnknownAccount
    if not account.email_verified:
        raise EmailNotVerified
    return call.commit(
        lambda work: OffererView.of(
            service.reassign_offerer(work, siren, account.uid, now=call.now)
        )
    )


@routes.post(
    "/v1/offerers/{siren}/close",
    who=Who.REVIEW,
    acts_on="offerers/{siren}",
    refusals=(rules.UnknownOfferer,),
)
def close_offerer(call: Call, siren: str) -> OffererView:
    """Close an offerer and its offers, and cancel their open bookings."""
    return call.commit(
        lambda work: OffererView.of(service.close_offerer(work, siren, now=call.now))
    )
