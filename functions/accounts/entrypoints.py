"""The HTTP function of accounts: beneficiaries, offerers, venues, and who is calling."""

import secrets
from typing import Literal

import flask
import functions_framework

from functions.accounts import rules, service
from functions.accounts.models import (
    ApiKey,
    FoundOfferer,
    OpenVenue,
    Scheme,
    SignUp,
)
from functions.accounts.schemes import load_scheme
from functions.accounts.store import beneficiaries, offerers, professionals, venues_of
from functions.accounts.wire import (
    ApiKeyView,
    BeneficiaryView,
    MemberBody,
    MemberView,
    MeView,
    MyBeneficiaryView,
    OffererBody,
    OffererView,
    Removed,
    SignUpBody,
    SuspendBody,
    VenueBody,
    VenuesView,
    VenueView,
)
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Routes, Who
from functions.kernel.identifiers import new_id

routes = Routes("accounts_api")


@routes.post(
    "/v1/beneficiaries",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(rules.NotEligible, rules.AlreadySignedUp),
)
def sign_up(call: Call, body: SignUpBody) -> BeneficiaryView:
    """Ask for the pass; an administrator activates it."""
    command = SignUp(
        beneficiary_id=call.caller.uid,
        email=call.caller.email,
        **body.model_dump(exclude={"accepts_terms"}),
    )
    schemes = _open_schemes(call)
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.sign_up(work, command, schemes=schemes, now=call.now)
        )
    )


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/activate",
    who=Who.ADMIN,
    refusals=(rules.UnknownBeneficiary, rules.Suspended),
)
def activate_beneficiary(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Activate a beneficiary; the wallet receives the grant by event."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.activate(work, beneficiary_id, scheme_of=load_scheme, now=call.now)
        )
    )


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/suspend",
    who=Who.ADMIN,
    refusals=(rules.UnknownBeneficiary,),
)
def suspend_beneficiary(call: Call, beneficiary_id: str, body: SuspendBody) -> BeneficiaryView:
    """Suspend a beneficiary: they book no more."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.suspend(work, beneficiary_id, reason=body.reason, now=call.now)
        )
    )


@routes.get("/v1/me", who=Who.SIGNED_IN)
def read_me(call: Call) -> MeView:
    """Tell who the caller is, in which roles."""

    def read(work: UnitOfWork) -> MeView:
        work.prefetch(professionals.ref(call.caller.uid))
        beneficiary = beneficiaries.find(work, call.caller.uid)
        sirens = service.sirens_of(work, call.caller.uid)
        work.prefetch(*(offerers.ref(siren) for siren in sirens))
        mine = [OffererView.of(offerers.get(work, siren)) for siren in sirens]
        roles: list[Literal["admin", "beneficiary", "professional"]] = []
        if call.caller.is_admin:
            roles.append("admin")
        if beneficiary is not None and beneficiary.status == "active":
            roles.append("beneficiary")
        if mine:
            roles.append("professional")
        return MeView(
            id=call.caller.uid,
            email=call.caller.email,
            roles=roles,
            beneficiary=MyBeneficiaryView.model_validate(beneficiary) if beneficiary else None,
            offerers=mine,
        )

    return call.read(read)


@routes.post(
    "/v1/offerers",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(rules.SirenInvalid, rules.OffererExists),
)
def found_offerer(call: Call, body: OffererBody) -> OffererView:
    """Declare an offerer; the caller becomes its first member, an administrator validates it."""
    command = FoundOfferer(founder_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: OffererView.of(service.found_offerer(work, command, now=call.now))
    )


@routes.post("/v1/offerers/{siren}/validate", who=Who.ADMIN, refusals=(rules.UnknownOfferer,))
def validate_offerer(call: Call, siren: str) -> OffererView:
    """Validate an offerer: it may publish."""
    return call.commit(
        lambda work: OffererView.of(service.validate_offerer(work, siren, now=call.now))
    )


@routes.post(
    "/v1/offerers/{siren}/members",
    who=Who.MEMBER,
    status=201,
    refusals=(rules.UnknownOfferer, rules.NotAMember),
)
def add_member(call: Call, siren: str, body: MemberBody) -> MemberView:
    """Let a person act for the offerer: at once, or when they sign in with that address."""
    email = body.email.lower()
    found = call.platform.identity.find_by_email(email)

    def add(work: UnitOfWork) -> MemberView:
        if found is None:
            service.invite_member(
                work,
                siren,
                caller_id=call.caller.uid,
                invitation_id=service.invitation_id(siren, email),
                now=call.now,
            )
        else:
            service.add_member(work, siren, caller_id=call.caller.uid, member_id=found.uid)
        return MemberView(email=email)

    return call.commit(add)


@routes.post(
    "/v1/offerers/{siren}/accept-invitation",
    who=Who.SIGNED_IN,
    refusals=(rules.UnknownOfferer, rules.NotInvited),
)
def accept_invitation(call: Call, siren: str) -> OffererView:
    """Become a member of an offerer that invited the caller's verified e-mail address."""
    return call.commit(
        lambda work: OffererView.of(service.accept_invitation(work, siren, caller=call.caller))
    )


