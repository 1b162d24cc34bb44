"""Search of the back office: by id, number, countermark and name, in bounded reads."""

from collections.abc import Collection as Kinds
from collections.abc import Mapping
from typing import Any

from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.people.models import Beneficiary
from functions.accounts.people.store import beneficiaries
from functions.accounts.venues.store import sirets, venues
from functions.booking.countermarks.rules import countermark_in
from functions.booking.desk_access.models import Scope
from functions.booking.office.models import Hit
from functions.booking.store import bookings, countermarks, having_countermark
from functions.kernel.act_targets import TargetKind
from functions.kernel.database import Database, Order, Query, UnitOfWork, Where, is_id
from functions.kernel.database.documents import Collection
from functions.kernel.name_keys import are_in, best_key, words_of
from functions.offers.store import offers

MOST_NAMED = 20
"""The hits of each kind by name; a longer query finds what is missing."""

_BY_ID: Mapping[TargetKind, Collection[Any]] = {
    "beneficiaries": beneficiaries,
    "professionals": professionals,
    "offerers": offerers,
    "venues": venues,
    "offers": offers,
    "bookings": bookings,
}
_NAMED: Mapping[TargetKind, str] = {
    "beneficiaries": "signed_up_at",
    "offerers": "created_at",
    "venues": "created_at",
    "offers": "created_at",
}
"""The kinds of things with a name, and the field by which the newest come first."""


def find_anything(
    work: UnitOfWork, text: str, *, kinds: Kinds[TargetKind], uid: str | None
) -> list[Hit]:
    """Return the things of these kinds that a text names; `uid` is the account with that address.

    An id, SIREN, SIRET, countermark, or the beginnings of the words of a name. One round trip, and
    another one for a venue or booking that is found through its number.
    """
    text = text.strip()
    compact = text.replace(" ", "")
    code = countermark_in(text) if "bookings" in kinds else None
    named = _name_queries(text, kinds)
    ids = {one for one in (text, compact, text.partition("~")[0], uid) if one and is_id(one)}
    known = [kind for kind in _BY_ID if kind in kinds]
    work.prefetch(*(_BY_ID[kind].ref(one) for kind in known for one in ids))
    if is_id(compact):
        work.prefetch(sirets.ref(compact))
    queries = list(named.values())
    if code is not None:
        work.prefetch(countermarks.ref(code))
        queries.append(having_countermark(code))
    found = work.query_all(queries) if queries else []
    hits = [
        _hit(kind, one, _BY_ID[kind].find_shown(work, one))
        for kind in known
        for one in sorted(ids)
        if work.find_unverified(_BY_ID[kind].ref(one)) is not None
    ]
    for kind, documents in zip(named, found, strict=False):
        shown = _BY_ID[kind].readable(documents)
        hits += [hit for hit in (_hit(kind, *one) for one in shown) if _is_named(hit, text)]
    if code is not None:
        hits += [_hit("bookings", *one) for one in bookings.readable(found[-1])]
    claim = sirets.find_unverified(work, compact) if "venues" in kinds else None
    if claim is not None:
        hits.append(_hit("venues", claim.venue_id, venues.find_shown(work, claim.venue_id)))
    return list({(hit.kind, hit.id): hit for hit in hits}.values())


def count_bookings(database: Database, scope: Scope, of: str) -> dict[str, int]:
    """Return how many bookings a venue, offerer or offer has, by status."""
    statuses = ("confirmed", "used", "reimbursed", "cancelled", "expired")
    return {
        status: database.count(
            Query(
                bookings.name,
                (Where(scope, "==", of), Where("status", "==", status)),
                (Order("booked_at", descending=True),),
            )
        )
        for status in statuses
    }


def _name_queries(text: str, kinds: Kinds[TargetKind]) -> dict[TargetKind, Query]:
    key = best_key(words_of(text))
    if key is None or "@" in text:
        return {}
    where = (Where("name_keys", "array_contains", key),)
    return {
        kind: Query(_BY_ID[kind].name, where, (Order(made_at, descending=True),), limit=MOST_NAMED)
        for kind, made_at in _NAMED.items()
        if kind in kinds
    }


def _is_named(hit: Hit, text: str) -> bool:
    return are_in(words_of(text), hit.name or "")


def _hit(kind: TargetKind, thing_id: str, thing: object) -> Hit:
    if isinstance(thing, Beneficiary):
        name: object = f"{thing.first_name} {thing.last_name}".strip()
    else:
        name = getattr(thing, "name", getattr(thing, "offer_name", None))
    status = getattr(thing, "status", getattr(thing, "publication", None))
    return Hit(
        kind=kind,
        id=thing_id,
        name=name if isinstance(name, str) and name else None,
        status=status if isinstance(status, str) else None,
    )
