"""The documents that an audit compares, each batch read at one instant."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from functions.booking.models import Booking
from functions.booking.store import bookings
from functions.kernel.database import Database, Ref, Snapshot, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.reimbursement.audit.models import Behind, Known
from functions.reimbursement.custom_rules.store import decoded, rules_of
from functions.reimbursement.folds.models import Fold
from functions.reimbursement.folds.store import folds
from functions.reimbursement.gestures.store import gestures
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Gesture, Receivable
from functions.reimbursement.receivables.store import FORWARD, receivables
from functions.reimbursement.rules.models import CustomRule
from functions.wallet.store import holds

M = TypeVar("M")

behind = Collection("reimbursement_behind", Behind)

_MOST_LOOKS = 5

_USUAL_ENTRIES = 3
"""A gesture is owed, put in a batch, and paid; each return of its transfer adds two."""


def known_of(database: Database, listed: Receivable) -> tuple[Known, Behind | None] | None:
    """Return a receivable with all that it is compared with; None if it keeps changing, or left."""
    one = listed
    for _ in range(_MOST_LOOKS):
        own = [entries.ref(f"{one.id}~{number}") for number in range(1, one.entries + 1)]
        more = [incidents.ref(f"{one.id}~{number}") for number in range(1, one.incidents + 1)]
        by_id = [c.ref(one.id) for c in (receivables, bookings, holds, behind)]
        read = {s.ref: s for s in database.read([*by_id, *own, *more])}
        again = _shown(receivables, read, one.id)
        if again is None:
            return None
        if (again.entries, again.incidents) == (one.entries, one.incidents):
            known = Known(
                receivable=again,
                booking=_shown(bookings, read, one.id),
                hold=_shown(holds, read, one.id),
                entries=tuple(entries.shown(ref, read[ref].data) for ref in own),
                incidents=tuple(incidents.shown(ref, read[ref].data) for ref in more),
            )
            return known, _shown(behind, read, one.id)
        one = again
    return None


def _shown(collection: Collection[M], read: dict[Ref, Snapshot], name: str) -> M | None:
    ref = collection.ref(name)
    return collection.shown(ref, read[ref].data)


def with_receivables(
    database: Database, names: Sequence[str]
) -> Iterator[tuple[str, Receivable | None, Booking | None]]:
    """Yield the receivable and the booking of each of these bookings, read at one instant."""
    refs = [c.ref(name) for name in names for c in (receivables, bookings)]
    read = {s.ref: s for s in database.read(refs)} if refs else {}
    for name in names:
        yield name, _shown(receivables, read, name), _shown(bookings, read, name)


WholeGesture = tuple[Gesture, list[ReimbursementEntry | None], Incident | None]
"""A gesture with the entries that it counts, and its incident."""


def gestures_among(database: Database, names: Sequence[str]) -> dict[str, Gesture | None]:
    """Return the gesture of each of these ids, or None."""
    read = database.read([gestures.ref(name) for name in names]) if names else ()
    return {snapshot.ref.id: gestures.shown(snapshot.ref, snapshot.data) for snapshot in read}


def gesture_with_all(database: Database, name: str) -> WholeGesture | None:
    """Return a gesture with all that it is compared with, read at one instant."""

    def read(work: UnitOfWork) -> WholeGesture | None:
        usual = (entries.ref(f"{name}~{number}") for number in range(1, _USUAL_ENTRIES + 1))
        work.prefetch(*usual, incidents.ref(f"{name}~1"))
        gesture = gestures.find_shown(work, name)
        if gesture is None:
            return None
        names = [f"{name}~{number}" for number in range(1, gesture.entries + 1)]
        work.prefetch(*map(entries.ref, names))
        own = [entries.find_shown(work, each) for each in names]
        return gesture, own, incidents.find_shown(work, f"{name}~1")

    return database.run(read)


def fold_now(database: Database, fold_id: str) -> Fold | None:
    """Return a fold as it is, or None."""
    return database.run(lambda work: folds.find_shown(work, fold_id))


def receivables_in(database: Database, fold_id: str) -> Iterator[Receivable]:
    """Yield the receivables of a fold in their order."""
    found = receivables.stream(database, Where("fold", "==", fold_id), order_by=FORWARD)
    return (one for _, one in found)


def custom_rules_of(database: Database, siren: str) -> list[CustomRule]:
    """Return the custom rules of an offerer."""

    def read(work: UnitOfWork) -> list[CustomRule]:
        return decoded(work.query(rules_of(siren)))

    return database.run(read)
