"""Rules of exports: when one is made again, and how long its file is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from functions.booking.export.models import Export
from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace

EXPORT_KEPT_FOR = timedelta(days=7)
"""How long the file of an export can be downloaded."""

ASKED_AGAIN_AFTER = timedelta(days=1)
"""Asking again before gives the same export."""

MADE_WITHIN = timedelta(hours=1)
"""An export that is still not ready then is made again when its owner asks."""

PART_BYTES = 600_000
"""Bytes of a file in one part: 800,000 characters in Base64, and a document holds 1 MiB."""


class UnknownExport(NotFound):
    """There is no export of your data: none was requested, or it has expired."""

    code = "unknown_export"


class ExportNotReady(Conflict):
    """This export is still being prepared; an e-mail is sent when it is ready."""

    code = "export_not_ready"


def is_current(export: Export, *, now: datetime) -> bool:
    """Return whether an export answers a request made now, so that no other is made."""
    limit = MADE_WITHIN if export.status == "preparing" else ASKED_AGAIN_AFTER
    return now < export.requested_at + limit


def new_export(person_id: str, *, now: datetime) -> Export:
    """Return the export that a person asks for now."""
    return Export(person_id=person_id, requested_at=now, expires_at=now + EXPORT_KEPT_FOR)


def ready(export: Export, *, parts: int, now: datetime) -> Export:
    """Return the export once its file is there."""
    until = now + EXPORT_KEPT_FOR
    return replace(export, status="ready", ready_at=now, expires_at=until, parts=parts)


def check_ready(export: Export) -> None:
    """Check that the file of an export is there. Refuses ExportNotReady."""
    if export.status != "ready":
        raise ExportNotReady


def cut(content: bytes) -> Sequence[bytes]:
    """Return a file in parts that fit into documents."""
    return [content[at : at + PART_BYTES] for at in range(0, len(content), PART_BYTES)]
