"""Views of an offer in a month."""

from functions.kernel.values import Model, Struct


class Viewed(Struct, frozen=True, kw_only=True):
    """An offer in a month ("2026-05") of its venue's time zone, as its views are counted."""

    offer_id: str
    month: str
    offerer_siren: str
    venue_id: str
    venue_name: str


class OfferViews(Model, frozen=True, kw_only=True):
    """How often an offer was shown in a month. Its id is `<offer>~<month>`."""

    offer_id: str
    month: str
    offerer_siren: str
    venue_id: str
    venue_name: str
    views: int
