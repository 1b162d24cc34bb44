"""Role claims, derived from the documents of a person."""

from functions.accounts.administrators.rules import roles_of
from functions.accounts.administrators.store import find_roster
from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.store import beneficiaries
from functions.kernel.administrators import ROSTER
from functions.kernel.database import UnitOfWork


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
