"""Documents and queries of views."""

from functions.kernel.database import Index
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.views.models import OfferViews

offer_views = Collection("offer_views", OfferViews)

declare_indexes(
    Index("offer_views", ("offerer_siren", "month")), Index("offer_views", ("offer_id", "month"))
)


def views_id(offer_id: str, month: str) -> str:
    """Return the id of an offer's views in a month."""
    return f"{offer_id}~{month}"
