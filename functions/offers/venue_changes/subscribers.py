"""Offers follow their venue by event."""

from functions.accounts.venues.models import VenueChanged
from functions.kernel.jobs import RUN_TIME, PartlyDone
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.offers.subscribers import events
from functions.offers.venue_changes import service


@events.on_at_least_once(VenueChanged)
def follow_venue(platform: Platform, event: VenueChanged) -> None:
    """Update every offer of an edited venue; when time is up, a redelivery does the rest."""
    until = platform.clock.now() + RUN_TIME
    followed = 0
    for changed in service.follow_venue(platform.database, event.subject_id, now=event.at):
        followed += changed
        if platform.clock.now() >= until:
            log.info("venue_followed", followed=followed, is_done=False)
            raise PartlyDone(f"{followed} offers followed so far")
    log.info("venue_followed", followed=followed, is_done=True)
