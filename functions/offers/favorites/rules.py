"""What a beneficiary may keep: pure decisions, and their refusal."""

from dataclasses import replace
from datetime import datetime

from functions.kernel.errors import Conflict
from functions.offers.favorites.models import Favorite, Favorites

MOST_FAVORITES = 100
"""pass-culture-main, core/offers/constants.py."""


class TooManyFavorites(Conflict):
    """A beneficiary keeps at most 100 offers."""

    code = "too_many_favorites"


def is_kept(favorites: Favorites, offer_id: str) -> bool:
    """Tell whether an offer is among those that are kept."""
    return any(favorite.offer_id == offer_id for favorite in favorites.kept)


def keep(favorites: Favorites, offer_id: str, *, now: datetime) -> Favorites:
    """Return the favorites with one more, as the newest. Refuses TooManyFavorites."""
    if len(favorites.kept) >= MOST_FAVORITES:
        raise TooManyFavorites
    added = Favorite(offer_id=offer_id, added_at=now)
    return replace(favorites, kept=(added, *favorites.kept))


def drop(favorites: Favorites, offer_id: str) -> Favorites:
    """Return the favorites without this offer; the same when it was not among them."""
    if not is_kept(favorites, offer_id):
        return favorites
    return replace(favorites, kept=tuple(f for f in favorites.kept if f.offer_id != offer_id))
