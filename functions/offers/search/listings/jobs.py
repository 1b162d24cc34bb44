"""Scheduled jobs of offers: trim the documents of search."""

from datetime import datetime

from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.offers.search.listings import service
from functions.offers.search.store import date_entries_over, listings_over
from functions.offers.subscribers import events


@batch_job(events, "trim-listings", listings_over, done="removed")
def trim_listing(work: UnitOfWork, offer_id: str, at: datetime) -> bool:
    """Remove a listing whose offer can no longer be booked, so that nobody reads it."""
    return service.drop_listing(work, offer_id, at=at)


@batch_job(events, "trim-showings", date_entries_over, done="removed")
def trim_date_entry(work: UnitOfWork, stock_id: str, at: datetime) -> bool:
    """Remove the entry by date of an event that has begun, so that nobody reads it."""
    return service.drop_date_entry(work, stock_id, at=at)
