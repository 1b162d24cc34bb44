"""The desk at the door: who holds a countermark, and what the professional does with it."""

from functions.accounts.desk import Desk
from functions.booking import desk_rules, rules, service
from functions.booking.routes import routes
from functions.booking.wire import DeskBookingView
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who

_AT_DESK = (desk_rules.UnknownCountermark, desk_rules.NotYourOffer)


@routes.get("/v1/desk/countermarks/{code}", who=Who.DESK, refusals=_AT_DESK)
def read_countermark(call: Call, code: str) -> DeskBookingView:
    """Tell who holds a countermark, for what; nothing is changed."""
    return call.read(lambda work: _at_desk(work, call, code))


@routes.post(
    "/v1/desk/countermarks/{code}/redeem",
    who=Who.DESK,
    refusals=(
        *_AT_DESK,
        desk_rules.TooEarly,
        desk_rules.AlreadyUsed,
        desk_rules.AlreadyReimbursed,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
    ),
)
def redeem_countermark(call: Call, code: str) -> DeskBookingView:
    """Accept a countermark: the booking is used, and its amount is owed to the venue."""
    return call.commit(
        lambda work: DeskBookingView.of(service.redeem(work, code, desk=_desk(call), now=call.now)),
        again=lambda work: _at_desk(work, call, code),
    )


@routes.post(
    "/v1/desk/countermarks/{code}/undo",
    who=Who.DESK,
    refusals=(
        *_AT_DESK,
        desk_rules.NotUsed,
        desk_rules.AlreadyReimbursed,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
    ),
)
def undo_redemption(call: Call, code: str) -> DeskBookingView:
    """Take a redemption back: the countermark is good again."""
    return call.commit(
        lambda work: DeskBookingView.of(service.undo(work, code, desk=_desk(call), now=call.now)),
        again=lambda work: _at_desk(work, call, code),
    )


@routes.post(
    "/v1/desk/countermarks/{code}/cancel",
    who=Who.DESK,
    refusals=(
        *_AT_DESK,
        rules.UsedBefore,
        desk_rules.AlreadyReimbursed,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
    ),
)
def cancel_at_desk(call: Call, code: str) -> DeskBookingView:
    """Cancel a booking for its holder, whatever its deadline; their credit returns."""
    return call.commit(
        lambda work: DeskBookingView.of(
            service.cancel_at_desk(work, code, desk=_desk(call), now=call.now)
        ),
        again=lambda work: _at_desk(work, call, code),
    )


def _at_desk(work: UnitOfWork, call: Call, code: str) -> DeskBookingView:
    return DeskBookingView.of(service.find_at_desk(work, code, desk=_desk(call)))


def _desk(call: Call) -> Desk:
    """Return who stands at the desk; a token counts before an API key."""
    if call.identity is not None:
        return Desk(uid=call.identity.uid)
    return Desk(api_key=call.request.headers.get("X-Api-Key"))
