"""Roles of a person: claims derived from documents, and who may read an offerer."""

from functions.accounts.administrators.rules import roles_of
from functions.accounts.administrators.store import find_roster
from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import offerers, professionals, sirens_of
from functions.accounts.people.store import beneficiaries
from functions.kernel.administrators import ROSTER
from functions.kernel.database import Ref, UnitOfWork


def role_claims(work: UnitOfWork, uid: str) -> dict[str, object]:
    """Return every claim that a person's account is to have; apps read them, no route does."""
    work.prefetch(professionals.ref(uid), ROSTER)
    beneficiary = beneficiaries.find(work, uid)
    admin_roles = roles_of(find_roster(work), uid)
    claims: dict[str, object] = {
        "beneficiary": beneficiary is not None and beneficiary.status == "active",
        "professional": bool(sirens_of(work, uid)),
        "admin": bool(admin_roles),
        "admin_roles": list(admin_roles),
    }
    return {name: value for name, value in claims.items() if value}


def get_readable_offerer(work: UnitOfWork, siren: str, *, uid: str) -> Offerer:
    """Return an offerer that a person may read. Refuses UnknownOfferer, and like check_may_read."""
    work.prefetch(*refs_of_reader(uid))
    offerer = offerers.get(work, siren)
    check_may_read(work, siren, uid=uid)
    return offerer


def refs_of_reader(uid: str) -> tuple[Ref, ...]:
    """Return the documents by which `check_may_read` decides, to read with others at once."""
    return professionals.ref(uid), ROSTER


def check_may_read(work: UnitOfWork, siren: str, *, uid: str) -> None:
    """Check that a person is an administrator or a member of the offerer.

    Refuses ProfessionalSuspended, NotAMember.
    """
    if not roles_of(find_roster(work), uid):
        check_member(work, siren, uid=uid)
