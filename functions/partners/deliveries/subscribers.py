"""Opening and sending the deliveries of booking events."""

from collections.abc import Callable
from datetime import datetime

from functions.booking.models import BookingEvent
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber, Unit
from functions.partners.deliveries.models import MESSAGES, Delivery
from functions.partners.deliveries.service import Courier, open_delivery, open_statement_delivery
from functions.partners.webhooks.rules import LISTED_FOR, LISTED_SIRENS
from functions.partners.webhooks.service import get_listed_sirens
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import StatementPaid

events = Subscriber("partners_events")


def deliver(platform: Platform, event: BookingEvent) -> Unit | None:
    """Open the delivery of an event, and try it once, unless someone waits for the event.

    Most offerers have no webhook, and their events cost no reading: each process remembers for some
    seconds who has one. A message that does not arrive is left to the job, so the event is handled
    in any case.
    """
    now = platform.clock.now()
    if event.offerer_siren and event.offerer_siren not in _listed_sirens(platform, now=now):
        return None
    return _opened(platform, lambda work: open_delivery(work, event, now=now))


@events.on_unit(StatementPaid)
@events.on_unit(TransferFailed)
def deliver_statement(platform: Platform, event: StatementPaid | TransferFailed) -> Unit | None:
    """Open the delivery of a statement's payment or failure, and try it like that of a booking."""
    now = platform.clock.now()
    if event.siren not in _listed_sirens(platform, now=now):
        return None
    return _opened(platform, lambda work: open_statement_delivery(work, event, now=now))


def _opened(platform: Platform, opening: Callable[[UnitOfWork], Delivery | None]) -> Unit | None:
    """Return the unit that opens a delivery; where nobody waits, open and try it at once."""
    if platform.bus.keeps_waiting:
        return opening
    opened = platform.database.run(opening)
    if opened is not None:
        courier = Courier(
            database=platform.database, sender=lambda: platform.webhooks, now=platform.clock.now
        )
        courier.send(iter([opened]))
    return None


def _listed_sirens(platform: Platform, *, now: datetime) -> frozenset[str]:
    return platform.remembered.recall(
        LISTED_SIRENS,
        lambda: platform.database.run(get_listed_sirens),
        kept_for=LISTED_FOR,
        now=now,
    )


for kind in MESSAGES:
    events.on_unit(kind)(deliver)
