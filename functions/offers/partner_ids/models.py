"""The claim on a partner's own id."""

from typing import Literal

from functions.kernel.values import Model

PartnerIdKind = Literal["offer", "stock"]


class PartnerIdClaim(Model, frozen=True, kw_only=True):
    """Claim: an offerer uses an id of its own for one offer, or for one stock.

    Its id is `<siren>~<kind>~<digest of the id>`.
    """

    target_id: str
