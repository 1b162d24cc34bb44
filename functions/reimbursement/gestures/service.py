"""Propose and decide commercial gestures; each step is one commit."""

from datetime import datetime

from functions.accounts.venues.store import venues
from functions.kernel.database import UnitOfWork
from functions.reimbursement.gestures import rules
from functions.reimbursement.gestures.models import ProposeGesture
from functions.reimbursement.gestures.store import gestures
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Gesture


def propose(work: UnitOfWork, command: ProposeGesture, *, now: datetime) -> Gesture:
    """Propose a gesture. Refuses UnknownVenue."""
    gesture = rules.propose(command, venues.get(work, command.venue_id), now=now)
    gestures.create(work, gesture.id, gesture)
    return gesture


def approve(work: UnitOfWork, gesture_id: str, *, by: str, now: datetime) -> Gesture:
    """Approve a gesture for the next batch; an approved one stays as it is.

    Refuses UnknownGesture, GestureDecided, OwnGesture.
    """
    before = gestures.get(work, gesture_id)
    if before.state == "approved":
        return before
    gesture, entry, incident = rules.approve(before, by=by, now=now)
    gestures.replace(work, gesture_id, gesture)
    entries.create(work, entry.id, entry)
    incidents.create(work, incident.id, incident)
    return gesture


def refuse(work: UnitOfWork, gesture_id: str, *, by: str, now: datetime) -> Gesture:
    """Refuse a gesture, or withdraw an own one; a refused one stays as it is.

    Refuses UnknownGesture, GestureDecided.
    """
    before = gestures.get(work, gesture_id)
    if before.state == "refused":
        return before
    gesture = rules.refuse(before, by=by, now=now)
    gestures.replace(work, gesture_id, gesture)
    return gesture
