"""Bodies and views of commercial gestures."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.kernel.field_types import Line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, ReasonBody, View
from functions.reimbursement.gestures.rules import MOST_CENTS
from functions.reimbursement.models import Gesture, GestureState


class GestureBody(ReasonBody):
    """The venue, the amount in cents, and a reason, which the venue reads on its statement."""

    venue_id: Line
    amount_cents: Annotated[int, Field(gt=0, le=MOST_CENTS)]


class GesturesQuery(Parameters):
    """The state of the gestures, and the page."""

    state: GestureState = "proposed"
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class GestureView(View):
    """An amount in cents that the operator pays a venue; once approved, with the next batch."""

    id: str
    state: GestureState
    siren: str
    venue_id: str
    amount_cents: int
    reason: str
    proposed_by: str
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, gesture: Gesture) -> "GestureView":
        """Build the view of a gesture."""
        return cls.model_validate(gesture)


class GesturesView(View):
    """A page of gestures, newest first."""

    items: list[GestureView]
    next_page_token: str | None
