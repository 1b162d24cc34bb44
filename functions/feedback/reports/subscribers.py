"""After a decision: the reports that it answers."""

from functions.feedback.reports import service
from functions.feedback.reports.models import OfferReportsDecided
from functions.feedback.reports.store import all_reports_of
from functions.feedback.subscribers import events
from functions.kernel.database import UnitOfWork
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.offers.models import OfferCleared, OfferRejected


@events.on_at_least_once(OfferReportsDecided)
def answer_reports(platform: Platform, event: OfferReportsDecided) -> None:
    """Give every report of a round its decision."""

    def answer(report_id: str) -> None:
        platform.database.run(lambda work: service.answer(work, report_id, event))

    found = all_reports_of(platform.database, event.subject_id, event.revision)
    process_or_retry(found, answer, names_people=True)


@events.on(OfferRejected)
def decide_rejected(work: UnitOfWork, event: OfferRejected) -> None:
    """Decide the open reports of an offer that was rejected in the queue of offers."""
    service.follow_review(work, event.subject_id, "reject", now=event.at)


@events.on(OfferCleared)
def decide_cleared(work: UnitOfWork, event: OfferCleared) -> None:
    """Decide the open reports of an offer that was approved in the queue of offers."""
    service.follow_review(work, event.subject_id, "keep", now=event.at)
