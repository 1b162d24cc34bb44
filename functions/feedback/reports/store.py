"""Documents and queries of reports."""

from collections.abc import Iterator
from datetime import datetime

from functions.feedback.reports.models import CaseStatus, OfferReport, ReportCase
from functions.feedback.reports.rules import UnknownReports
from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

reports = Collection("offer_reports", OfferReport)


cases = Collection("offer_report_cases", ReportCase, missing=UnknownReports)


declare_indexes(
    Index("offer_report_cases", ("status", "opened_at")),
    Index("offer_reports", ("expires_at",)),
    Index("offer_reports", ("offer_id", "round", "reported_at")),
    Index("offer_reports", ("person_id",)),
)

_OLDEST_FIRST = (Order("reported_at"),)


def report_id(offer_id: str, person_id: str) -> str:
    """Return the id of a person's report of an offer."""
    return f"{offer_id}~{person_id}"


def cases_with(
    work: UnitOfWork, status: CaseStatus, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[ReportCase]:
    """Yield the cases with a status, oldest first, after a position."""
    where, order = Where("status", "==", status), (Order("opened_at"),)
    return cases.query_pages(work, where, order_by=order, after=after, page=page)


def reports_of(
    work: UnitOfWork, case: ReportCase, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[OfferReport]:
    """Yield the reports of the latest round of an offer, oldest first, after a position."""
    where = _of_round(case.offer_id, case.round)
    return reports.query_pages(work, *where, order_by=_OLDEST_FIRST, after=after, page=page)


def all_reports_of(database: Database, offer_id: str, round: int) -> Iterator[str]:
    """Yield the id of every report of a round of an offer, oldest first."""
    return reports.stream_ids(database, *_of_round(offer_id, round), order_by=_OLDEST_FIRST)


def _of_round(offer_id: str, round: int) -> tuple[Where, Where]:
    return Where("offer_id", "==", offer_id), Where("round", "==", round)


def reports_by(work: UnitOfWork, person_id: str) -> Iterator[OfferReport]:
    """Yield the reports that a person made."""
    return reports.query_pages(work, Where("person_id", "==", person_id))


def all_reports_by(database: Database, person_id: str) -> Iterator[str]:
    """Yield the id of every report that a person made."""
    return reports.stream_ids(database, Where("person_id", "==", person_id))


def reports_over(at: datetime) -> Query:
    """Return the query of reports that are not kept any longer."""
    return Query(reports.name, (Where("expires_at", "<=", at),), (Order("expires_at"),))
