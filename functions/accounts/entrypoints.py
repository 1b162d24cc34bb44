"""The functions of accounts: their routes, what follows elsewhere, and the job of birthdays."""

from datetime import datetime

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts import beneficiaries, me, members, offerers, service  # noqa: F401 - routes
from functions.accounts.models import (
    BeneficiaryActivated,
    BeneficiaryErased,
    BeneficiarySuspended,
    BeneficiaryUnsuspended,
    MembershipChanged,
)
from functions.accounts.routes import routes
from functions.accounts.schemes import load_scheme
from functions.accounts.store import due_for_credit
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.kernel.events import Event
from functions.kernel.platform import Platform
from functions.kernel.push_endpoint import receive
from functions.kernel.subscribers import Subscriber

events = Subscriber("accounts_events")
jobs = Subscriber("accounts_jobs")


@events.on_at_least_once(BeneficiaryActivated)
@events.on_at_least_once(BeneficiarySuspended)
@events.on_at_least_once(BeneficiaryUnsuspended)
@events.on_at_least_once(MembershipChanged)
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


@events.on_at_least_once(BeneficiaryErased)
def delete_account(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the account of someone who asked to be forgotten."""
    platform.identity.delete(event.subject_id)


@batch_job(jobs, "credit-birthdays", due_for_credit, done="credited", names_people=True)
def credit_birthday(work: UnitOfWork, beneficiary_id: str, at: datetime) -> bool:
    """Credit a beneficiary whose scheme gives them more since their last birthday."""
    return service.credit_birthday(work, beneficiary_id, scheme_of=load_scheme, now=at)


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
