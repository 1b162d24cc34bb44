"""The desk at the door: who holds a countermark, and what the professional does with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from functions.accounts.desk import Desk
from functions.booking import desk, desk_rules, texts
from functions.booking.code_rules import ActivationCodeGiven
from functions.booking.guess_rules import TooManyWrongCodes
from functions.booking.models import Booking, BookingStatus
from functions.booking.routes import routes
from functions.booking.wire import DeskBookingView
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who

_AT_DESK = (TooManyWrongCodes, desk_rules.UnknownCountermark, desk_rules.NotYourOffer)
_ACTING = (*_AT_DESK, desk_rules.TakenBack)


@routes.get("/v1/desk/countermarks/{code}", who=Who.DESK, refusals=_AT_DESK)
def read_countermark(call: Call, code: str) -> DeskBookingView:
    """Tell who holds a countermark, for what; nothing is changed."""
    return _counted(call, code, lambda: call.read(_with(desk.find, call, code)))


@routes.post(
    "/v1/desk/countermarks/{code}/redeem",
    who=Who.DESK,
    refusals=(
        *_ACTING,
        desk_rules.AlreadyReimbursed,
        desk_rules.AlreadyUsed,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
        desk_rules.ClosedOfferer,
        desk_rules.TooEarly,
    ),
)
def redeem_countermark(call: Call, code: str) -> DeskBookingView:
    """Accept a countermark: the booking is used, and its amount is owed to the venue."""
    try:
        return _done(call, code, desk.redeem, again=("used", "reimbursed"))
    except desk_rules.TooEarly as early:
        early.detail = texts.too_early(early.usable_from, early.time_zone)
        raise


@routes.post(
    "/v1/desk/countermarks/{code}/undo",
    who=Who.DESK,
    refusals=(
        *_ACTING,
        desk_rules.AlreadyReimbursed,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
        desk_rules.NotUsed,
        ActivationCodeGiven,
        desk_rules.ClosedOfferer,
    ),
)
def undo_redemption(call: Call, code: str) -> DeskBookingView:
    """Take a redemption back: the countermark is good again."""
    return _done(call, code, desk.undo, again=("confirmed",))


@routes.post(
    "/v1/desk/countermarks/{code}/cancel",
    who=Who.DESK,
    refusals=(
        *_ACTING,
        desk_rules.AlreadyReimbursed,
        desk_rules.AlreadyCancelled,
        desk_rules.AlreadyExpired,
        desk_rules.UsedAtDesk,
    ),
)
def cancel_at_desk(call: Call, code: str) -> DeskBookingView:
    """Cancel a booking for its holder, whatever its deadline; their credit returns."""
    return _done(call, code, desk.cancel, again=("cancelled",))


class _AtDesk(Protocol):
    """What is done with a code at the desk."""

    def __call__(self, work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
        """Return the booking after it."""


def _done(
    call: Call, code: str, act: _AtDesk, *, again: tuple[BookingStatus, ...]
) -> DeskBookingView:
    """Return the booking that was acted on; a repeat with the same key finds it in one of `again`.

    Where it is in another state by now, the repeat is refused.
    """

    def repeat(work: UnitOfWork) -> DeskBookingView:
        found = desk.find(work, code, desk=_desk(call), now=call.now)
        return DeskBookingView.of(desk_rules.check_still(found, again))

    return _counted(call, code, lambda: call.commit_unkept(_with(act, call, code), repeat=repeat))


def _with(act: _AtDesk, call: Call, code: str) -> Callable[[UnitOfWork], DeskBookingView]:
    return lambda work: DeskBookingView.of(act(work, code, desk=_desk(call), now=call.now))


def _counted(call: Call, code: str, ask: Callable[[], DeskBookingView]) -> DeskBookingView:
    """Return the answer; a code that is wrong is counted first, and refused when it is too many."""
    try:
        return ask()
    except (desk_rules.UnknownCountermark, desk_rules.NotYourOffer):
        refusal = call.platform.database.run(
            lambda work: desk.count_wrong(work, code, desk=_desk(call), now=call.now)
        )
        if refusal is not None:
            raise refusal from None
        raise


def _desk(call: Call) -> Desk:
    """Return who stands at the desk; a token counts before an API key."""
    if call.identity is not None:
        return Desk(uid=call.identity.uid)
    return Desk(api_key=call.request.headers.get("X-Api-Key"))
