"""The functions of offers: publishing them, finding them, and the pictures that are uploaded."""

from datetime import datetime

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts.models import BeneficiaryErased, OffererClosed, OffererDeserted
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.kernel.push_endpoint import receive
from functions.kernel.subscribers import Subscriber
from functions.offers import (  # noqa: F401 - routes
    codes,
    favorite_service,
    favorites,
    finding,
    listings,
    publishing,
    reviewing,
    selling,
    service,
)
from functions.offers.models import OfferListed
from functions.offers.pictures import pictures
from functions.offers.routes import routes
from functions.offers.search.store import date_entries_over, listings_over
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
    """Forget what somebody kept who asked to be forgotten."""
    platform.database.run(lambda work: favorite_service.forget_favorites(work, event.subject_id))


@events.on_at_least_once(OfferListed)
def update_date_entries(platform: Platform, event: OfferListed) -> None:
    """Have an offer stand in the order of dates by what is found of it now."""
    listings.update_date_entries(platform.database, event.subject_id)


@batch_job(events, "trim-listings", listings_over, done="removed")
def trim_listing(work: UnitOfWork, offer_id: str, at: datetime) -> bool:
    """Remove a listing of which nothing can be booked any more, so that nobody reads it."""
    return listings.drop_listing(work, offer_id, at=at)


@batch_job(events, "trim-showings", date_entries_over, done="removed")
def trim_showing(work: UnitOfWork, stock_id: str, at: datetime) -> bool:
    """Remove a showing of what has begun, so that nobody reads it."""
    return listings.drop_date_entry(work, stock_id, at=at)


@functions_framework.http
def offers_api(request: flask.Request) -> flask.Response:
    """Publish and find offers: /v1/offers and what belongs to it, /v1/me/favorites."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def process_images(event: CloudEvent) -> None:
    """Uploaded pictures, as Cloud Storage tells of them."""
    receive(pictures, event)


@functions_framework.cloud_event
def offers_events(event: CloudEvent) -> None:
    """What ends offers elsewhere: closed or deserted offerers, erased beneficiaries."""
    receive(events, event)
