"""The query of the offers of a venue."""

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters


class AtVenueQuery(Parameters):
    """The page."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None
