"""Routes that register, validate and close offerers."""

from functions.accounts.offerers import rules, service
from functions.accounts.offerers.models import FoundOfferer
from functions.accounts.offerers.schemas import OffererBody, OffererView
from functions.accounts.routes import routes
from functions.kernel.http import Call, Who


@routes.post(
    "/v1/offerers",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(
        rules.SirenInvalid,
        rules.OffererExists,
        rules.ProfessionalSuspended,
    ),
)
def found_offerer(call: Call, body: OffererBody) -> OffererView:
    """Register an offerer with the caller as first member; it waits for validation."""
    command = FoundOfferer(founder_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: OffererView.of(service.found_offerer(work, command, now=call.now))
    )


@routes.post(
    "/v1/offerers/{siren}/validate",
    who=Who.REVIEW,
    refusals=(rules.UnknownOfferer, rules.OffererIsClosed),
)
def validate_offerer(call: Call, siren: str) -> OffererView:
    """Validate an offerer, so that it may publish."""
    return call.commit(
        lambda work: OffererView.of(service.validate_offerer(work, siren, now=call.now))
    )


@routes.post("/v1/offerers/{siren}/close", who=Who.REVIEW, refusals=(rules.UnknownOfferer,))
def close_offerer(call: Call, siren: str) -> OffererView:
    """Close an offerer and its offers, and cancel their open bookings."""
    return call.commit(
        lambda work: OffererView.of(service.close_offerer(work, siren, now=call.now))
    )
