"""Acts: what administrators do, each a document written in the commit of its effect.

A write route of administrators names the document it acts on (`acts_on="offers/{offer_id}"`), and
`Call.commit` adds the act: who, when, what, why, and the fields before and after. Fields that name
a person or open a door are left out, so that an act outlives neither.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from functions.kernel.database import Document, Ref, UnitOfWork
from functions.kernel.database.documents import Collection
from functions.kernel.values import Model, Struct

Shown = str | int | float | bool | tuple[str, ...] | None
"""The value of a field as an act keeps it; instants as RFC 3339 text."""

MOST_CHANGES = 50
"""The fields that one act keeps; the rest of a larger change is left out."""

_LONGEST = 500
_HIDDEN = {
    *(
        "activation_code",
        "countermark",
        "proof",
        "secret_digest",
        "person",
        "name_keys",
        "revision",
    ),
    *("email", "first_name", "last_name", "birth_date", "holder_name", "residence"),
    *("sealed_iban", "fingerprint", "holder", "person_id", "text", "answer"),
}
"""Fields that acts leave out: secrets, personal data, and what follows from other fields."""


class Change(Struct, frozen=True, kw_only=True):
    """A field, by its dotted path, before and after."""

    field: str
    before: Shown
    after: Shown


class Act(Model, frozen=True, kw_only=True):
    """An act of an administrator, or a comment, on a thing; `by` is their uid or "command".

    `kind` is the operation of the API. `target` is the collection and the id, joined by a colon.
    `reason` was given to the people concerned, `comment` is for administrators. `person_id` is
    whom the thing belongs to, where that is a person: once they are erased, the texts are.
    """

    id: str
    kind: str
    target: str
    person_id: str | None
    by: str
    at: datetime
    reason: str | None = None
    comment: str | None = None
    changes: tuple[Change, ...] = ()


acts = Collection("acts", Act)


def target_name(ref: Ref) -> str:
    """Return the name of a thing in acts about it."""
    return f"{ref.collection}:{ref.id}"


def write_act(
    work: UnitOfWork,
    act_id: str,
    kind: str,
    target: Ref,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
    comment: str | None = None,
    shown_by: Ref | None = None,
) -> Act:
    """Write an act with what this unit changes in its target, or in the document `shown_by`."""
    before, after = work.change_of(shown_by or target)
    changes = tuple(_changes(before or {}, after or {}))[:MOST_CHANGES]
    act = Act(
        id=act_id,
        kind=kind,
        target=target_name(target),
        person_id=_person(target, after or before or {}),
        by=by,
        at=at,
        reason=reason,
        comment=comment,
        changes=changes,
    )
    acts.create(work, act_id, act)
    return act


def _person(target: Ref, document: Document) -> str | None:
    if target.collection in ("beneficiaries", "professionals", "administrators"):
        return target.id
    owner = document.get("beneficiary_id")
    return owner if isinstance(owner, str) else None


def _changes(before: Document, after: Document) -> Iterator[Change]:
    old, new = dict(_fields(before)), dict(_fields(after))
    for field in sorted({**old, **new}):
        if old.get(field) != new.get(field):
            yield Change(field=field, before=old.get(field), after=new.get(field))


def _fields(document: Document, path: str = "") -> Iterator[tuple[str, Shown]]:
    """Yield the fields of a document that acts show, by their dotted paths."""
    for name, value in document.items():
        if name in _HIDDEN:
            continue
        field = f"{path}{name}"
        if isinstance(value, Mapping):
            yield from _fields(value, f"{field}.")
        elif isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
            for one in value:
                if isinstance(one, Mapping) and "id" in one:
                    yield from _fields(one, f"{field}.{one['id']}.")
        elif (shown := _shown(value)) not in (None, ()):
            yield field, shown


def _shown(value: object) -> Shown:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(str(one)[:_LONGEST] for one in value[:MOST_CHANGES])
    if isinstance(value, str):
        return value[:_LONGEST]
    return value if isinstance(value, int | float | bool) else None
