"""Roles: derive the claims from the documents."""

from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.store import beneficiaries
from functions.kernel.database import UnitOfWork

ROLES = ("beneficiary", "professional")
"""The claims that follow from documents; whatever else an account claims is not touched."""


def role_claims(work: UnitOfWork, uid: str) -> dict[str, bool]:
    """Return the role claims that a person's documents give them; see ROLES."""
    work.prefetch(professionals.ref(uid))
    beneficiary = beneficiaries.find(work, uid)
    roles = {
        "beneficiary": beneficiary is not None and beneficiary.status == "active",
        "professional": bool(sirens_of(work, uid)),
    }
    return {role: True for role, holds in roles.items() if holds}
