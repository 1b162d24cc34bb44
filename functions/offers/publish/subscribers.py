"""Closing and withdrawal of offers when their offerer closes or is deserted."""

from functions.accounts.offerers.models import OffererClosed, OffererDeserted
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.offers.publish import service
from functions.offers.store import offers_of
from functions.offers.subscribers import events


@events.on_at_least_once(OffererClosed)
def close_offers(platform: Platform, event: OffererClosed) -> None:
    """Close every offer of a closed offerer; their bookings follow by event."""

    def close(offer_id: str) -> None:
        platform.database.run(lambda work: service.close(work, offer_id, now=event.at))

    process_or_retry(offers_of(platform.database, event.subject_id), close)


@events.on_at_least_once(OffererDeserted)
def withdraw_offers(platform: Platform, event: OffererDeserted) -> None:
    """Withdraw every offer of an offerer whose last member was suspended for fraud."""

    def withdraw(offer_id: str) -> None:
        platform.database.run(
            lambda work: service.withdraw(work, offer_id, revision=event.revision, now=event.at)
        )

    process_or_retry(offers_of(platform.database, event.subject_id), withdraw)
