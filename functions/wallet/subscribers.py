"""Events that move credit: activations, credits, redemptions and their undoing."""

from functions.accounts.models import BeneficiaryActivated, BeneficiaryCredited
from functions.kernel.database import UnitOfWork
from functions.kernel.subscribers import Subscriber
from functions.wallet import service
from functions.wallet.models import BookingRedeemed, BookingRestored

events = Subscriber("wallet_events")


@events.on(BeneficiaryActivated)
def receive_grant(work: UnitOfWork, event: BeneficiaryActivated) -> None:
    """Open the wallet with the grant, or move it to the grant's scheme."""
    service.receive_grant(work, event.subject_id, event.grant, now=event.at)


@events.on(BeneficiaryCredited)
def receive_credits(work: UnitOfWork, event: BeneficiaryCredited) -> None:
    """Credit a further amount of the scheme, for a birthday or as a bonus."""
    service.receive_credits(
        work, event.subject_id, event.credits, scheme=event.scheme, now=event.at
    )


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
