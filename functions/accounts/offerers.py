"""The routes of offerers: their API keys and their venues."""

import secrets

from functions.accounts import offerer_rules, offerer_service
from functions.accounts.models import (
    ApiKey,
    FoundOfferer,
    OpenVenue,
)
from functions.accounts.routes import routes
from functions.accounts.store import (
    offerers,
    professionals,
    venues_of,
)
from functions.accounts.wire import (
    ApiKeyView,
    OffererBody,
    OffererView,
    Removed,
    VenueBody,
    VenuesView,
    VenueView,
)
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.kernel.identifiers import new_id


@routes.post(
    "/v1/offerers",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(
        offerer_rules.SirenInvalid,
        offerer_rules.OffererExists,
        offerer_rules.ProfessionalSuspended,
    ),
)
def found_offerer(call: Call, body: OffererBody) -> OffererView:
    """Declare an offerer; the caller becomes its first member, an administrator validates it."""
    command = FoundOfferer(founder_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: OffererView.of(offerer_service.found_offerer(work, command, now=call.now))
    )


@routes.post(
    "/v1/offerers/{siren}/validate",
    who=Who.ADMIN,
    refusals=(offerer_rules.UnknownOfferer, offerer_rules.OffererIsClosed),
)
def validate_offerer(call: Call, siren: str) -> OffererView:
    """Validate an offerer: it may publish."""
    return call.commit(
        lambda work: OffererView.of(offerer_service.validate_offerer(work, siren, now=call.now))
    )


@routes.post("/v1/offerers/{siren}/close", who=Who.ADMIN, refusals=(offerer_rules.UnknownOfferer,))
def close_offerer(call: Call, siren: str) -> OffererView:
    """Close an offerer: its offers go at once, and their open bookings are cancelled."""
    return call.commit(
        lambda work: OffererView.of(offerer_service.close_offerer(work, siren, now=call.now))
    )


@routes.post(
    "/v1/offerers/{siren}/api-keys",
    who=Who.MEMBER,
    status=201,
    refusals=(
        offerer_rules.UnknownOfferer,
        offerer_rules.NotAMember,
        offerer_rules.TooManyApiKeys,
        offerer_rules.SecretShownBefore,
    ),
)
def create_api_key(call: Call, siren: str) -> ApiKeyView:
    """Make an API key for the offerer's own software; the secret is shown this once."""
    prefix, secret = new_id()[:8], secrets.token_hex(32)
    key = ApiKey(
        prefix=prefix,
        siren=siren,
        secret_digest=offerer_service.digest(secret),
        created_at=call.now,
    )

    def create(work: UnitOfWork) -> ApiKeyView:
        offerer_service.add_api_key(work, key, caller_id=call.caller.uid)
        return ApiKeyView(prefix=prefix, secret=f"{prefix}_{secret}")

    return call.commit_unkept(create, repeat=_refuse_to_show_again)


def _refuse_to_show_again(work: UnitOfWork) -> ApiKeyView:  # noqa: ARG001
    raise offerer_rules.SecretShownBefore


@routes.delete(
    "/v1/offerers/{siren}/api-keys/{prefix}",
    who=Who.MEMBER,
    refusals=(offerer_rules.UnknownOfferer, offerer_rules.NotAMember, offerer_rules.UnknownApiKey),
)
def revoke_api_key(call: Call, siren: str, prefix: str) -> Removed:
    """Have an API key work no more."""

    def revoke(work: UnitOfWork) -> Removed:
        offerer_service.revoke_api_key(work, siren, prefix, caller_id=call.caller.uid)
        return Removed()

    return call.commit(revoke)


@routes.post(
    "/v1/venues",
    who=Who.MEMBER,
    status=201,
    refusals=(
        offerer_rules.UnknownOfferer,
        offerer_rules.NotAMember,
        offerer_rules.SiretInvalid,
        offerer_rules.SiretOrComment,
        offerer_rules.UnknownPostalCode,
        offerer_rules.PlaceIncomplete,
        offerer_rules.VenueExists,
    ),
)
def open_venue(call: Call, body: VenueBody) -> VenueView:
    """Add a venue to an offerer."""
    command = OpenVenue(venue_id=new_id(), member_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: VenueView.of(offerer_service.open_venue(work, command, now=call.now))
    )


@routes.get(
    "/v1/offerers/{siren}/venues",
    who=Who.MEMBER,
    refusals=(offerer_rules.UnknownOfferer, offerer_rules.NotAMember),
)
def list_venues(call: Call, siren: str) -> VenuesView:
    """List an offerer's venues."""

    def read(work: UnitOfWork) -> VenuesView:
        work.prefetch(professionals.ref(call.caller.uid))
        offerers.get(work, siren)
        offerer_service.check_member(work, siren, uid=call.caller.uid)
        return VenuesView(items=[VenueView.of(venue) for venue in venues_of(work, siren)])

    return call.read(read)
