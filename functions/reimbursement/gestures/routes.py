"""Routes of the finance role that propose, decide and list commercial gestures."""

from operator import attrgetter

from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who
from functions.reimbursement.gestures import rules, service
from functions.reimbursement.gestures.models import ProposeGesture
from functions.reimbursement.gestures.schemas import (
    GestureBody,
    GesturesQuery,
    GesturesView,
    GestureView,
)
from functions.reimbursement.gestures.store import gestures, gestures_in
from functions.reimbursement.routes import routes

_GESTURE = "gestures/{gesture_id}"


@routes.post(
    "/v1/commercial-gestures",
    who=Who.FINANCE,
    status=201,
    acts_on=BY_HANDLER,
    refusals=(UnknownVenue,),
)
def propose_gesture(call: Call, body: GestureBody) -> GestureView:
    """Propose to pay a venue an amount from the fund of gestures; another administrator decides."""
    command = ProposeGesture(
        gesture_id=new_id(),
        venue_id=body.venue_id,
        amount_cents=body.amount_cents,
        reason=body.reason,
        by=call.caller.uid,
    )

    def propose(work: UnitOfWork) -> GestureView:
        gesture = service.propose(work, command, now=call.now)
        call.act(work, gestures.ref(gesture.id))
        return GestureView.of(gesture)

    return call.commit(propose)


@routes.get("/v1/commercial-gestures", who=Who.FINANCE)
def list_gestures(call: Call, query: GesturesQuery) -> GesturesView:
    """List commercial gestures in a state, newest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> GesturesView:
        found = gestures_in(work, query.state, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return GesturesView(items=[GestureView.of(one) for one in page], next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/commercial-gestures/{gesture_id}/approve",
    who=Who.FINANCE,
    acts_on=_GESTURE,
    refusals=(rules.UnknownGesture, rules.GestureDecided, rules.OwnGesture),
)
def approve_gesture(call: Call, gesture_id: str) -> GestureView:
    """Approve a commercial gesture of another administrator; the next batch pays it."""
    uid = call.caller.uid
    return call.commit(
        lambda work: GestureView.of(service.approve(work, gesture_id, by=uid, now=call.now))
    )


@routes.post(
    "/v1/commercial-gestures/{gesture_id}/refuse",
    who=Who.FINANCE,
    acts_on=_GESTURE,
    refusals=(rules.UnknownGesture, rules.GestureDecided),
)
def refuse_gesture(call: Call, gesture_id: str) -> GestureView:
    """Refuse a commercial gesture, or withdraw an own one."""
    uid = call.caller.uid
    return call.commit(
        lambda work: GestureView.of(service.refuse(work, gesture_id, by=uid, now=call.now))
    )
