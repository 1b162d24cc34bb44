"""Commands that draft and edit an offer."""

from datetime import datetime

from functions.kernel.values import UNSET, Struct, Unset
from functions.offers.details.models import EditDetails
from functions.offers.models import Details


class DraftOffer(Struct, frozen=True, kw_only=True):
    """Command: create a draft."""

    offer_id: str
    member_id: str
    venue_id: str
    name: str
    description: str | None
    category: str
    duo: bool
    url: str | None
    publish_at: datetime | None = None
    bookable_from: datetime | None = None
    details: Details = Details()
    partner_id: str | None = None


class EditOffer(Struct, frozen=True, kw_only=True):
    """Command: edit an offer."""

    offer_id: str
    member_id: str
    venue_id: str | Unset = UNSET
    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    category: str | Unset = UNSET
    duo: bool | Unset = UNSET
    url: str | Unset | None = UNSET
    publish_at: datetime | Unset | None = UNSET
    bookable_from: datetime | Unset | None = UNSET
    details: EditDetails = EditDetails()
    partner_id: str | Unset | None = UNSET
