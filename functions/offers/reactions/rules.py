"""Rules of reactions: how they are counted, and when the counts are shown."""

from datetime import timedelta

from functions.kernel.values import replace
from functions.offers.reactions.models import ReactionCounts, ReactionValue

LEAST_SHOWN = 5
"""The reactions to an offer below which its counts are not shown: few would show who reacted. The
counts shown change by as many reactions at once, because a single one would lead to the visitor
of the day."""

REACTION_KEPT_FOR = timedelta(days=395)
"""How long a reaction is kept and counts: 13 months at most."""


def recounted(
    counts: ReactionCounts, before: ReactionValue | None, after: ReactionValue | None
) -> ReactionCounts:
    """Return the counts after one person changed their mind; None is no reaction.

    Those shown follow once there are LEAST_SHOWN reactions more or fewer: nobody can make them
    follow alone by changing their mind again and again.
    """
    likes = counts.likes + (after == "like") - (before == "like")
    dislikes = counts.dislikes + (after == "dislike") - (before == "dislike")
    now = replace(counts, likes=likes, dislikes=dislikes)
    if abs(likes + dislikes - counts.shown_likes - counts.shown_dislikes) < LEAST_SHOWN:
        return now
    return replace(now, shown_likes=likes, shown_dislikes=dislikes)


def shown_counts(counts: ReactionCounts | None) -> ReactionCounts | None:
    """Return the counts that the public may see; None while there are too few reactions."""
    if counts is None or counts.likes + counts.dislikes < LEAST_SHOWN:
        return None
    shown = ReactionCounts(likes=counts.shown_likes, dislikes=counts.shown_dislikes)
    return shown if shown.likes + shown.dislikes >= LEAST_SHOWN else None
