"""Exports: gather a person's data, ask for a file of it, make it, and forget it."""

from base64 import b64decode, b64encode
from datetime import datetime

from functions.accounts.acts.store import acts_about
from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.store import beneficiaries
from functions.booking.export import rules, texts
from functions.booking.export.models import (
    Export,
    ExportPart,
    ExportReady,
    ExportRequested,
    NotedAct,
    PersonData,
)
from functions.booking.export.store import export_parts, exports, part_ids
from functions.booking.store import bookings_of
from functions.feedback.messages.store import messages_by
from functions.feedback.reports.store import reports_by
from functions.feedback.surveys.store import answers_by
from functions.kernel.acts import Act
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.favorites.store import favorites
from functions.offers.reactions.store import reactions_of
from functions.wallet.store import all_entries_of, wallets


def gather(work: UnitOfWork, uid: str) -> PersonData:
    """Return everything kept about a person."""
    work.prefetch(
        *(beneficiaries.ref(uid), professionals.ref(uid), wallets.ref(uid)),
        favorites.ref(uid),
    )
    beneficiary = beneficiaries.find(work, uid)
    kept = favorites.find(work, uid)
    is_known = beneficiary is not None and beneficiary.status != "erased"
    return PersonData(
        uid=uid,
        beneficiary=beneficiary if is_known else None,
        sirens=sirens_of(work, uid),
        wallet=wallets.find(work, uid),
        entries=tuple(all_entries_of(work, uid)),
        bookings=tuple(bookings_of(work, uid, after=None)),
        favorites=kept.kept if kept else (),
        reactions=tuple(reactions_of(work, uid)),
        reports=tuple(reports_by(work, uid)),
        messages=tuple(messages_by(work, uid)),
        survey_answers=tuple(answers_by(work, uid)),
        acts=tuple(map(_noted, acts_about(work, uid))),
    )


def request(work: UnitOfWork, uid: str, *, now: datetime) -> Export:
    """Ask for an export, which is made by event; return it, or the one that is current."""
    existing = exports.find(work, uid)
    if existing is not None and rules.is_current(existing, now=now):
        return existing
    export = rules.new_export(uid, now=now)
    if existing is None:
        exports.create(work, uid, export)
    else:
        _drop_file(work, existing)
        exports.replace(work, uid, export)
    event = ExportRequested(subject_id=uid, revision=export.revision, at=now)
    record(work, event)
    return export


def find_requested(work: UnitOfWork, event: ExportRequested) -> Export | None:
    """Return the export that an event asks for; None if it was made, replaced or forgotten."""
    export = exports.find(work, event.subject_id)
    is_meant = export is not None and export.revision == event.revision
    return export if is_meant and export and export.status == "preparing" else None


def finish(
    work: UnitOfWork, event: ExportRequested, data: PersonData, json: str, *, now: datetime
) -> None:
    """Store the file of an export; its owner is notified by event. A repeat changes nothing."""
    export = find_requested(work, event)
    if export is None:
        return
    parts = rules.cut(texts.archive(data, json, made_at=now))
    after = rules.ready(export, parts=len(parts), now=now)
    for part_id, part in zip(part_ids(after), parts, strict=True):
        text = b64encode(part).decode()
        export_parts.create(work, part_id, ExportPart(content=text, expires_at=after.expires_at))
    exports.replace(work, export.person_id, after)
    record(
        work,
        ExportReady(
            subject_id=export.person_id,
            revision=export.revision,
            at=now,
            expires_at=after.expires_at,
        ),
    )


def find_own(work: UnitOfWork, uid: str, *, now: datetime) -> Export | None:
    """Return a person's export; None if there is none, or once it has expired."""
    export = exports.find_unverified(work, uid)
    return None if export is None or now >= export.expires_at else export


def read_file(work: UnitOfWork, uid: str, *, now: datetime) -> bytes:
    """Return the file of a person's export. Refuses UnknownExport, ExportNotReady."""
    export = find_own(work, uid, now=now)
    if export is None:
        raise rules.UnknownExport
    rules.check_ready(export)
    ids = part_ids(export)
    work.prefetch(*map(export_parts.ref, ids))
    return b"".join(b64decode(export_parts.get(work, part_id).content) for part_id in ids)


def forget(work: UnitOfWork, uid: str) -> None:
    """Delete a person's export with its file."""
    export = exports.find(work, uid)
    if export is not None:
        _drop_file(work, export)
        exports.delete(work, uid)


def _drop_file(work: UnitOfWork, export: Export) -> None:
    ids = part_ids(export)
    work.prefetch(*map(export_parts.ref, ids))
    for part_id in ids:
        if export_parts.find(work, part_id) is not None:
            export_parts.delete(work, part_id)


def _noted(act: Act) -> NotedAct:
    return NotedAct(
        kind=act.kind, target=act.target, at=act.at, reason=act.reason, comment=act.comment
    )
