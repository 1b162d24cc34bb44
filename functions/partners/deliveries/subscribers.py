"""Opening and sending the deliveries of booking events."""

from functions.booking.models import BookingEvent
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.partners.deliveries.models import MESSAGES
from functions.partners.deliveries.service import Courier, open_delivery

events = Subscriber("partners_events")


def deliver(platform: Platform, event: BookingEvent) -> None:
    """Open the delivery of an event, and try it once, unless someone waits for the event.

    A message that does not arrive is left to the job, so the event is handled in any case.
    """
    now = platform.clock.now()
    opened = platform.database.run(lambda work: open_delivery(work, event, now=now))
    if opened is not None and not platform.bus.keeps_waiting:
        courier = Courier(
            database=platform.database, sender=platform.webhooks, now=platform.clock.now
        )
        courier.send(iter([opened]))


for kind in MESSAGES:
    events.on_at_least_once(kind)(deliver)
