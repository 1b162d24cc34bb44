"""Routes with which holders react to what they used."""

from functions.accounts.people.rules import BeneficiaryOnly
from functions.booking.reactions import rules, service
from functions.booking.reactions.schemas import ReactionBody, ReactionView
from functions.booking.routes import routes
from functions.booking.rules import UnknownBooking
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who

_PATH = "/v1/bookings/{booking_id}/reaction"


@routes.put(
    _PATH, who=Who.BENEFICIARY, refusals=(BeneficiaryOnly, UnknownBooking, rules.NotUsedYet)
)
def put_reaction(call: Call, booking_id: str, body: ReactionBody) -> ReactionView:
    """Like or dislike what a used booking was for.

    A person has one reaction to an offer. Counts are shown with the offer from five reactions on.
    """
    value = None if body.reaction == "none" else body.reaction

    def react(work: UnitOfWork) -> ReactionView:
        service.react(work, booking_id, value, uid=call.caller.uid, now=call.now)
        return ReactionView(reaction=body.reaction)

    return call.commit_unkept(react, repeat=lambda work: _view(call, work, booking_id))


@routes.get(_PATH, who=Who.BENEFICIARY, refusals=(UnknownBooking,))
def read_reaction(call: Call, booking_id: str) -> ReactionView:
    """Read the caller's reaction to what a booking was for."""
    return call.read(lambda work: _view(call, work, booking_id))


def _view(call: Call, work: UnitOfWork, booking_id: str) -> ReactionView:
    found = service.find_reaction(work, booking_id, uid=call.caller.uid)
    return ReactionView(reaction=found or "none")
