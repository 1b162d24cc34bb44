"""Responses about deliveries."""

from datetime import datetime

from pydantic import Field

from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View
from functions.partners.deliveries.models import Delivery, DeliveryState


class DeliveriesQuery(Parameters):
    """The page of an offerer's deliveries to show."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class DeliveryView(View):
    """A message to a webhook: its JSON text, the attempts, and the last HTTP status or fault."""

    id: str
    type: str
    state: DeliveryState
    attempts: int
    status: int | None
    fault: str | None
    body: str
    created_at: datetime
    due_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryView":
        """Build the view of a delivery."""
        return cls.model_validate(delivery)


class DeliveriesView(View):
    """A page of deliveries of the last 30 days, newest first."""

    items: list[DeliveryView]
    next_page_token: str | None
