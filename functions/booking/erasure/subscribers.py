"""Erasing a beneficiary's personal data from their bookings."""

from functions.accounts.people.models import BeneficiaryErased
from functions.booking.erasure import service
from functions.booking.export import service as export_service
from functions.booking.store import all_bookings_of
from functions.booking.subscribers import events
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform


@events.on_at_least_once(BeneficiaryErased)
def forget_holder(platform: Platform, event: BeneficiaryErased) -> None:
    """Cancel the open bookings of an erased beneficiary, and remove their name and export."""

    def forget(booking_id: str) -> None:
        platform.database.run(lambda work: service.forget(work, booking_id, now=event.at))

    platform.database.run(lambda work: export_service.forget(work, event.subject_id))
    process_or_retry(all_bookings_of(platform.database, event.subject_id), forget)
