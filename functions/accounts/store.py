"""The documents of accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.accounts.models import (
    ApiKey,
    Beneficiary,
    BeneficiaryStatus,
    Invitation,
    Offerer,
    Person,
    Professional,
    Venue,
)
from functions.accounts.offerer_rules import UnknownOfferer, UnknownProfessional, UnknownVenue
from functions.accounts.rules import UnknownBeneficiary
from functions.kernel.database import Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes


@dataclass(frozen=True, slots=True, kw_only=True)
class SiretClaim:
    """Which venue has a SIRET."""

    venue_id: str


beneficiaries = Collection("beneficiaries", Beneficiary, missing=UnknownBeneficiary)
persons = Collection("persons", Person)
offerers = Collection("offerers", Offerer, missing=UnknownOfferer)
professionals = Collection("professionals", Professional, missing=UnknownProfessional)
invitations = Collection("invitations", Invitation)
api_keys = Collection("api_keys", ApiKey)
venues = Collection("venues", Venue, missing=UnknownVenue)
sirets = Collection("sirets", SiretClaim)

declare_indexes(
    Index("venues", ("offerer_siren", "created_at")),
    Index("beneficiaries", ("status", "next_credit_at")),
    Index("beneficiaries", ("status", "signed_up_at")),
    Index("beneficiaries", ("status", "held_for_review", "signed_up_at")),
)


def venues_of(work: UnitOfWork, siren: str) -> list[Venue]:
    """Return an offerer's venues, oldest first; at most 500."""
    return venues.query(
        work,
        Where("offerer_siren", "==", siren),
        order_by=(Order("created_at"),),
        limit=500,
    )


def due_for_credit(at: datetime) -> Query:
    """Return the query of active beneficiaries whose scheme credits them again by now."""
    return Query(
        beneficiaries.name,
        (Where("status", "==", "active"), Where("next_credit_at", "<=", at)),
        (Order("next_credit_at"),),
    )


def beneficiaries_with(
    work: UnitOfWork,
    status: BeneficiaryStatus,
    *,
    held_for_review: bool | None,
    after: tuple[datetime, str] | None,
) -> Iterator[Beneficiary]:
    """Yield those who have a status, oldest sign-up first, behind a position."""
    where = [Where("status", "==", status)]
    if held_for_review is not None:
        where.append(Where("held_for_review", "==", held_for_review))
    return beneficiaries.query_pages(work, *where, order_by=(Order("signed_up_at"),), after=after)


def sirens_of(work: UnitOfWork, uid: str) -> tuple[str, ...]:
    """Return the offerers that a person may act for; none while they are suspended."""
    professional = professionals.find(work, uid)
    return professional.sirens if professional and not professional.is_suspended else ()
