"""Rules of reports: who is counted, when an offer is held, and decisions."""

from datetime import datetime

from functions.feedback.reports.models import (
    OfferReport,
    OfferReportsDecided,
    ReportCase,
    ReportDecision,
    ReportOffer,
)
from functions.feedback.rules import kept_until
from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace
from functions.offers.models import Offer

_SHOWN_TO_NOBODY = ("draft", "rejected", "closed")


class AlreadyReported(Conflict):
    """You have already reported this offer."""

    code = "already_reported"


class UnknownReports(NotFound):
    """Nobody has reported this offer."""

    code = "unknown_reports"


class ReportsDecided(Conflict):
    """Another decision was made on the reports of this offer."""

    code = "reports_decided"


def can_be_reported(offer: Offer) -> bool:
    """Return whether people can have seen an offer, and something can still be decided."""
    return offer.publication not in _SHOWN_TO_NOBODY


def is_repeat(report: OfferReport, command: ReportOffer) -> bool:
    """Return whether a command makes the same report again."""
    return (report.reason, report.text) == (command.reason, command.text)


def opened(case: ReportCase | None, offer_id: str, *, now: datetime) -> ReportCase:
    """Return the open case of an offer, or its next round."""
    if case is not None and case.status == "open":
        return case
    following = case.round + 1 if case is not None else 1
    return ReportCase(offer_id=offer_id, status="open", round=following, opened_at=now, last_at=now)


def new_report(
    command: ReportOffer, case: ReportCase, *, report_id: str, is_counted: bool, now: datetime
) -> OfferReport:
    """Return the report that a command makes."""
    return OfferReport(
        id=report_id,
        offer_id=command.offer_id,
        person_id=command.person_id,
        reason=command.reason,
        text=command.text,
        reported_at=now,
        round=case.round,
        is_counted=is_counted,
        expires_at=kept_until(now),
    )


def with_report(case: ReportCase, report: OfferReport) -> ReportCase:
    """Add a report to its case."""
    return replace(
        case,
        reasons={**case.reasons, report.reason: case.reasons.get(report.reason, 0) + 1},
        counted=case.counted + report.is_counted,
        last_at=report.reported_at,
    )


def without_report(case: ReportCase, report: OfferReport) -> ReportCase:
    """Remove an erased report from its case, which ends if it was the last; a decided one stays.

    An offer that was held stays so until it is decided.
    """
    if case.status != "open" or case.round != report.round:
        return case
    left = {**case.reasons, report.reason: case.reasons.get(report.reason, 0) - 1}
    reasons = {reason: number for reason, number in left.items() if number > 0}
    is_over = not reasons and case.held_at is None
    return replace(
        case,
        status="decided" if is_over else "open",
        reasons=reasons,
        counted=case.counted - report.is_counted,
    )


def must_be_held(case: ReportCase, *, reports_to_hold: int) -> bool:
    """Return whether so many active beneficiaries reported an offer that it has to wait."""
    return case.held_at is None and case.counted >= reports_to_hold


def decide(
    case: ReportCase, decision: ReportDecision, *, ground: str, by: str | None, now: datetime
) -> ReportCase:
    """Decide the reports of an offer; unchanged by a repeat. Refuses ReportsDecided."""
    if case.status == "decided":
        if case.decision != decision:
            raise ReportsDecided
        return case
    return replace(case, status="decided", decision=decision, ground=ground, by=by, decided_at=now)


def with_decision(
    report: OfferReport, decided: OfferReportsDecided, *, now: datetime
) -> OfferReport:
    """Give a report the decision of its round; unchanged if it has one or is of another round."""
    if report.answered_at is not None or report.round != decided.revision:
        return report
    return replace(report, decision=decided.decision, ground=decided.ground, answered_at=now)
