"""The things that acts are about, and the erasure of the texts of acts."""

from functions.accounts.acts.rules import VIEWERS, UnknownTarget
from functions.kernel.act_targets import TARGET_KINDS
from functions.kernel.acts import acts
from functions.kernel.admin_roles import AdminRole
from functions.kernel.database import Ref, UnitOfWork, is_id
from functions.kernel.values import replace


def target_of(name: str) -> tuple[Ref, tuple[AdminRole, ...]]:
    """Return the thing that `name` ("offers:abc") names, and who may see it.

    Refuses UnknownTarget.
    """
    kind, _, thing_id = name.partition(":")
    for known in TARGET_KINDS:
        if known == kind and is_id(thing_id):
            return Ref(known, thing_id), VIEWERS[known]
    raise UnknownTarget


def forget(work: UnitOfWork, act_id: str) -> None:
    """Erase the texts of an act; what was done, when and by whom stays."""
    before = acts.find(work, act_id)
    if before is not None and (before.reason or before.comment):
        acts.replace(work, act_id, replace(before, reason=None, comment=None))
