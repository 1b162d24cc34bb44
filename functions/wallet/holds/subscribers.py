"""Holds follow bookings: redemption captures, an undone redemption holds again."""

from functions.kernel.database import UnitOfWork
from functions.wallet.holds import service
from functions.wallet.models import BookingRedeemed, BookingRestored
from functions.wallet.subscribers import events


@events.on(BookingRedeemed)
def capture(work: UnitOfWork, event: BookingRedeemed) -> None:
    """Capture the credit held for a redeemed booking; it is then owed to the venue."""
    service.settle(
        work,
        event.subject_id,
        beneficiary_id=event.beneficiary_id,
        state="captured",
        revision=event.revision,
        now=event.at,
    )


@events.on(BookingRestored)
def reverse(work: UnitOfWork, event: BookingRestored) -> None:
    """Hold again the credit captured by a redemption that was undone."""
    service.settle(
        work,
        event.subject_id,
        beneficiary_id=event.beneficiary_id,
        state="held",
        revision=event.revision,
        now=event.at,
    )
