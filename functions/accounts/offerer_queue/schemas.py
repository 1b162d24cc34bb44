"""Request bodies, queries and responses about the queue of offerers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.accounts.offerers.models import Offerer, OffererStatus
from functions.accounts.offerers.schemas import FounderView
from functions.kernel.field_types import paragraph
from functions.kernel.identity import Identity
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Parameters, ReasonBody, UnkeptView, View


class SetAsideBody(ActBody):
    """The matter that a decision waits for; other administrators read it."""

    may_be_missing = False

    comment: Annotated[str, paragraph(1_000)]


class RejectionBody(ReasonBody):
    """The reason for a rejection, which is mailed to the people concerned."""


class OfferersQuery(Parameters):
    """The status of the offerers to list, and the page."""

    status: OffererStatus = "pending"
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class DecidedOffererView(View):
    """An offerer after a decision of a reviewer."""

    siren: str
    name: str
    status: OffererStatus
    rejected_at: datetime | None
    rejection_reason: str | None

    @classmethod
    def of(cls, offerer: Offerer) -> "DecidedOffererView":
        """Build the view of an offerer."""
        return cls.model_validate(offerer)


class QueuedOffererView(UnkeptView):
    """An offerer in the queue, with its first member, who founded it."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: OffererStatus
    created_at: datetime
    validated_at: datetime | None
    rejected_at: datetime | None
    rejection_reason: str | None
    founder: FounderView | None
    members: int

    @classmethod
    def of(cls, offerer: Offerer, founder: FounderView | None) -> "QueuedOffererView":
        """Build the view of an offerer and its founder."""
        fields = cls.model_fields.keys() - {"founder", "members"}
        facts = {name: getattr(offerer, name) for name in fields}
        return cls(**facts, founder=founder, members=len(offerer.member_ids))


class QueuedOfferersView(UnkeptView):
    """A page of offerers with a status, oldest first."""

    items: list[QueuedOffererView]
    next_page_token: str | None


def founder_of(offerer: Offerer, accounts: Mapping[str, Identity]) -> FounderView | None:
    """Build the view of an offerer's first member."""
    if not offerer.member_ids:
        return None
    return FounderView.of(offerer.member_ids[0], accounts.get(offerer.member_ids[0]))
