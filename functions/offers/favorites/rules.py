"""Rules of favorites: the limit, adding and removing."""

from datetime import datetime

from functions.kernel.errors import Conflict
from functions.kernel.values import replace
from functions.offers.favorites.models import Favorite, Favorites

MOST_FAVORITES = 100
"""The limit per beneficiary (pass-culture-main, core/offers/constants.py)."""


class TooManyFavorites(Conflict):
    """You can have at most 100 favorites."""

    code = "too_many_favorites"


def is_kept(favorites: Favorites, offer_id: str) -> bool:
    """Return whether an offer is among the favorites."""
    return any(favorite.offer_id == offer_id for favorite in favorites.kept)


def keep(favorites: Favorites, offer_id: str, *, now: datetime) -> Favorites:
    """Add an offer to the favorites, as the newest. Refuses TooManyFavorites."""
    if len(favorites.kept) >= MOST_FAVORITES:
        raise TooManyFavorites
    added = Favorite(offer_id=offer_id, added_at=now)
    return replace(favorites, kept=(added, *favorites.kept))


def drop(favorites: Favorites, offer_id: str) -> Favorites:
    """Remove an offer from the favorites; unchanged when it is not among them."""
    if not is_kept(favorites, offer_id):
        return favorites
    return replace(favorites, kept=tuple(f for f in favorites.kept if f.offer_id != offer_id))
