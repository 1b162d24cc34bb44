"""Erasure of a person from the documents of accounts."""

from datetime import datetime

from functions.accounts.offerers.store import offerers, professionals, sirens_of
from functions.accounts.people import rules as people_rules
from functions.accounts.people.models import BeneficiaryErased, Person
from functions.accounts.people.store import beneficiaries, persons
from functions.kernel.bus import is_waiting, record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def erase(work: UnitOfWork, uid: str, *, now: datetime) -> None:
    """Erase a person, as beneficiary and as member of offerers. Repeating it changes nothing.

    Other features erase their data when they receive the event. Money records stay, anonymised. The
    claim that this person has had the pass stays too, without a link to the account.
    """
    work.prefetch(professionals.ref(uid))
    before = beneficiaries.find(work, uid)
    revision = 1
    if before is not None and before.status != "erased":
        after = people_rules.erase(before, now=now)
        beneficiaries.replace(work, uid, after)
        revision = after.revision
        if before.person is not None and persons.find(work, before.person) is not None:
            persons.replace(work, before.person, Person(beneficiary_id=None))
    elif before is not None:
        return
    for siren in sirens_of(work, uid):
        offerer = offerers.get(work, siren)
        members = tuple(other for other in offerer.member_ids if other != uid)
        offerers.replace(work, siren, replace(offerer, member_ids=members))
    if professionals.find(work, uid) is not None:
        professionals.delete(work, uid)
    erased = BeneficiaryErased(subject_id=uid, revision=revision, at=now)
    if not is_waiting(work, erased):
        record(work, erased)
