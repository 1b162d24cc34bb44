"""The preview of an offer."""

from datetime import datetime

from functions.kernel.values import Struct
from functions.offers.models import Offer


class Preview(Struct, frozen=True, kw_only=True):
    """An offer that the public can see, with the stocks that a preview names.

    `prices` are those of the stocks ahead, in cents; `begins_at` is the next date, None for things.
    """

    offer: Offer
    is_event: bool
    begins_at: datetime | None
    prices: tuple[int, ...]
    is_left: bool
