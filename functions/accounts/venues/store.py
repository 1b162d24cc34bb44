"""Documents and queries of venues, and the claim on a SIRET."""

from collections.abc import Iterator
from datetime import datetime

from functions.accounts.venues.models import Venue
from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.kernel.values import Model


class SiretClaim(Model, frozen=True, kw_only=True):
    """The claim of a venue on its SIRET."""

    venue_id: str


venues = Collection("venues", Venue, missing=UnknownVenue)


sirets = Collection("sirets", SiretClaim)


declare_indexes(
    Index("venues", ("offerer_siren", "created_at")),
    Index("venues", ("name_keys[]", "-created_at")),
)


def venues_of(
    work: UnitOfWork,
    siren: str,
    *,
    after: tuple[datetime, str] | None = None,
    page: int = 100,
) -> Iterator[Venue]:
    """Yield an offerer's venues, oldest first, after a position."""
    return venues.query_pages(
        work,
        Where("offerer_siren", "==", siren),
        order_by=(Order("created_at"),),
        after=after,
        page=page,
    )


def count_venues(database: Database, siren: str) -> int:
    """Return how many venues an offerer has, at the cost of one read per thousand."""
    query = Query(venues.name, (Where("offerer_siren", "==", siren),), (Order("created_at"),))
    return database.run(lambda _: database.count(query))
