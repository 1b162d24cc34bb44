"""People are counted again after a use of theirs, a grant, and their erasure."""

from functions.accounts.people.models import BeneficiaryErased
from functions.booking.models import (
    BookingCancelled,
    BookingEvent,
    BookingRedeemed,
    BookingRestored,
)
from functions.kernel.platform import Platform
from functions.statistics.counting import service
from functions.statistics.subscribers import events
from functions.wallet.models import GrantReceived


def mark_holder(platform: Platform, event: BookingEvent) -> None:
    """Ask for the holder of a booking to be counted again."""
    now, person_id = platform.clock.now(), event.beneficiary_id
    platform.database.run(lambda work: service.mark(work, person_id, now=now))


for kind in (BookingRedeemed, BookingRestored, BookingCancelled):
    events.on_at_least_once(kind)(mark_holder)


@events.on_at_least_once(GrantReceived)
def receive_grant(platform: Platform, event: GrantReceived) -> None:
    """Note a grant, and ask for its person to be counted."""
    now = platform.clock.now()
    platform.database.run(
        lambda work: service.receive_grant(
            work,
            event.subject_id,
            number=event.revision,
            at=event.at,
            amount_cents=event.amount_cents,
            now=now,
        )
    )


@events.on_at_least_once(BeneficiaryErased)
def mark_erased(platform: Platform, event: BeneficiaryErased) -> None:
    """Ask for somebody erased to be counted a last time."""
    now = platform.clock.now()
    platform.database.run(lambda work: service.mark_erased(work, event.subject_id, now=now))
