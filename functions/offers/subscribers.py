"""Events that change offers: closed or deserted offerers, erased beneficiaries, listed offers."""

from functions.accounts.models import BeneficiaryErased, OffererClosed, OffererDeserted
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.offers import favorite_service, listings, service
from functions.offers.models import OfferListed
from functions.offers.store import offers_of

events = Subscriber("offers_events")


@events.on_at_least_once(OffererClosed)
def close_offers(platform: Platform, event: OffererClosed) -> None:
    """Withdraw every offer of a closed offerer; their bookings follow by event."""

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


@events.on_at_least_once(BeneficiaryErased)
def forget_favorites(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the favorites of a person who asked to be forgotten."""
    platform.database.run(lambda work: favorite_service.forget_favorites(work, event.subject_id))


@events.on_at_least_once(OfferListed)
def update_date_entries(platform: Platform, event: OfferListed) -> None:
    """Update the showings of an offer, by which it is found in the order of dates."""
    listings.update_date_entries(platform.database, event.subject_id)
