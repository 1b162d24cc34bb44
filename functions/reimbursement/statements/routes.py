"""Routes of an offerer's statements: lists, lines, and the documents."""

from datetime import timedelta
from operator import attrgetter

from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.accounts.roles.service import get_readable_offerer
from functions.kernel.calendar_days import PARIS, day_start
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, NUMBER, cut_page, decode_token
from functions.kernel.route import Who
from functions.kernel.schemas import Text
from functions.kernel.spreadsheets import CSV
from functions.reimbursement.payouts.store import held_statements
from functions.reimbursement.routes import routes
from functions.reimbursement.settlements.models import Statement
from functions.reimbursement.settlements.rules import UnknownStatement
from functions.reimbursement.settlements.store import lines_of, statements_of, stream_lines
from functions.reimbursement.statements import service
from functions.reimbursement.statements.rules import booking_line, facts_of
from functions.reimbursement.statements.schemas import (
    LinesQuery,
    LinesView,
    LineView,
    StatementsQuery,
    StatementsView,
    StatementView,
)
from functions.reimbursement.statements.texts import statement_pdf, statements_csv

_PDF = "application/pdf"
_DAY = timedelta(days=1)
_LISTED = (UnknownOfferer, *MEMBER_ONLY)
_READ = (*_LISTED, UnknownStatement)


@routes.get("/v1/offerers/{siren}/statements", who=Who.MEMBER_OR_ADMIN, refusals=_LISTED)
def list_statements(call: Call, siren: str, query: StatementsQuery) -> StatementsView:
    """List the statements of an offerer, newest first, of all accounts or one."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)
    first = None if query.issued_from is None else day_start(query.issued_from, PARIS)
    last = None if query.issued_until is None else day_start(query.issued_until + _DAY, PARIS)

    def read(work: UnitOfWork) -> StatementsView:
        get_readable_offerer(work, siren, uid=call.caller.uid)
        found = statements_of(
            work,
            siren,
            account_id=query.account_id,
            issued_from=first,
            issued_before=last,
            after=after,
            page=query.page_size + 1,
        )
        page, token = cut_page(
            found, query.page_size, attrgetter("issued_at", "id"), of_list=list_id
        )
        held = held_statements(work, [one.id for one in page if one.paid_at is None])
        items = [StatementView.of(one, held=held) for one in page]
        return StatementsView(items=items, next_page_token=token)

    return call.read(read)


@routes.get(
    "/v1/offerers/{siren}/statements/{statement_id}", who=Who.MEMBER_OR_ADMIN, refusals=_READ
)
def get_statement(call: Call, siren: str, statement_id: str) -> StatementView:
    """Get a statement."""

    def read(work: UnitOfWork) -> StatementView:
        one = service.get_statement(work, siren, statement_id, uid=call.caller.uid)
        held = held_statements(work, [one.id] if one.paid_at is None else [])
        return StatementView.of(one, held=held)

    return call.read(read)


@routes.get(
    "/v1/offerers/{siren}/statements/{statement_id}/lines",
    who=Who.MEMBER_OR_ADMIN,
    refusals=_READ,
)
def list_statement_lines(call: Call, siren: str, statement_id: str, query: LinesQuery) -> LinesView:
    """List the bookings and incidents of a statement."""
    list_id = call.list_id
    after = decode_token(query.page_token, NUMBER, of_list=list_id) or 0

    def read(work: UnitOfWork) -> LinesView:
        statement = service.get_statement(work, siren, statement_id, uid=call.caller.uid)
        found = lines_of(work, statement.settlement_id, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, attrgetter("number"), of_list=list_id)
        return LinesView(items=[LineView.of(one) for one in page], next_page_token=token)

    return call.read(read)


@routes.get(
    "/v1/offerers/{siren}/statements/{statement_id}/pdf",
    who=Who.MEMBER_OR_ADMIN,
    refusals=_READ,
    also=(_PDF,),
)
def download_statement(call: Call, siren: str, statement_id: str) -> Text:
    """Download a statement as accessible PDF (PDF/UA-1), in French."""
    facts = facts_of(_read(call, siren, statement_id))
    return Text(statement_pdf(facts), _PDF, f"justificatif-{facts.reference}.pdf")


@routes.get(
    "/v1/offerers/{siren}/statements/{statement_id}/csv",
    who=Who.MEMBER_OR_ADMIN,
    refusals=_READ,
    also=(CSV,),
)
def download_statement_lines(call: Call, siren: str, statement_id: str) -> Text:
    """Download the bookings of a statement as CSV for spreadsheets, in French."""
    statement = _read(call, siren, statement_id)
    facts = facts_of(statement)
    found = stream_lines(call.platform.database, statement.settlement_id)
    lines = (booking_line(line, facts, statement) for line in found)
    return Text(statements_csv(lines), CSV, f"justificatif-{facts.reference}.csv")


def _read(call: Call, siren: str, statement_id: str) -> Statement:
    uid = call.caller.uid
    return call.read(lambda work: service.get_statement(work, siren, statement_id, uid=uid))
