"""The request body of a reinstatement."""

from functions.booking.reinstate.rules import ReinstatedStatus
from functions.kernel.schemas import ReasonBody


class ReinstateBody(ReasonBody):
    """Why, and whether the booking was used meanwhile or is still to be used."""

    status: ReinstatedStatus = "used"
