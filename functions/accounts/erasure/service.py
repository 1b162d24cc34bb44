"""Erasure of a person from the documents of accounts."""

from datetime import datetime

from functions.accounts.administrators import service as administrators_service
from functions.accounts.members.rules import invitation_id
from functions.accounts.members.store import invitations, invitations_to
from functions.accounts.notification_settings import service as notification_settings_service
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.people import rules as people_rules
from functions.accounts.people.models import BeneficiaryErased, Person
from functions.accounts.people.store import beneficiaries, persons
from functions.kernel.administrators import ROSTER
from functions.kernel.bus import is_waiting, record
from functions.kernel.database import UnitOfWork
from functions.kernel.erased_accounts import erased_ref, note_erased


def erase(work: UnitOfWork, uid: str, *, email: str, now: datetime) -> None:
    """Erase a person, as beneficiary and as member of offerers. Repeating it changes nothing.

    An offerer whose last active member is erased closes. Other features erase their data when they
    receive the event. Money records stay, anonymised. The claim that this person has had the pass
    stays too, without a link to the account. Refuses LastAdministrator.
    """
    work.prefetch(professionals.ref(uid), ROSTER, erased_ref(uid))
    before = beneficiaries.find(work, uid)
    revision = 1
    note_erased(work, uid, now=now)
    if before is not None and before.status != "erased":
        after = people_rules.erase(before, now=now)
        beneficiaries.replace(work, uid, after)
        revision = after.revision
        if before.person is not None and persons.find(work, before.person) is not None:
            persons.replace(work, before.person, Person(beneficiary_id=None))
    elif before is not None:
        return
    notification_settings_service.forget_person(work, uid)
    administrators_service.set_roles(work, uid, (), by=uid, now=now)
    professional = professionals.find(work, uid)
    if professional is not None:
        work.prefetch(*(offerers.ref(siren) for siren in professional.sirens))
        for siren in professional.sirens:
            offerer = offerers_service.remove(work, offerers.get(work, siren), uid)
            offerers_service.close_if_deserted(work, offerer, now=now)
        for siren in professional.claimed_sirens:
            offerers_service.drop_claim(work, siren, uid)
        professionals.delete(work, uid)
    for invitation in invitations_to(work, email):
        invitations.delete(work, invitation_id(invitation.siren, email))
    erased = BeneficiaryErased(subject_id=uid, revision=revision, at=now)
    if not is_waiting(work, erased):
        record(work, erased)
