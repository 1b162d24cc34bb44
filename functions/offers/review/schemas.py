"""Request bodies and responses about reviews."""

from typing import Annotated

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Parameters, View, paragraph
from functions.offers.publish.schemas import OwnOfferView


class RejectBody(Body):
    """The reason for the rejection, shown to the professional."""

    reason: Annotated[str, paragraph(500)]


class PendingQuery(Parameters):
    """Paging of the offers waiting for review."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class PendingOffersView(View):
    """A page of the offers waiting for review, oldest first."""

    items: list[OwnOfferView]
    next_page_token: str | None
