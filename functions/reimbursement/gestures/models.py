"""The command of a commercial gesture."""

from functions.kernel.values import Model


class ProposeGesture(Model, frozen=True, kw_only=True):
    """Command: propose a gesture."""

    gesture_id: str
    venue_id: str
    amount_cents: int
    reason: str
    by: str
