"""Reports of offers, the case that gathers those of an offer, and their events."""

from datetime import datetime
from typing import Literal

from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct, field, queried

ReportReason = Literal["improper", "price_too_high", "inappropriate", "other"]

ReportDecision = Literal["keep", "reject"]

CaseStatus = Literal["open", "decided"]


class OfferReport(Model, frozen=True, kw_only=True):
    """A person's report of an offer; they make one at most, so its id is `<offer>~<person>`.

    `text` belongs to the reason `other`. `round` is that of the case. `is_counted` if the person
    was an active beneficiary. `decision` and `ground` are those that the person was sent.
    """

    id: str
    offer_id: str
    person_id: str
    reason: ReportReason
    text: str | None
    reported_at: datetime
    round: int
    is_counted: bool
    decision: ReportDecision | None = None
    ground: str | None = None
    answered_at: datetime | None = None
    expires_at: datetime


class ReportCase(Model, frozen=True, kw_only=True):
    """The reports of an offer that wait for a decision, or the latest decision.

    `round` counts the decisions to come, from 1. `reasons` counts the reports of this round by
    reason; `counted` of them are of active beneficiaries. `held_at` is when they held the offer.
    """

    offer_id: str
    status: CaseStatus
    round: int
    opened_at: datetime
    last_at: datetime
    reasons: dict[str, int] = field(default_factory=dict)
    counted: int = 0
    held_at: datetime | None = None
    decision: ReportDecision | None = None
    ground: str | None = None
    by: str | None = None
    decided_at: datetime | None = queried(None)

    @property
    def reports(self) -> int:
        """The number of reports of this round."""
        return sum(self.reasons.values())


class ReportOffer(Struct, frozen=True, kw_only=True):
    """Command: report an offer."""

    offer_id: str
    person_id: str
    reason: ReportReason
    text: str | None = None


@named("offer-held")
class OfferHeld(Event, frozen=True, kw_only=True):
    """Reports hold an offer for review. The subject is the offer, the revision the round."""

    siren: str


@named("offer-reports-decided")
class OfferReportsDecided(Event, frozen=True, kw_only=True):
    """The reports of an offer were decided. The subject is the offer, the revision the round.

    `siren` is that of its offerer, empty in events of earlier releases; `was_held` if they held it.
    """

    decision: ReportDecision
    ground: str
    siren: str = ""
    was_held: bool = False


@named("report-answered")
class ReportAnswered(Event, frozen=True, kw_only=True):
    """A report has its answer, which is mailed to the person. The subject is the report."""

    person_id: str
