"""Review: request bodies and answers."""

from typing import Annotated

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Parameters, View, paragraph
from functions.offers.publish.schemas import OwnOfferView


class RejectBody(Body):
    """Why an offer is refused, in words for the professional."""

    reason: Annotated[str, paragraph(500)]


class PendingQuery(Parameters):
    """Which page of what waits for a review."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class PendingOffersView(View):
    """A page of what waits for a review, the longest first."""

    items: list[OwnOfferView]
    next_page_token: str | None
