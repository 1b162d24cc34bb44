"""Rules of price categories, and of the price that a stock takes from one."""

from collections.abc import Iterable

from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.kernel.values import replace
from functions.offers.models import Offer, PriceCategory

MOST_PRICE_CATEGORIES = 50
"""The limit per offer (pass-culture-main, core/offers/constants.py)."""


class UnknownPriceCategory(NotFound):
    """The offer has no such price category."""

    code = "unknown_price_category"


class TooManyPriceCategories(Conflict):
    """An offer can have at most 50 price categories."""

    code = "too_many_price_categories"


class PriceLabelTaken(Conflict):
    """Another price category of this offer has this label."""

    code = "price_label_taken"


class PriceCategoryInUse(Conflict):
    """Stocks follow this price category; give them another price first."""

    code = "price_category_in_use"


class PriceAmbiguous(Malformed):
    """Give either a price in cents or a price category."""

    code = "price_ambiguous"


def add(offer: Offer, *, label: str, price_cents: int) -> tuple[Offer, PriceCategory]:
    """Add a price category to an offer; one with the same label and price is returned as it is.

    Refuses TooManyPriceCategories, PriceLabelTaken.
    """
    same = next((one for one in offer.price_categories if one.label == label), None)
    if same is not None and same.price_cents == price_cents:
        return offer, same
    _check_label(label, offer.price_categories)
    if len(offer.price_categories) >= MOST_PRICE_CATEGORIES:
        raise TooManyPriceCategories
    made = offer.price_categories_made + 1
    added = PriceCategory(id=str(made), label=label, price_cents=price_cents)
    categories = (*offer.price_categories, added)
    return replace(offer, price_categories=categories, price_categories_made=made), added


def edit(
    offer: Offer, category_id: str, *, label: str | None, price_cents: int | None
) -> tuple[Offer, PriceCategory]:
    """Edit a price category; None leaves a field unchanged.

    Refuses UnknownPriceCategory, PriceLabelTaken.
    """
    former = get(offer, category_id)
    after = replace(
        former,
        label=former.label if label is None else label,
        price_cents=former.price_cents if price_cents is None else price_cents,
    )
    _check_label(after.label, (one for one in offer.price_categories if one.id != category_id))
    categories = tuple(after if one.id == category_id else one for one in offer.price_categories)
    return replace(offer, price_categories=categories), after


def remove(offer: Offer, category_id: str) -> Offer:
    """Remove a price category that no stock follows; nothing happens when there is none.

    Refuses PriceCategoryInUse.
    """
    if any(stock.price_category == category_id for stock in offer.stocks):
        raise PriceCategoryInUse
    categories = tuple(one for one in offer.price_categories if one.id != category_id)
    return replace(offer, price_categories=categories)


def get(offer: Offer, category_id: str) -> PriceCategory:
    """Return a price category of an offer. Refuses UnknownPriceCategory."""
    for category in offer.price_categories:
        if category.id == category_id:
            return category
    raise UnknownPriceCategory


def priced(
    offer: Offer, *, price_cents: int | None, label: str | None, category_id: str | None
) -> tuple[int, str | None]:
    """Return the price in cents and the label that a new stock has: its own or its category's.

    Refuses PriceAmbiguous when both or neither are given, UnknownPriceCategory.
    """
    if category_id is not None:
        if price_cents is not None or label is not None:
            raise PriceAmbiguous
        category = get(offer, category_id)
        return category.price_cents, category.label
    if price_cents is None:
        raise PriceAmbiguous
    return price_cents, label


def _check_label(label: str, others: Iterable[PriceCategory]) -> None:
    if any(other.label == label for other in others):
        raise PriceLabelTaken
