"""At the desk: look up a countermark, redeem it, undo the redemption, cancel the booking.

A look-up takes one round trip, whatever it finds: the offerers of the caller, their wrong codes,
the countermark and its booking are read at once.
"""

from datetime import datetime

from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.desk import rules
from functions.booking.desk_access.service import Desk
from functions.booking.models import Booking, BookingRedeemed, BookingRestored
from functions.booking.service import end
from functions.booking.store import bookings, countermarks, having_countermark
from functions.booking.wrong_codes import rules as wrong_codes_rules
from functions.booking.wrong_codes.models import WrongCodes
from functions.booking.wrong_codes.rules import CALLER_LIMIT, OFFERER_LIMIT, TooManyWrongCodes
from functions.booking.wrong_codes.store import wrong_codes
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def get_booking(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Return the booking of a countermark, typed in any case or read from its QR code.

    Refuses, in this order, Unauthenticated (wrong API key), TooManyWrongCodes, UnknownCountermark,
    NotYourOffer. The caller counts the last two with `count_wrong`.
    """
    return _get(work, code, desk=desk, now=now)[0]


def redeem(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Redeem a booking; its credit is captured by event.

    Refuses like `get_booking` and `rules.redeem`.
    """
    before, is_closed = _get(work, code, desk=desk, now=now)
    after = rules.redeem(before, is_closed=is_closed, now=now)
    bookings.replace(work, after.id, after)
    record(work, BookingRedeemed.of(after, at=now))
    return after


def undo(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Undo the redemption of a booking; its credit is held again by event.

    Refuses like `get_booking` and `rules.undo`.
    """
    before, is_closed = _get(work, code, desk=desk, now=now)
    after = rules.undo(before, is_closed=is_closed)
    bookings.replace(work, after.id, after)
    record(work, BookingRestored.of(after, at=now))
    return after


def cancel(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Cancel a booking for the professional; its credit is released at once.

    Refuses like `get_booking` and `rules.cancel_by_offerer`.
    """
    before, _ = _get(work, code, desk=desk, now=now)
    after = rules.cancel_by_offerer(before, now=now)
    end(work, after, now=now)
    return after


def _get(work: UnitOfWork, typed: str, *, desk: Desk, now: datetime) -> tuple[Booking, bool]:
    """Return the booking of a countermark, and whether its offerer was closed."""
    code = countermarks_rules.countermark_in(typed)
    work.prefetch(*desk.refs(), wrong_codes.ref(desk.name))
    if code is not None:
        work.prefetch(countermarks.ref(code))
        work.query(having_countermark(code))
    standing = desk.standing(work, now=now)
    # Not verified by the commit: wrong codes counted meanwhile must not delay a right one.
    wrong_codes_rules.check(wrong_codes.find_unverified(work, desk.name), CALLER_LIMIT, now=now)
    if code is None:
        raise countermarks_rules.UnknownCountermark
    claim = countermarks.get(work, code)
    if claim.offerer_siren not in standing.sirens:
        raise rules.NotYourOffer
    # Already read by the query, unless the code was given so often that it was left out.
    booking = bookings.get(work, claim.booking_id)
    return booking, claim.offerer_siren in standing.closed_sirens


def count_wrong(
    work: UnitOfWork, typed: str, *, desk: Desk, now: datetime
) -> TooManyWrongCodes | None:
    """Count a wrong code; return the refusal to raise instead, if there were too many.

    It counts for the caller and for each offerer they act for, since new API keys and members are
    easily made. Codes beyond the limit count too, so that many guesses at once gain nothing. Texts
    that do not have the form of a code reveal nothing and are not counted.
    """
    if countermarks_rules.countermark_in(typed) is None:
        return None
    standing = desk.standing(work, now=now)
    shared = [f"siren~{siren}" for siren in standing.sirens]
    work.prefetch(*(wrong_codes.ref(name) for name in (desk.name, *shared)))
    own = wrong_codes.find(work, desk.name)
    refusals = [wrong_codes_rules.refusal(own, CALLER_LIMIT, now=now)]
    counted = wrong_codes_rules.count(own, CALLER_LIMIT, now=now)
    for name in shared:
        earlier = wrong_codes.find(work, name)
        refusals.append(wrong_codes_rules.refusal(earlier, OFFERER_LIMIT, now=now))
        later = wrong_codes_rules.count(earlier, OFFERER_LIMIT, now=now)
        counted = wrong_codes_rules.hold_back(counted, later, now=now)
        _put(work, name, later, is_new=earlier is None)
    _put(work, desk.name, counted, is_new=own is None)
    return next((refusal for refusal in refusals if refusal is not None), None)


def _put(work: UnitOfWork, name: str, wrong: WrongCodes, *, is_new: bool) -> None:
    if is_new:
        wrong_codes.create(work, name, wrong)
    else:
        wrong_codes.replace(work, name, wrong)
