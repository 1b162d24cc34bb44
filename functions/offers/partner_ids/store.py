"""Documents of partners' own ids."""

from functions.accounts.offerers.rules import digest
from functions.kernel.database.documents import Collection
from functions.offers.partner_ids.models import PartnerIdClaim, PartnerIdKind

partner_ids = Collection("partner_ids", PartnerIdClaim)


def claim_id(siren: str, kind: PartnerIdKind, partner_id: str) -> str:
    """Return the id of the claim on a partner id; an id may hold any characters."""
    return f"{siren}~{kind}~{digest(partner_id)[:32]}"
