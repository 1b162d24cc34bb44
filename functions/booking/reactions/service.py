"""React to a used booking, and drop the reaction when its use is undone."""

from datetime import datetime

from functions.accounts.people.service import get_beneficiary
from functions.accounts.people.store import beneficiaries
from functions.booking.models import BookingEvent
from functions.booking.reactions import rules
from functions.booking.service import get_own
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork
from functions.offers.reactions import service as reactions_service
from functions.offers.reactions.models import ReactionValue
from functions.offers.reactions.store import reaction_id, reactions


def react(
    work: UnitOfWork, booking_id: str, value: ReactionValue | None, *, uid: str, now: datetime
) -> None:
    """React to what a booking of the caller was for; None takes the reaction back.

    Refuses BeneficiaryOnly, UnknownBooking, NotUsedYet.
    """
    work.prefetch(beneficiaries.ref(uid))
    booking = get_own(work, booking_id, caller_id=uid)
    get_beneficiary(work, uid)
    rules.check_used(booking)
    offer_id = booking.offer_id
    if value is None:
        reactions_service.take_back(work, reaction_id(offer_id, uid))
    else:
        reactions_service.react(
            work, offer_id, value, booking_id=booking_id, person_id=uid, now=now
        )


def find_reaction(work: UnitOfWork, booking_id: str, *, uid: str) -> ReactionValue | None:
    """Return the caller's reaction to the offer of a booking. Refuses UnknownBooking."""
    booking = get_own(work, booking_id, caller_id=uid)
    reaction = reactions.find_unverified(work, reaction_id(booking.offer_id, uid))
    return reaction.value if reaction else None


def follow(work: UnitOfWork, event: BookingEvent) -> None:
    """Drop the reaction that was given on a booking, unless it counts as used by now."""
    name = reaction_id(event.offer_id, event.beneficiary_id)
    work.prefetch(reactions.ref(name))
    booking = bookings.find(work, event.subject_id)
    if booking is not None and not rules.is_used(booking):
        reactions_service.take_back(work, name, booking_id=booking.id)
