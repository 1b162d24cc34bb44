"""Count views in memory, and write them every few minutes.

A hot offer costs each instance a commit every five minutes, however often it is shown. Views are an
estimate: those of the last minutes are lost where an instance ends, and so are those of a commit
that fails, because an offer is shown all the same.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import asdict

from functions.kernel.calendar_days import local_month
from functions.kernel.counted import Counted
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.logs import log
from functions.kernel.values import replace
from functions.offers.models import Offer
from functions.offers.rules import is_visible
from functions.offers.views.models import OfferViews, Viewed
from functions.offers.views.store import offer_views, views_id


def count_view(
    database: Database, counted: Counted[Viewed], offer: Offer, *, now: datetime
) -> None:
    """Count that an offer was shown, unless it is not visible, such as a draft."""
    if is_visible(offer, now=now):
        viewed = Viewed(
            offer_id=offer.id,
            month=local_month(now, offer.place.time_zone),
            offerer_siren=offer.offerer_siren,
            venue_id=offer.place.venue_id,
            venue_name=offer.place.name,
        )
        write_views(database, counted.count(viewed, now=now))


def write_views(database: Database, counts: Mapping[Viewed, int]) -> None:
    """Add counts to the views of their months; log those that cannot be written."""
    if not counts:
        return
    try:
        database.run(lambda work: _add(work, counts))
    except Exception as fault:
        # Showing the offer must not fail.
        log.error("views_lost", fault=fault, offers=len(counts), views=sum(counts.values()))


def _add(work: UnitOfWork, counts: Mapping[Viewed, int]) -> None:
    ids = {viewed: views_id(viewed.offer_id, viewed.month) for viewed in counts}
    work.prefetch(*map(offer_views.ref, ids.values()))
    for viewed, name in ids.items():
        before = offer_views.find(work, name)
        if before is None:
            offer_views.create(work, name, OfferViews(**asdict(viewed), views=counts[viewed]))
        else:
            after = replace(before, views=before.views + counts[viewed])
            offer_views.replace(work, name, after)
