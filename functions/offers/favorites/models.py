"""The favorites of a beneficiary."""

from datetime import datetime

from functions.kernel.values import Model


class Favorite(Model, frozen=True, kw_only=True):
    """A favorite offer of a beneficiary."""

    offer_id: str
    added_at: datetime


class Favorites(Model, frozen=True, kw_only=True):
    """All favorites of a beneficiary, newest first; one document, so that the limit holds."""

    kept: tuple[Favorite, ...] = ()
