"""Bodies and views of overpayments and other incidents."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.kernel.field_types import Line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, ReasonBody, View
from functions.reimbursement.incidents.models import Incident, IncidentKind, IncidentState


class OverpaymentBody(ReasonBody):
    """The paid booking, why, and the amount in cents to take back; null takes back all of it."""

    booking_id: Line
    amount_cents: Annotated[int, Field(gt=0, le=1_000_000_00)] | None = None


class IncidentsQuery(Parameters):
    """The state of the incidents, and the page."""

    state: IncidentState = "open"
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class IncidentView(View):
    """An amount in cents that a later batch adds to what a venue is paid, or takes off below 0."""

    id: str
    kind: IncidentKind
    state: IncidentState
    booking_id: str
    siren: str
    venue_id: str
    scheme: str
    amount_cents: int
    created_at: datetime

    @classmethod
    def of(cls, incident: Incident) -> "IncidentView":
        """Build the view of an incident."""
        return cls.model_validate(incident)


class IncidentsView(View):
    """A page of incidents, oldest first."""

    items: list[IncidentView]
    next_page_token: str | None
