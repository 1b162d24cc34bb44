"""The HTTP function of accounts: beneficiaries, offerers, venues, and who is calling."""

import secrets
from datetime import datetime
from operator import attrgetter
from typing import Literal

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts import offerer_rules, offerer_service, rules, service
from functions.accounts.models import (
    ApiKey,
    BeneficiaryActivated,
    BeneficiaryErased,
    BeneficiarySuspended,
    BeneficiaryUnsuspended,
    FoundOfferer,
    MembershipChanged,
    OpenVenue,
    Scheme,
    SignUp,
)
from functions.accounts.scheme_rules import NotEligible
from functions.accounts.schemes import load_scheme
from functions.accounts.store import (
    beneficiaries,
    beneficiaries_with,
    due_for_credit,
    offerers,
    professionals,
    sirens_of,
    venues_of,
)
from functions.accounts.wire import (
    ApiKeyView,
    AppliedView,
    BeneficiariesQuery,
    BeneficiariesView,
    BeneficiaryView,
    MemberBody,
    MemberView,
    MeView,
    MyBeneficiaryView,
    OffererBody,
    OffererView,
    Removed,
    SignUpBody,
    StepView,
    SuspendBody,
    VenueBody,
    VenuesView,
    VenueView,
)
from functions.kernel.database import UnitOfWork
from functions.kernel.entry import receive
from functions.kernel.events import Event
from functions.kernel.http import Call, Routes, Who
from functions.kernel.identifiers import new_id
from functions.kernel.jobs import Report, each, job
from functions.kernel.pages import MOMENT, cut_page, decode_token
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

routes = Routes("accounts_api")
events = Subscriber("accounts_events")
jobs = Subscriber("accounts_jobs")


