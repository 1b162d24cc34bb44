"""Routes of the desk: look up a countermark, redeem it, undo, cancel."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from functions.accounts.offerers.rules import BY_KEY
from functions.booking.activation.rules import ActivationCodeGiven
from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.desk import rules, service, texts
from functions.booking.desk.schemas import DeskBookingView
from functions.booking.desk_access.routes import admit, desk_of
from functions.booking.desk_access.service import Desk
from functions.booking.models import Booking, BookingStatus
from functions.booking.routes import routes
from functions.booking.wrong_codes.rules import TooManyWrongCodes
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who

_AT_DESK = (TooManyWrongCodes, countermarks_rules.UnknownCountermark, *BY_KEY)
_ACTING = (*_AT_DESK, rules.TakenBack)


@routes.get("/v1/desk/countermarks/{code}", who=Who.DESK, refusals=_AT_DESK)
def read_countermark(call: Call, code: str) -> DeskBookingView:
    """Look up a countermark, without changing it."""
    return _counted(call, code, lambda: call.read(_with(service.get_booking, call, code)))


@routes.post(
    "/v1/desk/countermarks/{code}/redeem",
    who=Who.DESK,
    refusals=(
        *_ACTING,
        rules.AlreadyReimbursed,
        rules.AlreadyUsed,
        rules.AlreadyCancelled,
        rules.AlreadyExpired,
        rules.ClosedOfferer,
        rules.TooEarly,
    ),
)
def redeem_countermark(call: Call, code: str) -> DeskBookingView:
    """Redeem a countermark; the amount is then owed to the venue."""
    try:
        return _done(call, code, service.redeem, again=("used", "reimbursed"))
    except rules.TooEarly as early:
        early.detail = texts.too_early(early.usable_from, early.time_zone)
        raise


@routes.post(
    "/v1/desk/countermarks/{code}/undo",
    who=Who.DESK,
    refusals=(
        *_ACTING,
        rules.AlreadyReimbursed,
        rules.AlreadyCancelled,
        rules.AlreadyExpired,
        rules.NotUsed,
        ActivationCodeGiven,
        rules.ClosedOfferer,
    ),
)
def undo_redemption(call: Call, code: str) -> DeskBookingView:
    """Undo a redemption; the countermark is valid again."""
    return _done(call, code, service.undo, again=("confirmed",))


@routes.post(
    "/v1/desk/countermarks/{code}/cancel",
    who=Who.DESK,
    refusals=(
        *_ACTING,
        rules.AlreadyReimbursed,
        rules.AlreadyCancelled,
        rules.AlreadyExpired,
        rules.UsedAtDesk,
    ),
)
def cancel_at_desk(call: Call, code: str) -> DeskBookingView:
    """Cancel a booking at the desk, regardless of its deadline; its credit is released."""
    return _done(call, code, service.cancel, again=("cancelled",))


class _AtDesk(Protocol):
    """A use case of the desk."""

    def __call__(self, work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
        """Run the use case and return the booking after it."""


def _done(
    call: Call, code: str, act: _AtDesk, *, again: tuple[BookingStatus, ...]
) -> DeskBookingView:
    """Carry out a use case; a repeat with the same key expects the booking in a state of `again`.

    A repeat that finds it in another state is refused.
    """

    def repeat(work: UnitOfWork) -> DeskBookingView:
        found = service.get_booking(work, code, desk=desk_of(call), now=call.now)
        return DeskBookingView.of(rules.check_still(found, again))

    return _counted(call, code, lambda: call.commit_unkept(_with(act, call, code), repeat=repeat))


def _with(act: _AtDesk, call: Call, code: str) -> Callable[[UnitOfWork], DeskBookingView]:
    return lambda work: DeskBookingView.of(act(work, code, desk=desk_of(call), now=call.now))


def _counted(call: Call, code: str, ask: Callable[[], DeskBookingView]) -> DeskBookingView:
    """Return the answer of `ask`; count a wrong code before refusing it."""
    admit(call)
    try:
        return ask()
    except countermarks_rules.UnknownCountermark:
        refusal = call.platform.database.run(
            lambda work: service.count_wrong(work, code, desk=desk_of(call), now=call.now)
        )
        if refusal is not None:
            raise refusal from None
        raise
