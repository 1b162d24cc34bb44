"""Documents of offerers, professionals and API keys."""

from collections.abc import Iterator
from datetime import datetime

from functions.accounts.offerers.models import (
    ApiKey,
    ClaimStatus,
    Offerer,
    OffererClaim,
    OffererStatus,
    Professional,
)
from functions.accounts.offerers.rules import (
    UnknownClaim,
    UnknownOfferer,
    UnknownProfessional,
    prefix_of_actor,
)
from functions.kernel.database import Index, Order, Ref, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

offerers = Collection("offerers", Offerer, missing=UnknownOfferer)


professionals = Collection("professionals", Professional, missing=UnknownProfessional)


claims = Collection("offerer_claims", OffererClaim, missing=UnknownClaim)


api_keys = Collection("api_keys", ApiKey)


def actor_ref(actor: str) -> Ref:
    """Return the document that decides what a person, or an API key in their place, may do.

    Use cases read it together with their own documents, before `service.check_member` needs it.
    """
    prefix = prefix_of_actor(actor)
    return professionals.ref(actor) if prefix is None else api_keys.ref(prefix)


def sirens_of(work: UnitOfWork, uid: str) -> tuple[str, ...]:
    """Return the offerers that a person may act for; none while they are suspended."""
    professional = professionals.find(work, uid)
    return professional.sirens if professional and not professional.is_suspended else ()


declare_indexes(
    Index("offerers", ("name_keys[]", "-created_at")),
    Index("offerer_claims", ("claimed_at",)),
    Index("offerer_claims", ("siren", "claimed_at")),
    Index("offerer_claims", ("status", "claimed_at")),
    Index("offerer_claims", ("siren", "status", "claimed_at")),
    Index("offerers", ("status", "created_at")),
)


def claim_id(siren: str, uid: str) -> str:
    """Return the id of a person's claim on a SIREN."""
    return f"{siren}~{uid}"


def claims_on(
    work: UnitOfWork,
    siren: str | None,
    *,
    status: ClaimStatus | None = None,
    after: tuple[datetime, str] | None = None,
    page: int = 100,
) -> Iterator[OffererClaim]:
    """Yield the claims on a SIREN, or all of them, oldest first, after a position."""
    chosen = (("siren", siren), ("status", status))
    where = [Where(field, "==", value) for field, value in chosen if value is not None]
    return claims.query_pages(work, *where, order_by=(Order("claimed_at"),), after=after, page=page)


def offerers_with(
    work: UnitOfWork, status: OffererStatus, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Offerer]:
    """Yield the offerers with a status, oldest first, after a position."""
    where = Where("status", "==", status)
    return offerers.query_pages(
        work, where, order_by=(Order("created_at"),), after=after, page=page
    )
