"""Open deliveries, send them, and note how each attempt ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from functions.accounts.offerers.models import WebhookDisabled
from functions.booking.models import BookingEvent
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.jobs import Report, process_and_count
from functions.kernel.webhooks import WebhookFault, WebhookSender
from functions.offers.store import offers, stocks
from functions.partners.deliveries import rules
from functions.partners.deliveries.models import Delivery
from functions.partners.deliveries.store import deliveries
from functions.partners.webhooks import rules as webhooks_rules
from functions.partners.webhooks.models import Webhook
from functions.partners.webhooks.service import get_own_webhook
from functions.partners.webhooks.store import webhooks
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import StatementPaid
from functions.reimbursement.settlements.store import statements


def open_delivery(work: UnitOfWork, event: BookingEvent, *, now: datetime) -> Delivery | None:
    """Open the delivery of an event, once; None without an enabled webhook, or if it is open."""
    if not rules.is_news(event, now=now):
        return None
    booking = bookings.find_unverified(work, event.subject_id)
    if booking is None:
        return None
    # Read by itself, because it may have been removed.
    webhook = webhooks.find_unverified(work, booking.offerer_siren)
    if webhook is None or webhook.status != "enabled":
        return None
    work.prefetch(deliveries.ref(event.id), offers.ref(booking.offer_id))
    work.prefetch(stocks.ref(booking.stock_id))
    if deliveries.find(work, event.id) is not None:
        return None
    offer = offers.find_unverified(work, booking.offer_id)
    stock = stocks.find_unverified(work, booking.stock_id)
    delivery = rules.new_delivery(event, booking, offer, stock, now=now)
    deliveries.create(work, delivery.id, delivery)
    return delivery


def open_statement_delivery(
    work: UnitOfWork, event: StatementPaid | TransferFailed, *, now: datetime
) -> Delivery | None:
    """Open the delivery of a statement's payment or failure, as `open_delivery` for bookings."""
    if not rules.is_news(event, now=now):
        return None
    webhook = webhooks.find_unverified(work, event.siren)
    if webhook is None or webhook.status != "enabled":
        return None
    if isinstance(event, StatementPaid):
        work.prefetch(statements.ref(event.subject_id))
    if deliveries.find(work, event.id) is not None:
        return None
    if isinstance(event, TransferFailed):
        delivery = rules.failure_delivery(event, now=now)
    else:
        statement = statements.get(work, event.subject_id)
        delivery = rules.statement_delivery(event, statement, now=now)
    deliveries.create(work, delivery.id, delivery)
    return delivery


def redeliver(
    work: UnitOfWork, siren: str, delivery_id: str, *, uid: str, now: datetime
) -> Delivery:
    """Queue a delivery again. Refuses as `get_own_webhook`, and UnknownDelivery."""
    get_own_webhook(work, siren, uid=uid)
    delivery = deliveries.get(work, delivery_id)
    if delivery.siren != siren:
        raise rules.UnknownDelivery
    if delivery.state == "waiting" and not delivery.attempts:
        return delivery
    after = rules.queue_again(delivery, now=now)
    deliveries.replace(work, delivery_id, after)
    return after


def take(work: UnitOfWork, delivery_id: str, *, now: datetime) -> tuple[Delivery, Webhook] | None:
    """Take a due delivery to send it; None if it is not due, or was dropped."""
    delivery = deliveries.find(work, delivery_id)
    if delivery is None or not rules.is_due(delivery, now=now):
        return None
    webhook = webhooks.find_unverified(work, delivery.siren)
    if webhook is None or webhook.status != "enabled":
        deliveries.replace(work, delivery_id, rules.drop(delivery, now=now))
        return None
    after = rules.take(delivery, now=now)
    deliveries.replace(work, delivery_id, after)
    return after, webhook


def end(
    work: UnitOfWork, taken: Delivery, status: int | None, fault: str | None, *, now: datetime
) -> str:
    """Note the result of an attempt; disable a webhook that has taken no message for three days.

    Writes nothing if another sender has taken the delivery since.
    """
    delivery = deliveries.get(work, taken.id)
    if delivery.attempts != taken.attempts or delivery.state != "waiting":
        return "overtaken"
    webhook = webhooks.find(work, delivery.siren)
    has_arrived = status is not None and status // 100 == HTTPStatus.OK // 100
    if has_arrived and status is not None:
        deliveries.replace(work, delivery.id, rules.arrived(delivery, status, now=now))
    else:
        deliveries.replace(work, delivery.id, rules.put_off(delivery, status, fault, now=now))
    if webhook is None:
        return "delivered" if has_arrived else "put_off"
    after = (
        webhooks_rules.arrived(webhook, now=now)
        if has_arrived
        else webhooks_rules.failed(webhook, waiting_since=delivery.queued_at, now=now)
    )
    if after != webhook:
        webhooks.replace(work, webhook.siren, after)
    if after.revision != webhook.revision:
        record(work, WebhookDisabled(subject_id=webhook.siren, revision=after.revision, at=now))
    return "delivered" if has_arrived else "put_off"


@dataclass(frozen=True, kw_only=True)
class Courier:
    """Sends deliveries; `now` is read before each step, because sending takes time.

    The sender is opened for the first of them, because its client loads slowly.
    """

    database: Database
    sender: Callable[[], WebhookSender]
    now: Callable[[], datetime]

    def send(self, found: Iterator[Delivery]) -> Report:
        """Send those of these deliveries that are due, and count them by outcome.

        After a failure, the other deliveries of that offerer wait for the next run, so that one
        address that does not answer holds up no other.
        """
        failing: set[str] = set()
        report = Report()
        sirens: dict[str, str] = {}

        def ids() -> Iterator[str]:
            for delivery in found:
                if delivery.siren not in failing:
                    sirens[delivery.id] = delivery.siren
                    yield delivery.id

        def send_one(delivery_id: str) -> str:
            outcome = self._send(delivery_id)
            if outcome == "put_off":
                failing.add(sirens[delivery_id])
            return outcome

        process_and_count(report, ids(), send_one)
        return report

    def _send(self, delivery_id: str) -> str:
        at = self.now()
        taken = self.database.run(lambda work: take(work, delivery_id, now=at))
        if taken is None:
            return "not_due"
        delivery, webhook = taken
        sent_at = self.now()
        stamp = int(sent_at.timestamp())
        signed = webhooks_rules.signatures(webhook, delivery.id, stamp, delivery.body, now=sent_at)
        headers = {
            "webhook-id": delivery.id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signed,
        }
        status, fault = None, None
        try:
            status = self.sender().post(
                webhook.url, headers=headers, content=delivery.body.encode()
            )
        except WebhookFault as failed:
            fault = failed.reason
        ended_at = self.now()
        return self.database.run(lambda work: end(work, delivery, status, fault, now=ended_at))
