"""React to an offer, take a reaction back, and count them in the same commit."""

from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.offers.reactions import rules
from functions.offers.reactions.models import Reaction, ReactionCounts, ReactionValue
from functions.offers.reactions.store import reaction_counts, reaction_id, reactions


def react(
    work: UnitOfWork,
    offer_id: str,
    value: ReactionValue,
    *,
    booking_id: str,
    person_id: str,
    now: datetime,
) -> None:
    """React to an offer, or change a reaction; the same one again changes nothing."""
    name = reaction_id(offer_id, person_id)
    work.prefetch(reactions.ref(name), reaction_counts.ref(offer_id))
    before = reactions.find(work, name)
    if before is not None and (before.value, before.booking_id) == (value, booking_id):
        return
    reaction = Reaction(
        id=name,
        offer_id=offer_id,
        person_id=person_id,
        booking_id=booking_id,
        value=value,
        at=now,
        expires_at=now + rules.REACTION_KEPT_FOR,
    )
    if before is None:
        reactions.create(work, name, reaction)
    else:
        reactions.replace(work, name, reaction)
    _count(work, offer_id, before.value if before else None, value)


def take_back(
    work: UnitOfWork,
    name: str,
    *,
    booking_id: str | None = None,
    over_at: datetime | None = None,
) -> bool:
    """Remove a reaction, which no longer counts; return whether there was one to remove.

    With `booking_id`, one that was given on another booking stays; with `over_at`, one that is
    still kept at this instant.
    """
    reaction = reactions.find(work, name)
    if reaction is None:
        return False
    is_other = booking_id not in (None, reaction.booking_id)
    if is_other or (over_at is not None and reaction.expires_at > over_at):
        return False
    reactions.delete(work, name)
    _count(work, reaction.offer_id, reaction.value, None)
    return True


def _count(
    work: UnitOfWork,
    offer_id: str,
    before: ReactionValue | None,
    after: ReactionValue | None,
) -> None:
    counts = reaction_counts.find(work, offer_id)
    recounted = rules.recounted(counts or ReactionCounts(), before, after)
    if counts is None:
        reaction_counts.create(work, offer_id, recounted)
    elif recounted != counts:
        reaction_counts.replace(work, offer_id, recounted)
