"""Access to the acts on a thing: the roles that read them and comment on it."""

from collections.abc import Mapping

from functions.kernel.act_targets import TargetKind
from functions.kernel.admin_roles import AdminRole
from functions.kernel.errors import NotFound

VIEWERS: Mapping[TargetKind, tuple[AdminRole, ...]] = {
    "administrators": ("administrator",),
    "bank_accounts": ("finance",),
    "beneficiaries": ("support",),
    "bookings": ("support", "finance"),
    "feedback_messages": ("support",),
    "gestures": ("finance",),
    "offerers": ("support", "review", "finance"),
    "offers": ("support", "review"),
    "professionals": ("support", "review"),
    "reimbursement_batches": ("finance",),
    "reimbursement_rules": ("finance",),
    "surveys": ("administrator",),
    "venues": ("support", "review", "finance"),
}
"""The roles that need each kind of thing for their work; an administrator sees them all."""


class UnknownTarget(NotFound):
    """There is no such thing to comment on."""

    code = "unknown_target"
