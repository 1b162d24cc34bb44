"""The letters that answer what people wrote, and those about offers that they reported."""

from functions.accounts.offerers.store import professionals, sirens_of
from functions.feedback.messages.models import FeedbackAnswered
from functions.feedback.messages.store import messages
from functions.feedback.reports.models import OfferHeld, OfferReportsDecided, ReportAnswered
from functions.feedback.reports.store import cases, reports
from functions.kernel.database import Ref, UnitOfWork
from functions.notices.letters import rules as letters_rules
from functions.notices.letters.models import AnswerLetter, HeldLetter, ReportLetter
from functions.offers.store import offers

FeedbackEvent = FeedbackAnswered | ReportAnswered | OfferHeld | OfferReportsDecided
"""The events of feedback that people are notified of."""


def concerns_members(event: OfferReportsDecided) -> bool:
    """Return whether the offerer's members read of a decision: they knew, or have to know."""
    return bool(event.siren) and (event.was_held or event.decision == "reject")


def needed(event: FeedbackEvent, uid: str) -> tuple[Ref, ...]:
    """Return the documents that the letter to a person is drafted from."""
    match event:
        case FeedbackAnswered():
            return (messages.ref(event.subject_id),)
        case ReportAnswered():
            return (reports.ref(event.subject_id),)
        case _:
            return professionals.ref(uid), offers.ref(event.subject_id), cases.ref(event.subject_id)


def letter(
    work: UnitOfWork, event: FeedbackEvent, uid: str
) -> AnswerLetter | ReportLetter | HeldLetter | None:
    """Return the letter to a person; None if what it is about was erased or overtaken."""
    match event:
        case FeedbackAnswered():
            message = messages.find_unverified(work, event.subject_id)
            return letters_rules.of_answer(event, message=message) if message else None
        case ReportAnswered():
            return _letter_to_reporter(work, event)
        case _:
            return _letter_to_member(work, event, uid)


def _letter_to_reporter(work: UnitOfWork, event: ReportAnswered) -> ReportLetter | None:
    report = reports.find_unverified(work, event.subject_id)
    if report is None:
        return None
    offer = offers.find_unverified(work, report.offer_id)
    return letters_rules.of_report(event, report=report, offer=offer) if offer else None


def _letter_to_member(
    work: UnitOfWork, event: OfferHeld | OfferReportsDecided, uid: str
) -> HeldLetter | None:
    offer = offers.find_unverified(work, event.subject_id)
    case = cases.find_unverified(work, event.subject_id)
    if offer is None or case is None or offer.offerer_siren not in sirens_of(work, uid):
        return None
    return letters_rules.of_held(event, case=case, offer=offer)
