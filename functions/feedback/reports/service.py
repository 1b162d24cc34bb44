"""Report offers, decide on reports, answer and erase them."""

from datetime import datetime

from functions.accounts.people.store import beneficiaries
from functions.feedback import service as feedback_service
from functions.feedback.limits import service as limits_service
from functions.feedback.limits.store import limit_id, limits
from functions.feedback.reports import rules, texts
from functions.feedback.reports.models import (
    OfferHeld,
    OfferReport,
    OfferReportsDecided,
    ReportAnswered,
    ReportCase,
    ReportDecision,
    ReportOffer,
)
from functions.feedback.reports.store import cases, report_id, reports
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.review import service as review_service
from functions.offers.store import offers


def report(
    work: UnitOfWork, command: ReportOffer, *, reports_to_hold: int, now: datetime
) -> OfferReport:
    """Report an offer, and hold it for review once so many active beneficiaries did.

    The same report again changes nothing. Refuses UnknownOffer, AlreadyReported, TooMuchFeedback.
    """
    uid, name = command.person_id, report_id(command.offer_id, command.person_id)
    work.prefetch(
        *(offers.ref(command.offer_id), cases.ref(command.offer_id), reports.ref(name)),
        *(beneficiaries.ref(uid), limits.ref(limit_id(uid, "reports"))),
    )
    earlier = reports.find(work, name)
    if earlier is not None:
        if not rules.is_repeat(earlier, command):
            raise rules.AlreadyReported
        return earlier
    offer = offers.get(work, command.offer_id)
    if not rules.can_be_reported(offer):
        raise offers_rules.UnknownOffer
    limits_service.count(work, uid, "reports", now=now)
    person = beneficiaries.find(work, uid)
    found = cases.find(work, offer.id)
    case = rules.opened(found, offer.id, now=now)
    is_counted = person is not None and person.status == "active"
    made = rules.new_report(command, case, report_id=name, is_counted=is_counted, now=now)
    case = rules.with_report(case, made)
    if rules.must_be_held(case, reports_to_hold=reports_to_hold):
        is_held = review_service.hold_reported(work, offer.id, now=now)
        case = replace(case, held_at=now if is_held else None)
        if is_held:
            event = OfferHeld(
                subject_id=offer.id, revision=case.round, at=now, siren=offer.offerer_siren
            )
            record(work, event)
    reports.create(work, name, made)
    if found is None:
        cases.create(work, offer.id, case)
    else:
        cases.replace(work, offer.id, case)
    return made


def decide(
    work: UnitOfWork,
    offer_id: str,
    decision: ReportDecision,
    *,
    ground: str,
    by: str,
    now: datetime,
) -> ReportCase:
    """Keep or reject a reported offer; everybody who reported it is answered by event.

    Refuses UnknownReports, ReportsDecided, OfferGone.
    """
    work.prefetch(offers.ref(offer_id))
    case = cases.get(work, offer_id)
    after = rules.decide(case, decision, ground=ground, by=by, now=now)
    if after == case:
        return case
    if decision == "keep":
        review_service.keep_reported(work, offer_id, by=by, now=now)
    else:
        review_service.reject(work, offer_id, reason=ground, by=by, now=now)
    _put(work, after, now=now)
    return after


def follow_review(
    work: UnitOfWork, offer_id: str, decision: ReportDecision, *, now: datetime
) -> None:
    """Decide the open reports of an offer as it was decided in the queue of offers."""
    work.prefetch(offers.ref(offer_id))
    case = cases.find(work, offer_id)
    if case is None or case.status != "open" or case.opened_at > now:
        return
    review = offers.get(work, offer_id).review
    ground = review.reason if decision == "reject" and review.reason else texts.OFFER_IS_FINE
    _put(work, rules.decide(case, decision, ground=ground, by=review.by, now=now), now=now)


def _put(work: UnitOfWork, case: ReportCase, *, now: datetime) -> None:
    cases.replace(work, case.offer_id, case)
    assert case.decision is not None
    record(
        work,
        OfferReportsDecided(
            subject_id=case.offer_id,
            revision=case.round,
            at=now,
            decision=case.decision,
            ground=case.ground or "",
            siren=offers.get(work, case.offer_id).offerer_siren,
            was_held=case.held_at is not None,
        ),
    )


def answer(work: UnitOfWork, report_id: str, decided: OfferReportsDecided) -> None:
    """Give a report its decision, which is mailed by event; repeating it changes nothing."""
    before = reports.find(work, report_id)
    if before is None:
        return
    after = rules.with_decision(before, decided, now=decided.at)
    if after != before:
        reports.replace(work, report_id, after)
        event = ReportAnswered(subject_id=report_id, at=decided.at, person_id=before.person_id)
        record(work, event)


def forget(work: UnitOfWork, report_id: str, *, over_at: datetime | None = None) -> bool:
    """Erase a report, if it is over; return whether there was one, which no longer counts."""
    report = feedback_service.erase(work, reports, report_id, over_at=over_at)
    if report is None:
        return False
    case = cases.find(work, report.offer_id)
    if case is not None:
        after = rules.without_report(case, report)
        if after != case:
            cases.replace(work, report.offer_id, after)
    return True
