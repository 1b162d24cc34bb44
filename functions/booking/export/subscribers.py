"""Making the file of an export."""

from functions.booking.export import service
from functions.booking.export.models import ExportRequested
from functions.booking.export.schemas import ExportView
from functions.booking.subscribers import events
from functions.kernel.platform import Platform


@events.on_at_least_once(ExportRequested)
def make_export(platform: Platform, event: ExportRequested) -> None:
    """Gather a person's data into a file, unless they or their request are gone."""
    database, uid = platform.database, event.subject_id
    if database.run(lambda work: service.find_requested(work, event)) is None:
        return
    account = platform.identity.find(uid)
    if account is None:
        database.run(lambda work: service.forget(work, uid))
        return
    now = platform.clock.now()
    data = database.run(lambda work: service.gather(work, uid))
    view = ExportView.of(data, email=account.email, now=now).without_codes()
    json = view.model_dump_json(indent=2)
    database.run(lambda work: service.finish(work, event, data, json, now=now))
