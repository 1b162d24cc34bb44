"""Claim, release and find partners' own ids."""

from functions.kernel.database import UnitOfWork
from functions.offers.models import Offer, Stock
from functions.offers.partner_ids.models import PartnerIdClaim, PartnerIdKind
from functions.offers.partner_ids.rules import PartnerIdTaken
from functions.offers.partner_ids.store import claim_id, partner_ids


def follow_offer(work: UnitOfWork, before: Offer | None, after: Offer) -> None:
    """Claim the partner id of an offer, and release its former one. Refuses PartnerIdTaken."""
    former = None if before is None else before.partner_id
    _follow(work, after.offerer_siren, "offer", after.id, (former, after.partner_id))


def follow_stock(work: UnitOfWork, before: Stock | None, after: Stock) -> None:
    """Claim the partner id of a stock, and release its former one or that of a deleted stock.

    Refuses PartnerIdTaken.
    """
    former = None if before is None else before.partner_id
    wanted = None if after.is_deleted else after.partner_id
    _follow(work, after.offerer_siren, "stock", after.id, (former, wanted))


def find_target(work: UnitOfWork, siren: str, kind: PartnerIdKind, partner_id: str) -> str | None:
    """Return the id of the offer or stock that has a partner id, or None."""
    claim = partner_ids.find_unverified(work, claim_id(siren, kind, partner_id))
    return None if claim is None else claim.target_id


def _follow(
    work: UnitOfWork,
    siren: str,
    kind: PartnerIdKind,
    target_id: str,
    change: tuple[str | None, str | None],
) -> None:
    former, wanted = change
    if former == wanted:
        return
    if wanted is not None:
        name = claim_id(siren, kind, wanted)
        if partner_ids.find(work, name) is not None:
            raise PartnerIdTaken
        partner_ids.create(work, name, PartnerIdClaim(target_id=target_id))
    if former is not None:
        name = claim_id(siren, kind, former)
        if partner_ids.find(work, name) is not None:
            partner_ids.delete(work, name)
