"""Opening and sending the notices of an event."""

from functions.kernel.events import Event
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber, Unit
from functions.notices.delivery.jobs import is_behind, sender_of
from functions.notices.letters.models import NOTIFYING_EVENTS
from functions.notices.queue import service as queue_service

events = Subscriber("notices_events")


def notify(platform: Platform, event: Event) -> Unit | None:
    """Notify everyone the event concerns.

    Mails are sent at once, unless someone waits for this event to be handled and the job keeps up.
    Mails that cannot be sent are left to the job, so the event is handled in any case.
    """
    now = platform.clock.now()
    if platform.bus.keeps_waiting and not is_behind(platform, now):
        return lambda work: queue_service.open_notices(work, event, now=now)
    taken = platform.database.run(lambda work: queue_service.open_and_take(work, event, now=now))
    sender_of(platform, now=platform.clock.now).send_taken(taken)
    return None


for kind in NOTIFYING_EVENTS.values():
    events.on_unit(kind)(notify)
