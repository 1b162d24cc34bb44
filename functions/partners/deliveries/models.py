"""Deliveries: one message of one event to the webhook of an offerer."""

from datetime import datetime
from typing import Literal

from functions.booking.models import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingMoved,
    BookingRedeemed,
    BookingRestored,
)
from functions.kernel.values import Model

DeliveryState = Literal["waiting", "delivered", "failed", "dropped"]

MESSAGES: dict[type[BookingEvent], str] = {
    BookingConfirmed: "booking.confirmed",
    BookingMoved: "booking.moved",
    BookingRedeemed: "booking.redeemed",
    BookingRestored: "booking.restored",
    BookingCancelled: "booking.cancelled",
    BookingExpired: "booking.expired",
}
"""The events of bookings that webhooks get, and the types of their messages."""

STATEMENT_PAID = "statement.paid"
"""The type of the message about a paid statement."""

TRANSFER_FAILED = "transfer.failed"
"""The type of the message about a transfer that was rejected, or came back."""


class Delivery(Model, frozen=True, kw_only=True):
    """A message; its id, also the header `webhook-id`, is that of the event.

    `waiting` is tried again at `due_at`, until three days after `queued_at`. The other states are
    final: `failed` never arrived, `dropped` had no enabled webhook any more. `status` is the last
    HTTP status, `fault` why there was none.
    """

    id: str
    siren: str
    type: str
    body: str
    state: DeliveryState = "waiting"
    attempts: int = 0
    status: int | None = None
    fault: str | None = None
    created_at: datetime
    queued_at: datetime
    due_at: datetime | None
    finished_at: datetime | None = None
    expires_at: datetime
