"""What is done at the desk: a countermark is looked up, redeemed, taken back, cancelled.

A look-up takes the time of one round trip, whatever it finds: whom the caller acts for, what the
code stands for, how often they were wrong, and the booking itself are asked for at once.
"""

from datetime import datetime

from functions.accounts.desk import Desk
from functions.booking import desk_rules, guess_rules
from functions.booking.guess_rules import OF_CALLER, OF_OFFERER, TooManyWrongCodes
from functions.booking.models import Booking, BookingRedeemed, BookingRestored, WrongCodes
from functions.booking.service import end, tell
from functions.booking.store import bookings, countermarks, having_countermark, wrong_codes
from functions.kernel.database import UnitOfWork


def find(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Return the booking of a countermark, read in any case, or from its QR code.

    Refuses, in this order, Unauthenticated (of an API key), TooManyWrongCodes, UnknownCountermark,
    NotYourOffer. Whoever asks counts the last two with `count_wrong`.
    """
    return _find(work, code, desk=desk, now=now)[0]


def redeem(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Return the booking as used; the debit follows by event.

    Refuses what `find` and `desk_rules.redeem` refuse.
    """
    before, is_closed = _find(work, code, desk=desk, now=now)
    after = desk_rules.redeem(before, is_closed=is_closed, now=now)
    bookings.replace(work, after.id, after)
    tell(work, after, BookingRedeemed, at=now)
    return after


def undo(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Return the booking as confirmed again; its credit is held again by event.

    Refuses what `find` and `desk_rules.undo` refuse.
    """
    before, is_closed = _find(work, code, desk=desk, now=now)
    after = desk_rules.undo(before, is_closed=is_closed)
    bookings.replace(work, after.id, after)
    tell(work, after, BookingRestored, at=now)
    return after


def cancel(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Return the booking cancelled by the professional; its credit returns at once.

    Refuses what `find` and `desk_rules.cancel_by_offerer` refuse.
    """
    before, _ = _find(work, code, desk=desk, now=now)
    after = desk_rules.cancel_by_offerer(before, now=now)
    end(work, after, now=now)
    return after


def _find(work: UnitOfWork, typed: str, *, desk: Desk, now: datetime) -> tuple[Booking, bool]:
    """Return the booking, and whether its offerer was closed."""
    code = desk_rules.countermark_in(typed)
    work.prefetch(*desk.refs(), wrong_codes.ref(desk.name))
    if code is not None:
        work.prefetch(countermarks.ref(code))
        work.query(having_countermark(code))
    standing = desk.standing(work)
    # Read without holding the commit to it: what is wrong elsewhere meanwhile is counted there.
    guess_rules.check(wrong_codes.find_unverified(work, desk.name), OF_CALLER, now=now)
    if code is None:
        raise desk_rules.UnknownCountermark
    claim = countermarks.get(work, code)
    if claim.offerer_siren not in standing.sirens:
        raise desk_rules.NotYourOffer
    # The query has brought it along, unless the code was given so often that it was left out.
    booking = bookings.get(work, claim.booking_id)
    return booking, claim.offerer_siren in standing.closed_sirens


def count_wrong(
    work: UnitOfWork, typed: str, *, desk: Desk, now: datetime
) -> TooManyWrongCodes | None:
    """Count a code that was unknown or another offerer's; return what to refuse it with instead.

    It counts for the caller, and for each offerer they act for: API keys and members can be made
    anew. What was too many counts as well, so that many guesses at the same time gain nothing. What
    does not look like a code tells nothing, and is not counted.
    """
    if desk_rules.countermark_in(typed) is None:
        return None
    standing = desk.standing(work)
    shared = [f"siren~{siren}" for siren in standing.sirens]
    work.prefetch(*(wrong_codes.ref(name) for name in (desk.name, *shared)))
    own = wrong_codes.find(work, desk.name)
    refusals = [guess_rules.refusal(own, OF_CALLER, now=now)]
    counted = guess_rules.count(own, OF_CALLER, now=now)
    for name in shared:
        earlier = wrong_codes.find(work, name)
        refusals.append(guess_rules.refusal(earlier, OF_OFFERER, now=now))
        later = guess_rules.count(earlier, OF_OFFERER, now=now)
        counted = guess_rules.hold_back(counted, later, now=now)
        _put(work, name, later, is_new=earlier is None)
    _put(work, desk.name, counted, is_new=own is None)
    return next((refusal for refusal in refusals if refusal is not None), None)


def _put(work: UnitOfWork, name: str, wrong: WrongCodes, *, is_new: bool) -> None:
    if is_new:
        wrong_codes.create(work, name, wrong)
    else:
        wrong_codes.replace(work, name, wrong)
