"""Gestures need two administrators of finance, and go out with the next batch.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance/api.py): a gesture is
paid in whole, without a contribution. Theirs are about cancelled bookings; here the reason says so.
"""

from datetime import datetime

from functions.accounts.venues.models import Venue
from functions.kernel.errors import Conflict, Forbidden, NotFound
from functions.kernel.values import replace
from functions.reimbursement.gestures.models import ProposeGesture
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.ledger.rules import account
from functions.reimbursement.models import FUND, Gesture
from functions.wallet.rules import post

MOST_CENTS = 10_000_00
"""The most that one gesture may pay, in cents."""

FUND_ACCOUNT = f"fund:{FUND}"
"""The account of the ledger that gestures are paid from; below zero by what they have cost."""


class UnknownGesture(NotFound):
    """There is no such commercial gesture."""

    code = "unknown_gesture"


class GestureDecided(Conflict):
    """This commercial gesture was already decided."""

    code = "gesture_decided"


class OwnGesture(Forbidden):
    """An administrator cannot approve a commercial gesture that they proposed."""

    code = "own_gesture"


def propose(command: ProposeGesture, venue: Venue, *, now: datetime) -> Gesture:
    """Return a new gesture, which another administrator has to approve."""
    return Gesture(
        id=command.gesture_id,
        state="proposed",
        siren=venue.offerer_siren,
        venue_id=venue.id,
        amount_cents=command.amount_cents,
        reason=command.reason,
        proposed_by=command.by,
        created_at=now,
    )


def approve(
    gesture: Gesture, *, by: str, now: datetime
) -> tuple[Gesture, ReimbursementEntry, Incident]:
    """Approve a gesture: its amount is owed from the fund, and an incident for the next batch.

    Refuses GestureDecided, OwnGesture.
    """
    if gesture.state != "proposed":
        raise GestureDecided
    if by == gesture.proposed_by:
        raise OwnGesture
    after = replace(gesture, state="approved", decided_by=by, decided_at=now, entries=1)
    owed = account(gesture.venue_id, FUND, "owed")
    entry = ReimbursementEntry(
        id=f"{gesture.id}~1",
        booking_id=gesture.id,
        number=1,
        venue_id=gesture.venue_id,
        siren=gesture.siren,
        scheme=FUND,
        kind="gesture",
        at=now,
        postings=(post(FUND_ACCOUNT, owed, gesture.amount_cents),),
    )
    incident = Incident(
        id=f"{gesture.id}~1",
        kind="gesture",
        state="open",
        booking_id=gesture.id,
        siren=gesture.siren,
        venue_id=gesture.venue_id,
        scheme=FUND,
        amount_cents=gesture.amount_cents,
        created_at=now,
    )
    return after, entry, incident


def refuse(gesture: Gesture, *, by: str, now: datetime) -> Gesture:
    """Return a gesture that is refused, or withdrawn by its author. Refuses GestureDecided."""
    if gesture.state != "proposed":
        raise GestureDecided
    return replace(gesture, state="refused", decided_by=by, decided_at=now)
