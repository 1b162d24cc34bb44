"""At the desk: look up a countermark, redeem it, undo the redemption, cancel the booking.

A look-up takes one round trip, whatever it finds: the offerers of the caller, their wrong codes,
the countermark and its booking are read at once. Where the token does not have the role of a
professional, the offerers of the caller are read before. Only the answer to a right code of the
caller's own offerers depends on the countermark: a code of another offerer is refused like one that
does not exist, and a caller who acts for no validated offerer gets the same refusal for every code.
"""

from datetime import datetime

from functions.accounts.offerers.rules import NotAMember
from functions.accounts.offerers.store import offerers
from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.desk import rules
from functions.booking.desk_access.service import Desk
from functions.booking.models import Booking, BookingRedeemed, BookingRestored
from functions.booking.service import end
from functions.booking.store import bookings, countermarks, having_countermark
from functions.booking.wrong_codes import rules as wrong_codes_rules
from functions.booking.wrong_codes.models import WrongCodes
from functions.booking.wrong_codes.rules import CALLER_LIMIT, OFFERER_LIMIT
from functions.booking.wrong_codes.store import wrong_codes
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal


def get_booking(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Return the booking of a countermark, typed in any case or read from its QR code.

    Refuses, in this order, Unauthenticated (wrong API key), NotAMember (of any offerer),
    TooManyWrongCodes, UnknownCountermark (no such code, or one of another offerer). The caller
    counts the last one with `count_wrong`.
    """
    return look_up(work, code, desk=desk, now=now)[0]


def redeem(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Redeem a booking; its credit is captured by event.

    Refuses like `get_booking` and `rules.redeem`.
    """
    before, is_closed = look_up(work, code, desk=desk, now=now)
    after = rules.redeem(before, is_closed=is_closed, now=now)
    bookings.replace(work, after.id, after)
    record(work, BookingRedeemed.of(after, at=now))
    return after


def undo(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Undo the redemption of a booking; its credit is held again by event.

    Refuses like `get_booking` and `rules.undo`.
    """
    before, is_closed = look_up(work, code, desk=desk, now=now)
    after = rules.undo(before, is_closed=is_closed)
    bookings.replace(work, after.id, after)
    record(work, BookingRestored.of(after, at=now))
    return after


def cancel(work: UnitOfWork, code: str, *, desk: Desk, now: datetime) -> Booking:
    """Cancel a booking for the professional; its credit is released at once.

    Refuses like `get_booking` and `rules.cancel_by_offerer`.
    """
    before, _ = look_up(work, code, desk=desk, now=now)
    after = rules.cancel_by_offerer(before, now=now)
    end(work, after, now=now)
    return after


def look_up(work: UnitOfWork, typed: str, *, desk: Desk, now: datetime) -> tuple[Booking, bool]:
    """Return the booking of a countermark, and whether its offerer was closed.

    Refuses like `get_booking`.
    """
    if not desk.is_professional and not desk.standing(work).sirens:
        raise NotAMember
    code = countermarks_rules.countermark_in(typed)
    work.prefetch(*desk.refs(), wrong_codes.ref(desk.name))
    if code is not None:
        work.prefetch(countermarks.ref(code))
        work.query(having_countermark(code))
    standing = desk.standing(work)
    if not standing.sirens:
        raise NotAMember
    # Not verified by the commit: wrong codes counted meanwhile must not delay a right one.
    wrong = wrong_codes.find_unverified(work, desk.name)
    wrong_codes_rules.check(wrong, CALLER_LIMIT, now=now)
    claim = None if code is None else countermarks.find(work, code)
    if claim is not None and claim.offerer_siren not in standing.sirens:
        claim = None
    wrong_codes_rules.check_held(wrong, None if claim is None else claim.offerer_siren, now=now)
    if claim is None:
        raise countermarks_rules.UnknownCountermark
    # Already read by the query, unless the code was given so often that it was left out.
    booking = bookings.get(work, claim.booking_id)
    return booking, claim.offerer_siren in standing.closed_sirens


def count_wrong(work: UnitOfWork, typed: str, *, desk: Desk, now: datetime) -> Refusal | None:
    """Count a wrong code; return the refusal to raise instead of UnknownCountermark, if any.

    It counts for the caller and for each validated offerer they act for, since new API keys and
    members are easily made. The refusal is TooManyWrongCodes if there were too many, or NotAMember
    if none of the offerers was ever validated. Codes beyond the limit count too, so that many
    guesses at once gain nothing. Texts that do not have the form of a code reveal nothing and are
    not counted.
    """
    standing = desk.standing(work)
    work.prefetch(*(offerers.ref(siren) for siren in standing.sirens))
    shared_names = (f"siren~{siren}" for siren in standing.sirens)
    work.prefetch(*(wrong_codes.ref(name) for name in (desk.name, *shared_names)))
    found = {siren: offerers.find(work, siren) for siren in standing.sirens}
    shared = {
        siren: f"siren~{siren}"
        for siren, offerer in found.items()
        if offerer is not None and offerer.validated_at is not None
    }
    instead = None if shared else NotAMember()
    if countermarks_rules.countermark_in(typed) is None:
        return instead
    own = wrong_codes.find(work, desk.name)
    refusals = [wrong_codes_rules.refusal(own, CALLER_LIMIT, now=now)]
    later: dict[str, WrongCodes] = {}
    for siren, name in shared.items():
        earlier = wrong_codes.find(work, name)
        refusals.append(wrong_codes_rules.refusal(earlier, OFFERER_LIMIT, now=now))
        later[siren] = wrong_codes_rules.count(earlier, OFFERER_LIMIT, now=now)
        _put(work, name, later[siren], is_new=earlier is None)
    counted = wrong_codes_rules.count(own, CALLER_LIMIT, now=now)
    held = wrong_codes_rules.hold_back(counted, later, now=now)
    _put(work, desk.name, held, is_new=own is None)
    return next((refusal for refusal in refusals if refusal is not None), instead)


def is_any_validated(work: UnitOfWork, sirens: tuple[str, ...]) -> bool:
    """Return whether any of these offerers was ever validated."""
    work.prefetch(*(offerers.ref(siren) for siren in sirens))
    found = [offerers.find(work, siren) for siren in sirens]
    return any(offerer is not None and offerer.validated_at is not None for offerer in found)


def _put(work: UnitOfWork, name: str, wrong: WrongCodes, *, is_new: bool) -> None:
    if is_new:
        wrong_codes.create(work, name, wrong)
    else:
        wrong_codes.replace(work, name, wrong)
