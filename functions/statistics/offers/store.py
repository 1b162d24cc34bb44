"""The queries of an offerer's sums and views by offer and month."""

from itertools import islice

from functions.booking.takings.models import MonthTakings
from functions.booking.takings.store import takings
from functions.kernel.database import Order, UnitOfWork, Where
from functions.offers.views.models import OfferViews
from functions.offers.views.store import offer_views, views_id

_IN_ORDER = (Order("month"),)

Position = tuple[str, str]
"""A month, and an offer."""

OfferMonth = tuple[MonthTakings | None, OfferViews | None]
"""An offer in a month: its takings, its views, or both."""


def months_of_offers(
    work: UnitOfWork,
    siren: str,
    *,
    offer_id: str | None,
    months: tuple[str, str],
    after: Position | None,
    page: int,
) -> list[OfferMonth]:
    """Return a page of an offerer's offers by month, in the order of month and offer.

    `months` are the first and the last one, both included.
    """
    scope = ("offer_id", offer_id) if offer_id else ("offerer_siren", siren)
    where = (
        Where(scope[0], "==", scope[1]),
        Where("month", ">=", months[0]),
        Where("month", "<=", months[1]),
    )
    summed = takings.query_pages(
        work,
        Where("scope", "==", "offer"),
        *where,
        order_by=_IN_ORDER,
        after=after and (after[0], f"offer~{after[1]}~{after[0]}"),
        page=page,
    )
    viewed = offer_views.query_pages(
        work,
        *where,
        order_by=_IN_ORDER,
        after=after and (after[0], views_id(after[1], after[0])),
        page=page,
    )
    found: dict[Position, OfferMonth] = {}
    for one in islice(summed, page):
        found[one.month, one.offer_id or ""] = (one, None)
    for views in islice(viewed, page):
        place = views.month, views.offer_id
        found[place] = (found.get(place, (None, None))[0], views)
    return [found[place] for place in sorted(found, key=_as_ids)][:page]


def _as_ids(place: Position) -> tuple[str, str]:
    """Sort as the ids of the documents do, in which another part follows the offer."""
    return place[0], f"{place[1]}~"
