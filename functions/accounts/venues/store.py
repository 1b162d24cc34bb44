"""Documents and queries of venues, and the claim on a SIRET."""

from functions.accounts.venues.models import Venue
from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.database import Index, Order, UnitOfWork, Where
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


def venues_of(work: UnitOfWork, siren: str, *, limit: int = 500) -> list[Venue]:
    """Return an offerer's venues, oldest first; at most `limit`."""
    return venues.query(
        work,
        Where("offerer_siren", "==", siren),
        order_by=(Order("created_at"),),
        limit=limit,
    )
