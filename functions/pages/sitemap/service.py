"""The reads behind the sitemap."""

from datetime import datetime
from itertools import islice

from functions.kernel.database import UnitOfWork
from functions.pages.sitemap import rules, store


def months_with_offers(work: UnitOfWork, *, now: datetime) -> list[str]:
    """Return the months that the sitemap has a page for."""
    return rules.months(store.first_published(work), now=now)


def offers_of_month(work: UnitOfWork, name: str, *, now: datetime) -> list[str]:
    """Return the ids of the offers published in a month that the public can see.

    Refuses NotFound for no month.
    """
    start, end = rules.bounds(name)
    found = islice(store.published_between(work, start, end), rules.MOST_URLS)
    return [each.id for each in found if each.visible_from is None or each.visible_from <= now]
