"""Role claims, derived from the documents of a person."""

from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.store import beneficiaries
from functions.kernel.database import UnitOfWork

ROLES = ("beneficiary", "professional")
"""The claims derived from documents; other claims of an account are left alone."""


def role_claims(work: UnitOfWork, uid: str) -> dict[str, bool]:
    """Return a person's role claims; see ROLES."""
    work.prefetch(professionals.ref(uid))
    beneficiary = beneficiaries.find(work, uid)
    roles = {
        "beneficiary": beneficiary is not None and beneficiary.status == "active",
        "professional": bool(sirens_of(work, uid)),
    }
    return {role: True for role, holds in roles.items() if holds}
