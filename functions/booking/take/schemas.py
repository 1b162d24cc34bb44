"""Taking: the request body."""

from pydantic import Field

from functions.kernel.field_types import Line
from functions.kernel.schemas import Body


class BookBody(Body):
    """A stock to book; two places only for a duo offer."""

    stock_id: Line
    quantity: int = Field(default=1, ge=-1000, le=1000)
