"""Routes with which people report offers, and reviewers decide."""

from operator import attrgetter

from functions.feedback.limits.rules import TooMuchFeedback
from functions.feedback.reports import rules, service
from functions.feedback.reports.models import ReportCase, ReportOffer
from functions.feedback.reports.schemas import (
    ReportBody,
    ReportCasesQuery,
    ReportCasesView,
    ReportCaseView,
    ReportDecisionBody,
    ReportRowView,
    ReportsQuery,
    ReportsView,
    ReportView,
)
from functions.feedback.reports.store import cases, cases_with, reports_of
from functions.feedback.routes import routes
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.offers.rules import OfferGone, UnknownOffer
from functions.offers.store import offers


@routes.post(
    "/v1/offers/{offer_id}/reports",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(UnknownOffer, rules.AlreadyReported, TooMuchFeedback),
)
def report_offer(call: Call, offer_id: str, body: ReportBody) -> ReportView:
    """Report an offer to the operator, who answers by mail.

    A person reports an offer once. The professional does not learn who reported it.
    """
    command = ReportOffer(
        offer_id=offer_id, person_id=call.caller.uid, reason=body.reason, text=body.text
    )
    to_hold = call.platform.settings.reports_to_hold
    return call.commit(
        lambda work: ReportView.of(
            service.report(work, command, reports_to_hold=to_hold, now=call.now)
        )
    )


@routes.get("/v1/offer-reports", who=Who.REVIEW)
def list_reported_offers(call: Call, query: ReportCasesQuery) -> ReportCasesView:
    """List reported offers that wait for a decision, or that were decided."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> ReportCasesView:
        found = cases_with(work, query.status, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("opened_at", "offer_id"), of_list=list_id
        )
        work.prefetch(*(offers.ref(case.offer_id) for case in page))
        return ReportCasesView(items=[_view(work, case) for case in page], next_page_token=token)

    return call.read(read)


@routes.get("/v1/offer-reports/{offer_id}", who=Who.REVIEW, refusals=(rules.UnknownReports,))
def list_offer_reports(call: Call, offer_id: str, query: ReportsQuery) -> ReportsView:
    """List the reports of an offer, without who made them."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> ReportsView:
        case = cases.get(work, offer_id)
        found = reports_of(work, case, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("reported_at", "id"), of_list=list_id
        )
        rows = [ReportRowView.model_validate(report) for report in page]
        return ReportsView(items=rows, next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/offer-reports/{offer_id}/decide",
    who=Who.REVIEW,
    acts_on="offers/{offer_id}",
    refusals=(rules.UnknownReports, rules.ReportsDecided, UnknownOffer, OfferGone),
)
def decide_reports(call: Call, offer_id: str, body: ReportDecisionBody) -> ReportCaseView:
    """Keep or reject a reported offer, and answer everybody who reported it."""

    def decide(work: UnitOfWork) -> ReportCaseView:
        case = service.decide(
            work, offer_id, body.decision, ground=body.reason, by=call.caller.uid, now=call.now
        )
        return _view(work, case)

    return call.commit(decide)


def _view(work: UnitOfWork, case: ReportCase) -> ReportCaseView:
    return ReportCaseView.of(case, offers.find_shown(work, case.offer_id))
