"""Commands on stocks."""

from datetime import datetime

from functions.kernel.values import UNSET, Struct, Unset


class AddStock(Struct, frozen=True, kw_only=True):
    """Command: add a stock to an offer, for events with a date.

    Its price is its own or that of a category. If `with_codes`, it becomes bookable once activation
    codes are loaded. With `may_deal`, a large one is dealt out into shards.
    """

    offer_id: str
    member_id: str
    price_cents: int | None
    quantity: int | None
    begins_at: datetime | None
    booking_limit_at: datetime | None
    with_codes: bool = False
    price_label: str | None = None
    partner_id: str | None = None
    price_category: str | None = None
    may_deal: bool = False


class EditStock(Struct, frozen=True, kw_only=True):
    """Command: edit a stock. With `may_deal`, a new quantity is dealt out if it is large."""

    stock_id: str
    member_id: str
    price_cents: int | Unset = UNSET
    price_label: str | Unset | None = UNSET
    price_category: str | Unset | None = UNSET
    quantity: int | Unset | None = UNSET
    begins_at: datetime | Unset | None = UNSET
    booking_limit_at: datetime | Unset | None = UNSET
    partner_id: str | Unset | None = UNSET
    may_deal: bool = False
