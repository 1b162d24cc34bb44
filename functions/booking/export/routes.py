"""Export of a person's data, across all features."""

from functions.accounts.administrators.rules import UnknownAccount
from functions.accounts.people.store import beneficiaries
from functions.booking.export import service
from functions.booking.export.models import PersonData
from functions.booking.export.rules import ExportNotReady, UnknownExport
from functions.booking.export.schemas import ExportStateView, ExportsView, ExportView
from functions.booking.export.texts import archive
from functions.booking.routes import routes
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.negotiation import preferred_type
from functions.kernel.route import BY_HANDLER, Who
from functions.kernel.schemas import ReasonBody, Text

_JSON = "application/json"
_ZIP = "application/zip"
_FILE_NAME = "mes-donnees-pass-culture.zip"


@routes.get("/v1/me/export", who=Who.SIGNED_IN)
def export_me(call: Call) -> ExportView:
    """Export all data kept about the caller."""
    uid, email = call.caller.uid, call.caller.email
    data = call.read(lambda work: service.gather(work, uid))
    return ExportView.of(data, email=email, now=call.now)


@routes.post("/v1/me/exports", who=Who.SIGNED_IN, status=201)
def request_export(call: Call) -> ExportStateView:
    """Ask for a file with all data kept about the caller.

    An e-mail is sent when it is ready; it can be downloaded for 7 days, and replaces an earlier
    one. Asking again within a day gives the same file.
    """
    return call.commit(
        lambda work: ExportStateView.of(service.request(work, call.caller.uid, now=call.now))
    )


@routes.get("/v1/me/exports", who=Who.SIGNED_IN)
def list_exports(call: Call) -> ExportsView:
    """List the export of the caller's data, if there is one, and how far it is."""
    export = call.read(lambda work: service.find_own(work, call.caller.uid, now=call.now))
    return ExportsView(items=[] if export is None else [ExportStateView.of(export)])


@routes.get(
    "/v1/me/exports/latest/file",
    who=Who.SIGNED_IN,
    refusals=(UnknownExport, ExportNotReady),
    also=(_ZIP,),
)
def download_export(call: Call) -> Text:
    """Download the caller's data: a page to read, and the same data as JSON.

    Codes that would let anybody else in are left out.
    """
    content = call.read(lambda work: service.read_file(work, call.caller.uid, now=call.now))
    return Text(content, _ZIP, _FILE_NAME)


@routes.post(
    "/v1/back-office/people/{person_id}/export",
    who=Who.SUPPORT,
    acts_on=BY_HANDLER,
    acts_with=ReasonBody,
    refusals=(UnknownAccount,),
    also=(_ZIP,),
)
def export_person(call: Call, person_id: str) -> ExportView | Text:
    """Export all data kept about a person, for a request by post.

    As ZIP it is the file that people download themselves: a page to read, and the data as JSON.
    Codes that would let anybody else in are left out.
    """
    account = call.platform.identity.find(person_id)
    if account is None:
        raise UnknownAccount

    def export(work: UnitOfWork) -> ExportView:
        call.act(work, beneficiaries.ref(person_id))
        return read(work)

    def read(work: UnitOfWork) -> ExportView:
        return view_of(service.gather(work, person_id))

    def view_of(data: PersonData) -> ExportView:
        return ExportView.of(data, email=account.email, now=call.now).without_codes()

    view = call.commit_unkept(export, repeat=read)
    if preferred_type(call.request.headers.get("Accept"), (_JSON, _ZIP)) == _JSON:
        return view
    data = call.read(lambda work: service.gather(work, person_id))
    json = view_of(data).model_dump_json(indent=2)
    return Text(archive(data, json, made_at=call.now), _ZIP, f"donnees-{person_id}.zip")
