"""Incidents."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model

IncidentKind = Literal["price_difference", "overpayment", "gesture"]

IncidentState = Literal["open", "in_batch", "settled"]


class Incident(Model, frozen=True, kw_only=True):
    """An amount that the next batch adds to a venue's account, or takes off where it is negative.

    A `price_difference` is what a booking should have been reimbursed less what a batch took it
    for, in cents; an `overpayment` is what finance takes back. A `gesture` is what the
    operator gives: it stands for the booking, and its fund for the scheme. The id is
    `<booking>~<number>`.
    """

    id: str
    kind: IncidentKind
    state: IncidentState
    booking_id: str
    siren: str
    venue_id: str
    scheme: str
    amount_cents: int
    created_at: datetime
