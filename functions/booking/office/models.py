"""The hits of a search of the back office."""

from functions.kernel.act_targets import TargetKind
from functions.kernel.values import Struct


class Hit(Struct, frozen=True, kw_only=True):
    """A thing that was found; `name` and `status` where it has them."""

    kind: TargetKind
    id: str
    name: str | None = None
    status: str | None = None
