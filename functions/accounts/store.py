"""The documents of accounts."""

from dataclasses import dataclass

from functions.accounts.models import ApiKey, Beneficiary, Invitation, Offerer, Professional, Venue
from functions.accounts.rules import UnknownBeneficiary, UnknownOfferer, UnknownVenue
from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes


@dataclass(frozen=True, slots=True, kw_only=True)
class SiretClaim:
    """Which venue has a SIRET."""

    venue_id: str


beneficiaries = Collection("beneficiaries", Beneficiary, missing=UnknownBeneficiary)
offerers = Collection("offerers", Offerer, missing=UnknownOfferer)
professionals = Collection("professionals", Professional)
invitations = Collection("invitations", Invitation)
api_keys = Collection("api_keys", ApiKey)
venues = Collection("venues", Venue, missing=UnknownVenue)
sirets = Collection("sirets", SiretClaim)

declare_indexes(Index("venues", ("offerer_siren", "created_at")))


def venues_of(work: UnitOfWork, siren: str) -> list[Venue]:
    """Return an offerer's venues, oldest first; at most 500."""
    return venues.search(
        work,
        Where("offerer_siren", "==", siren),
        order_by=(Order("created_at"),),
        limit=500,
    )