@routes.post(
    "/v1/beneficiaries",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(NotEligible, rules.AlreadySignedUp),
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


@routes.get("/v1/beneficiaries", who=Who.ADMIN)
def list_beneficiaries(call: Call, query: BeneficiariesQuery) -> BeneficiariesView:
    """List those who wait to be activated, or have another status, oldest sign-up first."""
    after = decode_token(query.page_token, MOMENT)

    def read(work: UnitOfWork) -> BeneficiariesView:
        found = beneficiaries_with(
            work, query.status, held_for_review=query.held_for_review, after=after
        )
        page, token = cut_page(found, query.page_size, attrgetter("signed_up_at", "id"))
        return BeneficiariesView(
            items=[AppliedView.of(beneficiary) for beneficiary in page], next_page_token=token
        )

    return call.read(read)


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/activate",
    who=Who.ADMIN,
    refusals=(rules.UnknownBeneficiary, rules.Suspended, NotEligible),
)
def activate_beneficiary(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Activate a beneficiary; the wallet receives the grant by event."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.activate(
                work, beneficiary_id, by=call.caller.uid, scheme_of=load_scheme, now=call.now
            )
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


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/unsuspend",
    who=Who.ADMIN,
    refusals=(rules.UnknownBeneficiary,),
)
def unsuspend_beneficiary(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Let a suspended beneficiary book again."""
    return call.commit(
        lambda work: BeneficiaryView.of(service.unsuspend(work, beneficiary_id, now=call.now))
    )


@routes.post(
    "/v1/beneficiaries/{beneficiary_id}/bonus",
    who=Who.ADMIN,
    refusals=(rules.UnknownBeneficiary, rules.NotActiveYet, rules.NoBonus),
)
def give_bonus(call: Call, beneficiary_id: str) -> BeneficiaryView:
    """Give a beneficiary the bonus of their scheme, once."""
    return call.commit(
        lambda work: BeneficiaryView.of(
            service.give_bonus(work, beneficiary_id, scheme_of=load_scheme, now=call.now)
        )
    )


@routes.delete("/v1/me", who=Who.SIGNED_IN)
def erase_me(call: Call) -> Removed:
    """Forget the caller: open bookings are cancelled, money records stay without the person."""

    def erase(work: UnitOfWork) -> Removed:
        service.erase(work, call.caller.uid, now=call.now)
        return Removed()

    return call.commit(erase)


@routes.get("/v1/me", who=Who.SIGNED_IN)
def read_me(call: Call) -> MeView:
    """Tell who the caller is, in which roles."""

    def read(work: UnitOfWork) -> MeView:
        work.prefetch(professionals.ref(call.caller.uid))
        beneficiary = beneficiaries.find(work, call.caller.uid)
        if beneficiary is not None and beneficiary.status == "erased":
            beneficiary = None
        steps = rules.steps_of(beneficiary, email_verified=call.caller.email_verified)
        sirens = sirens_of(work, call.caller.uid)
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
            beneficiary=MyBeneficiaryView.of(beneficiary) if beneficiary else None,
            steps=[StepView.model_validate(step) for step in steps],
            offerers=mine,
        )

    return call.read(read)


@routes.post(
    "/v1/offerers",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(offerer_rules.SirenInvalid, offerer_rules.OffererExists),
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
    "/v1/offerers/{siren}/members",
    who=Who.MEMBER,
    status=201,
    refusals=(offerer_rules.UnknownOfferer, offerer_rules.NotAMember),
)
def add_member(call: Call, siren: str, body: MemberBody) -> MemberView:
    """Let a person act for the offerer: at once, or when they sign in with that address."""
    email = body.email.lower()
    found = call.platform.identity.find_by_email(email)

    def add(work: UnitOfWork) -> MemberView:
        if found is None:
            offerer_service.invite_member(
                work,
                siren,
                caller_id=call.caller.uid,
                invitation_id=offerer_service.invitation_id(siren, email),
                now=call.now,
            )
        else:
            offerer_service.add_member(
                work, siren, caller_id=call.caller.uid, member_id=found.uid, now=call.now
            )
        return MemberView(email=email)

    return call.commit(add, again=lambda _: MemberView(email=email))


@routes.post(
    "/v1/offerers/{siren}/accept-invitation",
    who=Who.SIGNED_IN,
    refusals=(offerer_rules.UnknownOfferer, offerer_rules.NotInvited),
)
def accept_invitation(call: Call, siren: str) -> OffererView:
    """Become a member of an offerer that invited the caller's verified e-mail address."""
    return call.commit(
        lambda work: OffererView.of(
            offerer_service.accept_invitation(work, siren, caller=call.caller, now=call.now)
        )
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

    return call.commit(create, again=_refuse_to_show_again)


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


@events.each(BeneficiaryActivated)
@events.each(BeneficiarySuspended)
@events.each(BeneficiaryUnsuspended)
@events.each(MembershipChanged)
def follow_roles(platform: Platform, event: Event) -> None:
    """Have the identity provider vouch for what a person may do, whatever order events come in."""
    uid = event.subject_id
    found = platform.identity.find(uid)
    if found is None:
        return
    claims = platform.database.run(lambda work: service.role_claims(work, uid))
    kept = {name: value for name, value in found.claims.items() if name not in service.ROLES}
    if {**kept, **claims} != found.claims:
        platform.identity.set_claims(uid, {**kept, **claims})


@events.each(BeneficiaryErased)
def delete_account(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the account of someone who asked to be forgotten."""
    platform.identity.delete(event.subject_id)


@job(jobs, "credit-birthdays")
def credit_birthdays(platform: Platform, at: datetime) -> Report:
    """Credit every beneficiary whose scheme gives them more since their last birthday."""
    report = Report(counts={"credited": 0})

    def credit(beneficiary_id: str) -> str:
        done = platform.database.run(
            lambda work: service.credit_birthday(
                work, beneficiary_id, scheme_of=load_scheme, now=at
            )
        )
        return "credited" if done else "unchanged"

    each(report, due_for_credit(platform.database, at=at), credit)
    return report


def _open_schemes(call: Call) -> tuple[Scheme, ...]:
    return tuple(load_scheme(scheme_id) for scheme_id in call.platform.settings.schemes)


@functions_framework.http
def accounts_api(request: flask.Request) -> flask.Response:
    """Sign up, offerers, venues: /v1/beneficiaries, /v1/me, /v1/offerers, /v1/venues."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def accounts_events(event: CloudEvent) -> None:
    """What follows for accounts at the identity provider: role claims, deletion."""
    receive(events, event)


@functions_framework.cloud_event
def accounts_jobs(event: CloudEvent) -> None:
    """The job of accounts: credit-birthdays."""
    receive(jobs, event)
