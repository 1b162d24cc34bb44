"""Amounts owed: receivables of used bookings, and gestures of the operator."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model
from functions.reimbursement.rules.models import Group, Price

ReceivableState = Literal["waiting", "open", "priced", "in_batch", "paid", "cancelled"]

BATCHED = ("in_batch", "paid")
"""The states in which a price stays as it is."""

WaitsFor = Literal["pricing_point", "event", "pricing"]
"""The reason why a receivable is not in a batch yet, as far as pricing knows."""


class Receivable(Model, frozen=True, kw_only=True):
    """A used booking as its reimbursement sees it; `id` is the booking's.

    It follows the booking's `revision`. `waiting` has no pricing point yet; `open` has one and is
    priced in its turn; `cancelled` was undone before a batch. A batch makes it `in_batch`, the
    executed transfer `paid`; from then on its `price` stays, and what it should have been instead
    becomes incidents. Amounts are cents for the whole quantity.
    """

    id: str
    revision: int
    state: ReceivableState
    siren: str
    venue_id: str
    point_id: str | None
    fold: str | None
    """The fold that prices it, None while it has no pricing point, and once its use was undone."""
    offer_id: str
    offer_name: str
    category: str
    group: Group
    price_label: str | None = None
    countermark: str
    quantity: int
    amount_cents: int
    scheme: str | None
    """The scheme whose grant paid for it; None for a free booking."""
    used_at: datetime
    begins_at: datetime | None = None
    ordering_at: datetime
    """Its place among those of its fold; equal instants follow the order of ids."""
    revenue_cents: int | None = None
    """The revenue of its pricing point in its period, itself included, as of its pricing."""
    price: Price | None = None
    priced_at: datetime | None = None
    owed_cents: int = 0
    contribution_cents: int = 0
    """Its shares in the ledger by now, incidents included."""
    adjusted_cents: int = 0
    """The sum that finance has taken back, below zero; part of what is owed beside the price."""
    entries: int = 0
    incidents: int = 0
    created_at: datetime


GestureState = Literal["proposed", "approved", "refused"]

FUND = "gestures"
"""The fund that pays for gestures; stands where entries, incidents and lines name a scheme."""


class Gesture(Model, frozen=True, kw_only=True):
    """An amount in cents that the operator pays a venue, for a reason that the venue reads.

    Once a second administrator has approved it, it is the incident `<gesture>~1`, which the next
    batch takes. `entries` counts its ledger entries.
    """

    id: str
    state: GestureState
    siren: str
    venue_id: str
    amount_cents: int
    reason: str
    proposed_by: str
    created_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    entries: int = 0

    @property
    def scheme(self) -> str:
        """The fund, in the place of a scheme."""
        return FUND
