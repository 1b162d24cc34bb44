"""Changes of the details of an offer."""

from functions.kernel.values import UNSET, Struct, Unset
from functions.offers.models import Accessibility, Withdrawal


class EditDetails(Struct, frozen=True, kw_only=True):
    """The changes of an edit to the details of an offer."""

    duration_minutes: int | Unset | None = UNSET
    is_national: bool | Unset = UNSET
    withdrawal_type: Withdrawal | Unset | None = UNSET
    withdrawal_delay_minutes: int | Unset | None = UNSET
    withdrawal_details: str | Unset | None = UNSET
    booking_email: str | Unset | None = UNSET
    external_ticket_url: str | Unset | None = UNSET
    accessibility: Accessibility | Unset | None = UNSET
    author: str | Unset | None = UNSET
    performer: str | Unset | None = UNSET
    speaker: str | Unset | None = UNSET
    stage_director: str | Unset | None = UNSET
    visa: str | Unset | None = UNSET
    ean: str | Unset | None = UNSET
