"""Cancelling bookings when their stock, their offer or their holder is withdrawn."""

from collections.abc import Callable, Sequence
from datetime import datetime

from functions.accounts.people.models import BeneficiarySuspended
from functions.booking.cancel import service
from functions.booking.models import BookingStatus, CancellationReason
from functions.booking.store import (
    EVEN_USED,
    OPEN,
    all_bookings_of,
    bookings_of_offer,
    bookings_of_stock,
)
from functions.booking.subscribers import events
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.offers.models import OfferClosed, OfferRejected, OfferWithdrawn, StockDeleted


@events.on_at_least_once(StockDeleted)
def cancel_bookings_of_stock(platform: Platform, event: StockDeleted) -> None:
    """Cancel the open bookings of a deleted stock; for an event, the used ones too."""
    status = EVEN_USED if event.is_event else OPEN
    cancel = _cancel(platform, reason="offerer", status=status, now=event.at)
    process_or_retry(bookings_of_stock(platform.database, event.subject_id, status=status), cancel)


@events.on_at_least_once(OfferClosed)
def cancel_bookings_of_offer(platform: Platform, event: OfferClosed) -> None:
    """Cancel the open bookings of an offer whose offerer was closed."""
    cancel = _cancel(platform, reason="offerer_closed", status=OPEN, now=event.at)
    process_or_retry(bookings_of_offer(platform.database, event.subject_id, status=OPEN), cancel)


@events.on_at_least_once(OfferRejected)
def cancel_bookings_of_rejected(platform: Platform, event: OfferRejected) -> None:
    """Cancel the open bookings of an offer that a reviewer rejected."""
    cancel = _cancel(platform, reason="offer_rejected", status=OPEN, now=event.at)
    process_or_retry(bookings_of_offer(platform.database, event.subject_id, status=OPEN), cancel)


@events.on_at_least_once(OfferWithdrawn)
def cancel_bookings_of_withdrawn(platform: Platform, event: OfferWithdrawn) -> None:
    """Cancel the open bookings of an offer withdrawn for fraud, but not those made later."""
    cancel = _cancel(platform, reason="fraud", status=OPEN, now=event.at, booked_until=event.at)
    process_or_retry(bookings_of_offer(platform.database, event.subject_id, status=OPEN), cancel)


@events.on_at_least_once(BeneficiarySuspended)
def cancel_bookings_of_suspended(platform: Platform, event: BeneficiarySuspended) -> None:
    """Cancel the open bookings of somebody suspended for fraud, or who suspended themselves.

    Other reasons keep them.

    Those past their cancellation deadline stay: the venue counts on them (pass-culture-main,
    since 2023).
    """
    if event.reason == "fraud" or event.by_owner:
        reason: CancellationReason = "beneficiary" if event.by_owner else "fraud"
        cancel = _cancel(
            platform, reason=reason, status=OPEN, now=event.at, cancellable_at=event.at
        )
        process_or_retry(all_bookings_of(platform.database, event.subject_id), cancel)


def _cancel(
    platform: Platform,
    *,
    reason: CancellationReason,
    status: Sequence[BookingStatus],
    now: datetime,
    booked_until: datetime | None = None,
    cancellable_at: datetime | None = None,
) -> Callable[[str], None]:
    """Return a function that cancels one booking, by its id."""

    def cancel(booking_id: str) -> None:
        platform.database.run(
            lambda work: service.cancel(
                work,
                booking_id,
                reason=reason,
                status=status,
                now=now,
                booked_until=booked_until,
                cancellable_at=cancellable_at,
            )
        )

    return cancel
