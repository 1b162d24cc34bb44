"""Routes of the queue of offerers and claims, for reviewers."""

from operator import attrgetter

from functions.accounts.offerer_queue import service
from functions.accounts.offerer_queue.schemas import (
    DecidedOffererView,
    OfferersQuery,
    QueuedOfferersView,
    QueuedOffererView,
    RejectionBody,
    SetAsideBody,
    founder_of,
)
from functions.accounts.offerers import rules
from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.store import offerers_with
from functions.accounts.routes import routes
from functions.accounts.schemas import Removed
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who

_OFFERER = "offerers/{siren}"
_CLAIM = "offerer_claims/{siren}~{founder_id}"


@routes.get("/v1/offerers", who=Who.REVIEW)
def list_offerers(call: Call, query: OfferersQuery) -> QueuedOfferersView:
    """List offerers by status, those that wait by default, with their founders."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> tuple[list[Offerer], str | None]:
        found = offerers_with(work, query.status, after=after, page=query.page_size + 1)
        return cut_page(found, query.page_size, attrgetter("created_at", "siren"), of_list=list_id)

    page, token = call.read(read)
    founders = {offerer.member_ids[0] for offerer in page if offerer.member_ids}
    accounts = call.platform.identity.find_all(founders)
    items = [QueuedOffererView.of(one, founder_of(one, accounts)) for one in page]
    return QueuedOfferersView(items=items, next_page_token=token)


@routes.post(
    "/v1/offerers/{siren}/set-aside",
    who=Who.REVIEW,
    acts_on=_OFFERER,
    acts_with=SetAsideBody,
    refusals=(rules.UnknownOfferer, rules.OffererDecided),
)
def set_offerer_aside(call: Call, siren: str) -> DecidedOffererView:
    """Set a waiting offerer aside, until something more is known."""
    return call.commit(lambda work: DecidedOffererView.of(service.set_aside_offerer(work, siren)))


@routes.post(
    "/v1/offerers/{siren}/reject",
    who=Who.REVIEW,
    acts_on=_OFFERER,
    refusals=(rules.UnknownOfferer, rules.OffererDecided),
)
def reject_offerer(call: Call, siren: str, body: RejectionBody) -> DecidedOffererView:
    """Reject a waiting offerer and every claim on it; its founders are mailed the reason."""
    return call.commit(
        lambda work: DecidedOffererView.of(
            service.reject_offerer(work, siren, reason=body.reason, now=call.now)
        )
    )


@routes.post(
    "/v1/offerers/{siren}/claims/{founder_id}/set-aside",
    who=Who.REVIEW,
    acts_on=_OFFERER,
    shown_by=_CLAIM,
    acts_with=SetAsideBody,
    refusals=(rules.UnknownClaim,),
)
def set_claim_aside(call: Call, siren: str, founder_id: str) -> Removed:
    """Set a person's claim on a SIREN aside, until something more is known."""

    def set_aside(work: UnitOfWork) -> Removed:
        service.set_aside_claim(work, siren, founder_id)
        return Removed()

    return call.commit(set_aside)


@routes.post(
    "/v1/offerers/{siren}/claims/{founder_id}/reject",
    who=Who.REVIEW,
    acts_on=_OFFERER,
    shown_by=_CLAIM,
    refusals=(rules.UnknownClaim, rules.UnknownOfferer),
)
def reject_claim(call: Call, siren: str, founder_id: str, body: RejectionBody) -> Removed:
    """Reject a person's claim on a SIREN; they are mailed the reason."""

    def reject(work: UnitOfWork) -> Removed:
        service.reject_claim(work, siren, founder_id, reason=body.reason, now=call.now)
        return Removed()

    return call.commit(reject)
