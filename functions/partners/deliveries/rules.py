"""Rules of deliveries: the message, the schedule of attempts, and the final states."""

import json
from datetime import datetime, timedelta

from functions.booking.models import Booking, BookingEvent
from functions.kernel.errors import NotFound
from functions.kernel.events import Event
from functions.kernel.values import replace
from functions.offers.models import Offer, Stock
from functions.partners.deliveries.models import MESSAGES, STATEMENT_PAID, TRANSFER_FAILED, Delivery
from functions.partners.webhooks.rules import WEBHOOK_PATIENCE
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import Statement, StatementPaid


class UnknownDelivery(NotFound):
    """This offerer has no such delivery."""

    code = "unknown_delivery"


KEPT_FOR = timedelta(days=30)
"""How long a delivery is listed, and recognised if its event comes again."""

LEASE = timedelta(minutes=1)
"""How long a delivery is reserved for its sender; an exchange takes 10 seconds at most."""

_PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10)),
)
"""Delays between attempts; the last one repeats (Standard Webhooks proposes similar ones)."""


def is_news(event: Event, *, now: datetime) -> bool:
    """Return whether a delivery of the event would still be kept, and a repeat recognised."""
    return now < event.at + KEPT_FOR


def new_delivery(
    event: BookingEvent,
    booking: Booking,
    offer: Offer | None,
    stock: Stock | None,
    *,
    now: datetime,
) -> Delivery:
    """Return the delivery of an event, due at once."""
    kind, data = MESSAGES[type(event)], facts_of(booking, offer, stock)
    return _delivery(event, booking.offerer_siren, kind, data, now=now)


def statement_delivery(event: StatementPaid, statement: Statement, *, now: datetime) -> Delivery:
    """Return the delivery of a paid statement, due at once."""
    data: dict[str, object] = {
        "statement_id": statement.id,
        "kind": statement.kind,
        "batch_id": event.batch_id,
        "account_id": event.account_id or statement.account_id,
        "cutoff_at": statement.cutoff_at.isoformat(),
        "lines": statement.lines,
        "amount_cents": statement.amount_cents,
        "venue_ids": list(event.venue_ids),
    }
    return _delivery(event, statement.siren, STATEMENT_PAID, data, now=now)


def failure_delivery(event: TransferFailed, *, now: datetime) -> Delivery:
    """Return the delivery of a transfer that failed, due at once."""
    data: dict[str, object] = {
        "statement_id": event.statement_id,
        "batch_id": event.batch_id,
        "account_id": event.account_id,
        "amount_cents": event.amount_cents,
        "reason": event.reason,
    }
    return _delivery(event, event.siren, TRANSFER_FAILED, data, now=now)


def _delivery(
    event: Event, siren: str, kind: str, data: dict[str, object], *, now: datetime
) -> Delivery:
    message = {"type": kind, "timestamp": event.at.isoformat(), "data": data}
    return Delivery(
        id=event.id,
        siren=siren,
        type=kind,
        body=json.dumps(message, ensure_ascii=False, separators=(",", ":")),
        created_at=now,
        queued_at=now,
        due_at=now,
        expires_at=now + KEPT_FOR,
    )


def facts_of(booking: Booking, offer: Offer | None, stock: Stock | None) -> dict[str, object]:
    """Return the facts of a booking for partners, as it is now.

    There is nothing about the person, and no countermark, which could be redeemed.
    """

    def text(at: datetime | None) -> str | None:
        return None if at is None else at.isoformat()

    return {
        "booking_id": booking.id,
        "status": booking.status,
        "offer_id": booking.offer_id,
        "offer_partner_id": offer.partner_id if offer else None,
        "offer_name": booking.offer_name,
        "ean": offer.details.ean if offer else None,
        "stock_id": booking.stock_id,
        "stock_partner_id": stock.partner_id if stock else None,
        "price_label": booking.price_label,
        "venue_id": booking.venue_id,
        "begins_at": text(booking.begins_at),
        "quantity": booking.quantity,
        "unit_price_cents": booking.unit_price_cents,
        "amount_cents": booking.amount_cents,
        "booked_at": text(booking.booked_at),
        "cancellable_until": text(booking.cancellable_until),
        "used_at": text(booking.used_at),
        "cancelled_at": text(booking.cancelled_at),
        "cancellation_reason": booking.cancellation_reason,
    }


def is_due(delivery: Delivery, *, now: datetime) -> bool:
    """Return whether the delivery waits, and is not leased to a sender."""
    return delivery.due_at is not None and delivery.due_at <= now


def take(delivery: Delivery, *, now: datetime) -> Delivery:
    """Lease a due delivery to a sender."""
    return replace(delivery, attempts=delivery.attempts + 1, due_at=now + LEASE)


def drop(delivery: Delivery, *, now: datetime) -> Delivery:
    """End a delivery that has no enabled webhook."""
    return replace(delivery, state="dropped", due_at=None, finished_at=now)


def arrived(delivery: Delivery, status: int, *, now: datetime) -> Delivery:
    """End a delivery that was answered with success."""
    return replace(
        delivery, state="delivered", status=status, fault=None, due_at=None, finished_at=now
    )


def put_off(
    delivery: Delivery, status: int | None, fault: str | None, *, now: datetime
) -> Delivery:
    """Schedule the next attempt; end the delivery three days after it was queued.

    The last attempt is made then, however long the pauses are.
    """
    until = delivery.queued_at + WEBHOOK_PATIENCE
    tried = replace(delivery, status=status, fault=fault)
    if now >= until:
        return replace(tried, state="failed", due_at=None, finished_at=now)
    pause = _PAUSES[min(delivery.attempts, len(_PAUSES)) - 1]
    return replace(tried, due_at=min(now + pause, until))


def queue_again(delivery: Delivery, *, now: datetime) -> Delivery:
    """Queue a delivery once more by hand; one that waits is due at once."""
    return replace(
        delivery, state="waiting", attempts=0, queued_at=now, due_at=now, finished_at=None
    )
