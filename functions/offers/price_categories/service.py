"""Add, edit and remove price categories."""

from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.offers.batches import service as batches_service
from functions.offers.batches.models import StockBatch
from functions.offers.models import Offer, PriceCategory
from functions.offers.prices import rules
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.service import get_own_offer
from functions.offers.store import offers


def add_category(
    work: UnitOfWork, offer_id: str, *, member_id: str, label: str, price_cents: int
) -> PriceCategory:
    """Add a price category to an offer.

    Refuses UnknownOffer, NotAMember, OfferNotEditable, and what `rules.add` refuses.
    """
    offer = _editable(work, offer_id, member_id=member_id)
    after, category = rules.add(offer, label=label, price_cents=price_cents)
    offers.replace(work, offer_id, after)
    return category


def edit_category(
    work: UnitOfWork,
    batch: StockBatch,
    category_id: str,
    *,
    label: str | None,
    price_cents: int | None,
    now: datetime,
) -> tuple[PriceCategory, StockBatch | None]:
    """Edit a price category of the offer of `batch`, which prices the stocks that follow it.

    Bookings keep what was agreed (pass-culture-main, core/offers/api.py, edit_price_category).
    Return the category, and the batch as it was started, or None if every stock has this price.
    Refuses UnknownOffer, NotAMember, OfferNotEditable, and what `rules.edit` refuses.
    """
    offer = _editable(work, batch.offer_id, member_id=batch.member_id)
    after, category = rules.edit(offer, category_id, label=label, price_cents=price_cents)
    offers.replace(work, offer.id, after)
    if all(
        (stock.price_cents, stock.price_label) == (category.price_cents, category.label)
        for stock in offer.stocks
        if stock.price_category == category_id
    ):
        return category, None
    return category, batches_service.start(work, batch, now=now)


def remove_category(work: UnitOfWork, offer_id: str, category_id: str, *, member_id: str) -> None:
    """Remove a price category that no stock follows.

    Refuses UnknownOffer, NotAMember, OfferNotEditable, PriceCategoryInUse.
    """
    offer = _editable(work, offer_id, member_id=member_id)
    offers.replace(work, offer_id, rules.remove(offer, category_id))


def _editable(work: UnitOfWork, offer_id: str, *, member_id: str) -> Offer:
    offer = get_own_offer(work, offer_id, member_id=member_id)
    publish_rules.check_editable(offer)
    return offer