@routes.post(
    "/v1/offerers/{siren}/api-keys",
    who=Who.MEMBER,
    status=201,
    refusals=(rules.UnknownOfferer, rules.NotAMember, rules.TooManyApiKeys),
)
def create_api_key(call: Call, siren: str) -> ApiKeyView:
    """Make an API key for the offerer's own software; the secret is shown this once."""
    prefix, secret = new_id()[:8], secrets.token_hex(32)
    key = ApiKey(
        prefix=prefix, siren=siren, secret_digest=service.digest(secret), created_at=call.now
    )

    def create(work: UnitOfWork) -> ApiKeyView:
        service.add_api_key(work, key, caller_id=call.caller.uid)
        return ApiKeyView(prefix=prefix, secret=f"{prefix}_{secret}")

    # An answer kept for a repeat would keep the secret with it: so each call makes a key.
    return call.platform.database.run(create)


@routes.delete(
    "/v1/offerers/{siren}/api-keys/{prefix}",
    who=Who.MEMBER,
    refusals=(rules.UnknownOfferer, rules.NotAMember, rules.UnknownApiKey),
)
def revoke_api_key(call: Call, siren: str, prefix: str) -> Removed:
    """Have an API key work no more."""

    def revoke(work: UnitOfWork) -> Removed:
        service.revoke_api_key(work, siren, prefix, caller_id=call.caller.uid)
        return Removed()

    return call.commit(revoke)


@routes.post(
    "/v1/venues",
    who=Who.MEMBER,
    status=201,
    refusals=(
        rules.UnknownOfferer,
        rules.NotAMember,
        rules.SiretInvalid,
        rules.SiretOrComment,
        rules.UnknownPostalCode,
        rules.PlaceIncomplete,
        rules.VenueExists,
    ),
)
def open_venue(call: Call, body: VenueBody) -> VenueView:
    """Add a venue to an offerer."""
    command = OpenVenue(venue_id=new_id(), member_id=call.caller.uid, **body.model_dump())
    return call.commit(lambda work: VenueView.of(service.open_venue(work, command, now=call.now)))


@routes.get(
    "/v1/offerers/{siren}/venues",
    who=Who.MEMBER,
    refusals=(rules.UnknownOfferer, rules.NotAMember),
)
def list_venues(call: Call, siren: str) -> VenuesView:
    """List an offerer's venues."""

    def read(work: UnitOfWork) -> VenuesView:
        work.prefetch(professionals.ref(call.caller.uid))
        offerers.get(work, siren)
        service.check_member(work, siren, uid=call.caller.uid)
        return VenuesView(items=[VenueView.of(venue) for venue in venues_of(work, siren)])

    return call.read(read)


def _open_schemes(call: Call) -> tuple[Scheme, ...]:
    return tuple(load_scheme(scheme_id) for scheme_id in call.platform.settings.schemes)


@functions_framework.http
def accounts_api(request: flask.Request) -> flask.Response:
    """Sign up, offerers, venues: /v1/beneficiaries, /v1/me, /v1/offerers, /v1/venues."""
    return routes.dispatch(request)
