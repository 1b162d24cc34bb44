"""Request bodies and responses about reviews."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from functions.kernel.field_conditions import has, where
from functions.kernel.field_types import Instant, paragraph
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, ReasonBody, View
from functions.offers.models import Publication
from functions.offers.publish.schemas import OwnOfferView


class RejectBody(ReasonBody):
    """The reason for the rejection, shown to the professional."""


class Decision(Body):
    """A decision on one offer; a rejection needs a reason, which the professional is shown.

    With `pending_since`, as the list of waiting offers shows it, the decision is refused if the
    offer was decided or changed meanwhile.
    """

    model_config = ConfigDict(
        json_schema_extra={
            **where("decision", "reject", then=has("reason"), otherwise=has(without=("reason",))),
            "examples": [{"offer_id": "hruzwx7v5uv4bc6663zm", "decision": "approve"}],
        }
    )

    offer_id: Annotated[str, Field(min_length=1, max_length=300)]
    decision: Literal["approve", "reject"]
    reason: Annotated[str, paragraph(500)] | None = None
    pending_since: Instant | None = None

    @model_validator(mode="after")
    def _has_its_reason(self) -> "Decision":
        if (self.decision == "reject") != (self.reason is not None):
            raise ValueError("a reason belongs to a rejection")
        return self


class DecisionsBody(ActBody):
    """Decisions on several offers, each carried out on its own, in order."""

    may_be_missing = False

    decisions: list[Decision] = Field(min_length=1, max_length=100)


class DecidedView(View):
    """The outcome of one decision; `code` is that of the refusal, null if it was carried out.

    `by` decided so: somebody else, if they were faster.
    """

    offer_id: str
    code: str | None
    publication: Publication | None
    by: str | None


class DecisionsView(View):
    """The outcome of each decision, in their order."""

    items: list[DecidedView]


class PendingQuery(Parameters):
    """Paging of the offers waiting for review."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class PendingOffersView(View):
    """A page of the offers waiting for review, oldest first."""

    items: list[OwnOfferView]
    next_page_token: str | None
