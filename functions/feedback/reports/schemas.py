"""Request bodies, queries and responses about reports."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from functions.feedback.reports.models import (
    CaseStatus,
    OfferReport,
    ReportCase,
    ReportDecision,
    ReportReason,
)
from functions.kernel.field_conditions import has, where
from functions.kernel.field_types import paragraph
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Parameters, ReasonBody, View
from functions.offers.models import Offer, Publication


class ReportBody(Body):
    """Why an offer is reported; the reason `other` needs a text, and no other has one."""

    model_config = ConfigDict(
        json_schema_extra={
            **where("reason", "other", then=has("text"), otherwise=has(without=("text",))),
            "examples": [{"reason": "other", "text": "La photo n'est pas celle du livre."}],
        }
    )

    reason: ReportReason
    text: Annotated[str, paragraph(500)] | None = None

    @model_validator(mode="after")
    def _has_its_text(self) -> "ReportBody":
        if (self.reason == "other") != (self.text is not None):
            raise ValueError("a text belongs to the reason other")
        return self


class ReportView(View):
    """A report of the caller; its decision is mailed to them."""

    offer_id: str
    reason: ReportReason
    reported_at: datetime

    @classmethod
    def of(cls, report: OfferReport) -> "ReportView":
        """Build the view of a report."""
        return cls.model_validate(report)


class ReportDecisionBody(ReasonBody):
    """A decision on a reported offer.

    The reason is mailed to everybody who reported it, and shown to the professional if the offer is
    rejected.
    """

    decision: ReportDecision


class ReportCasesQuery(Parameters):
    """The status of the reported offers to list, and the page."""

    status: CaseStatus = "open"
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class ReportCaseView(View):
    """A reported offer: the reports that wait for a decision by reason, or the latest decision.

    `held_at` is when so many people had reported it that it was held for review.
    """

    offer_id: str
    offer_name: str | None
    offerer_siren: str | None
    publication: Publication | None
    status: CaseStatus
    reports: int
    reasons: dict[ReportReason, int]
    opened_at: datetime
    last_at: datetime
    held_at: datetime | None
    decision: ReportDecision | None
    ground: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, case: ReportCase, offer: Offer | None) -> "ReportCaseView":
        """Build the view of a case and its offer."""
        return cls(
            offer_id=case.offer_id,
            offer_name=offer.name if offer else None,
            offerer_siren=offer.offerer_siren if offer else None,
            publication=offer.publication if offer else None,
            status=case.status,
            reports=case.reports,
            reasons=case.reasons,
            opened_at=case.opened_at,
            last_at=case.last_at,
            held_at=case.held_at,
            decision=case.decision,
            ground=case.ground,
            decided_at=case.decided_at,
        )


class ReportCasesView(View):
    """A page of reported offers, those first whose first report is oldest."""

    items: list[ReportCaseView]
    next_page_token: str | None


class ReportsQuery(Parameters):
    """Paging of the reports of an offer."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class ReportRowView(View):
    """A report as reviewers read it, without who made it."""

    reason: ReportReason
    text: str | None
    reported_at: datetime


class ReportsView(View):
    """A page of the reports of an offer's latest round, oldest first."""

    items: list[ReportRowView]
    next_page_token: str | None
