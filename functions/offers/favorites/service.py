"""Add, remove and erase favorites."""

from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.offers import rules as offers_rules
from functions.offers.favorites import rules
from functions.offers.favorites.models import Favorites
from functions.offers.favorites.store import favorites
from functions.offers.rules import is_visible
from functions.offers.store import offers


def add_favorite(work: UnitOfWork, offer_id: str, *, beneficiary_id: str, now: datetime) -> None:
    """Add a favorite. Refuses UnknownOffer, TooManyFavorites; repeating it changes nothing."""
    work.prefetch(offers.ref(offer_id))
    before = favorites.find(work, beneficiary_id)
    if before is not None and rules.is_kept(before, offer_id):
        return
    if not is_visible(offers.get(work, offer_id), now=now):
        raise offers_rules.UnknownOffer
    after = rules.keep(before or Favorites(), offer_id, now=now)
    if before is None:
        favorites.create(work, beneficiary_id, after)
    else:
        favorites.replace(work, beneficiary_id, after)


def remove_favorite(work: UnitOfWork, offer_id: str, *, beneficiary_id: str) -> None:
    """Remove a favorite; changes nothing when it is not one."""
    before = favorites.find(work, beneficiary_id)
    if before is None:
        return
    after = rules.drop(before, offer_id)
    if after != before:
        favorites.replace(work, beneficiary_id, after)


def forget_favorites(work: UnitOfWork, beneficiary_id: str) -> None:
    """Delete all favorites of a person; repeating it changes nothing."""
    if favorites.find(work, beneficiary_id) is not None:
        favorites.delete(work, beneficiary_id)
