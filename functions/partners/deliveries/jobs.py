"""The scheduled job that sends deliveries."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from functions.kernel.jobs import Report, job
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.partners.deliveries.models import Delivery
from functions.partners.deliveries.service import Courier
from functions.partners.deliveries.store import due

jobs = Subscriber("partners_jobs")

_SENDING_TIME = timedelta(seconds=50)
"""How long a run sends; the next one starts a minute later."""


@job(jobs, "send-webhooks")
def send_webhooks(platform: Platform, at: datetime) -> Report:
    """Send the deliveries that are due, those that have waited longest first."""
    started = platform.clock.now()

    def now() -> datetime:
        return at + (platform.clock.now() - started)

    def waiting() -> Iterator[Delivery]:
        for delivery in due(platform.database, at=at):
            if now() - at > _SENDING_TIME:
                return
            yield delivery

    courier = Courier(database=platform.database, sender=lambda: platform.webhooks, now=now)
    return courier.send(waiting())
