"""What happens to bookings when something happens elsewhere."""

from collections.abc import Callable, Sequence
from datetime import datetime

from functions.accounts.models import BeneficiaryErased, BeneficiarySuspended
from functions.booking import service
from functions.booking.models import BookingStatus, CancellationReason
from functions.booking.move_service import follow_move
from functions.booking.store import (
    EVEN_USED,
    LIVE,
    OPEN,
    all_bookings_of,
    bookings_of_offer,
    bookings_of_stock,
)
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.offers.models import (
    OfferClosed,
    OfferRejected,
    OfferWithdrawn,
    StockDeleted,
    StockMoved,
)

events = Subscriber("booking_events")


@events.on_at_least_once(StockDeleted)
def cancel_bookings_of_stock(platform: Platform, event: StockDeleted) -> None:
    """Cancel the open bookings of a deleted stock; of an event's, the used ones too."""
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
    """Cancel the open bookings of an offer that a reviewer refused."""
    cancel = _cancel(platform, reason="offer_rejected", status=OPEN, now=event.at)
    process_or_retry(bookings_of_offer(platform.database, event.subject_id, status=OPEN), cancel)


@events.on_at_least_once(StockMoved)
def move_bookings_of_stock(platform: Platform, event: StockMoved) -> None:
    """Have every booking of an event follow it to its new date."""

    def follow(booking_id: str) -> None:
        platform.database.run(lambda work: follow_move(work, booking_id, event))

    process_or_retry(bookings_of_stock(platform.database, event.subject_id, status=LIVE), follow)


@events.on_at_least_once(OfferWithdrawn)
def cancel_bookings_of_withdrawn(platform: Platform, event: OfferWithdrawn) -> None:
    """Cancel the open bookings of an offer withdrawn for fraud; what came later stays."""
    cancel = _cancel(platform, reason="fraud", status=OPEN, now=event.at, booked_until=event.at)
    process_or_retry(bookings_of_offer(platform.database, event.subject_id, status=OPEN), cancel)


@events.on_at_least_once(BeneficiarySuspended)
def cancel_bookings_of_suspended(platform: Platform, event: BeneficiarySuspended) -> None:
    """Cancel the open bookings of someone suspended for fraud; other reasons leave them."""
    if event.reason == "fraud":
        cancel = _cancel(platform, reason="fraud", status=OPEN, now=event.at)
        process_or_retry(all_bookings_of(platform.database, event.subject_id), cancel)


@events.on_at_least_once(BeneficiaryErased)
def forget_holder(platform: Platform, event: BeneficiaryErased) -> None:
    """Cancel the open bookings of someone who asked to be forgotten, and take their name away."""

    def forget(booking_id: str) -> None:
        platform.database.run(lambda work: service.forget(work, booking_id, now=event.at))

    process_or_retry(all_bookings_of(platform.database, event.subject_id), forget)


def _cancel(
    platform: Platform,
    *,
    reason: CancellationReason,
    status: Sequence[BookingStatus],
    now: datetime,
    booked_until: datetime | None = None,
) -> Callable[[str], None]:
    """Return what cancels one booking, by its id."""

    def cancel(booking_id: str) -> None:
        platform.database.run(
            lambda work: service.cancel(
                work,
                booking_id,
                reason=reason,
                status=status,
                now=now,
                booked_until=booked_until,
            )
        )

    return cancel
