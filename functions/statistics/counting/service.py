"""Count people again after something happened, and bring the sums up to date.

A person is counted from their documents as a whole, and what they added before is taken back in the
same commit. So events may be delivered twice, late or in any order, and a booking that is undone or
cancelled later corrects its month.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from functions.accounts.people.models import Beneficiary
from functions.accounts.people.store import beneficiaries
from functions.accounts.venues.store import venues
from functions.booking.models import Booking
from functions.booking.store import bookings_of
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.revenue.rules import month_of
from functions.statistics.counting import rules
from functions.statistics.counting.models import Counts, Facts, Granted, Record, Tally, Used
from functions.statistics.counting.store import records, tallies, tally_id
from functions.statistics.territories.rules import ABROAD
from functions.wallet.store import all_entries_of, wallets

ERASED_AFTER = timedelta(days=1)
"""How long the record of somebody erased is kept, so that their last events are counted."""


def mark(work: UnitOfWork, person_id: str, *, now: datetime) -> None:
    """Ask for a person to be counted again."""
    record = records.find(work, person_id)
    if record is None:
        records.create(work, person_id, Record(id=person_id, due_at=now))
    else:
        records.replace(work, person_id, replace(record, due_at=now, marks=record.marks + 1))


def mark_erased(work: UnitOfWork, person_id: str, *, now: datetime) -> None:
    """Ask for somebody erased to be counted a last time, if they ever were."""
    if records.find(work, person_id) is not None:
        mark(work, person_id, now=now)


def receive_grant(
    work: UnitOfWork, person_id: str, *, number: int, at: datetime, amount_cents: int, now: datetime
) -> None:
    """Note a grant by its number in the ledger, and ask for its person to be counted."""
    mark(work, person_id, now=now)
    record = records.find(work, person_id)
    if record is not None and record.grants is not None:
        grant = Granted(month=month_of(at), amount_cents=amount_cents)
        grants = {**record.grants, str(number): grant}
        records.replace(work, person_id, replace(record, grants=grants))


def count(work: UnitOfWork, person_id: str, *, now: datetime) -> bool:
    """Count a person; return whether they were due."""
    work.prefetch(beneficiaries.ref(person_id), wallets.ref(person_id))
    record = records.find(work, person_id)
    if record is None or record.due_at is None or record.due_at > now:
        return False
    person = beneficiaries.find_unverified(work, person_id)
    grants = record.grants if record.grants is not None else _grants(work, person_id)
    facts = record.facts if person is None else _facts(work, person, record, grants)
    before = rules.contributions(person_id, record.facts)
    _add(work, rules.changes(before, rules.contributions(person_id, facts)), now=now)
    erased_at = person.erased_at if person is not None else now
    if erased_at is None:
        records.replace(work, person_id, replace(record, due_at=None, grants=grants, facts=facts))
    elif facts is None or person is None or now >= erased_at + ERASED_AFTER:
        records.delete(work, person_id)
    else:
        later = erased_at + ERASED_AFTER
        records.replace(work, person_id, replace(record, due_at=later, grants=grants, facts=facts))
    return True


def _grants(work: UnitOfWork, person_id: str) -> dict[str, Granted]:
    entries = (one for one in all_entries_of(work, person_id) if one.kind == "grant")
    return {
        str(one.number): Granted(month=month_of(one.at), amount_cents=one.amount_cents)
        for one in entries
    }


def _facts(
    work: UnitOfWork,
    person: Beneficiary,
    record: Record,
    grants: dict[str, Granted],
) -> Facts | None:
    wallet = wallets.find_unverified(work, person.id)
    if wallet is None:
        return record.facts
    used = [one for one in bookings_of(work, person.id, after=None) if one.used_at is not None]
    return rules.facts_of(
        person,
        earlier=record.facts,
        ends_at=wallet.expires_at,
        grants=grants.values(),
        used=_with_departments(work, used),
    )


def _with_departments(work: UnitOfWork, used: list[Booking]) -> list[Used]:
    work.prefetch(*(venues.ref(one.venue_id) for one in used))
    found = []
    for one in used:
        if one.status not in ("used", "reimbursed") or one.used_at is None:
            continue
        venue = venues.find_shown(work, one.venue_id)
        found.append(
            Used(
                at=one.used_at,
                category=one.category,
                department=ABROAD if venue is None else venue.department,
                siren=one.offerer_siren,
                venue_id=one.venue_id,
                amount_cents=one.amount_cents,
            )
        )
    return found


def _add(work: UnitOfWork, changed: Mapping[rules.Place, Counts], *, now: datetime) -> None:
    ids = {place: tally_id(*place) for place in changed}
    work.prefetch(*(tallies.ref(name) for name in ids.values()))
    for (month, department), more in changed.items():
        name = ids[month, department]
        before = tallies.find(work, name)
        counts = dict(before.counts) if before else {}
        for key, numbers in more.items():
            rules.add_to(counts, key, numbers)
        first = rules.first_change(more) if month == rules.PASSES else month
        since = min(first, before.since) if before and before.since else first
        after = Tally(
            month=month,
            department=department,
            counts=counts,
            due_at=now,
            since=since,
            changes=before.changes + 1 if before else 1,
        )
        if before is None:
            tallies.create(work, name, after)
        else:
            tallies.replace(work, name, after)
