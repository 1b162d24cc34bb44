"""People are counted again after a use of theirs, a grant, and their erasure."""

from functions.accounts.people.models import BeneficiaryErased
from functions.booking.models import (
    BookingCancelled,
    BookingEvent,
    BookingRedeemed,
    BookingRestored,
)
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Unit
from functions.statistics.counting import service
from functions.statistics.subscribers import events
from functions.wallet.models import GrantReceived


def mark_holder(platform: Platform, event: BookingEvent) -> Unit:
    """Ask for the holder of a booking to be counted again."""
    now, person_id = platform.clock.now(), event.beneficiary_id
    return lambda work: service.mark(work, person_id, now=now)


for kind in (BookingRedeemed, BookingRestored, BookingCancelled):
    events.on_unit(kind)(mark_holder)


@events.on_unit(GrantReceived)
def receive_grant(platform: Platform, event: GrantReceived) -> Unit:
    """Note a grant, and ask for its person to be counted."""
    now = platform.clock.now()
    return lambda work: service.receive_grant(
        work,
        event.subject_id,
        number=event.revision,
        at=event.at,
        amount_cents=event.amount_cents,
        now=now,
    )


@events.on_unit(BeneficiaryErased)
def mark_erased(platform: Platform, event: BeneficiaryErased) -> Unit:
    """Ask for somebody erased to be counted a last time."""
    now = platform.clock.now()
    return lambda work: service.mark_erased(work, event.subject_id, now=now)
