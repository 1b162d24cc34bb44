"""Request bodies and responses about reviews."""

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, ReasonBody, View
from functions.offers.publish.schemas import OwnOfferView


class RejectBody(ReasonBody):
    """The reason for the rejection, shown to the professional."""


class PendingQuery(Parameters):
    """Paging of the offers waiting for review."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class PendingOffersView(View):
    """A page of the offers waiting for review, oldest first."""

    items: list[OwnOfferView]
    next_page_token: str | None
