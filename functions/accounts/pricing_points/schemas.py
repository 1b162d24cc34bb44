"""The body that names a pricing point."""

from functions.kernel.page_tokens import DocumentId
from functions.kernel.schemas import Body


class PricingPointBody(Body):
    """The venue with a SIRET, of the same offerer, whose revenue this one's bookings count in."""

    pricing_point_id: DocumentId
