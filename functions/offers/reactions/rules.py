"""Rules of reactions: how they are counted, and when the counts are shown."""

from datetime import timedelta

from functions.kernel.values import replace
from functions.offers.reactions.models import ReactionCounts, ReactionValue

LEAST_SHOWN = 5
"""The reactions to an offer below which its counts are not shown: few would show who reacted."""

REACTION_KEPT_FOR = timedelta(days=395)
"""How long a reaction is kept and counts: 13 months at most."""


def recounted(
    counts: ReactionCounts, before: ReactionValue | None, after: ReactionValue | None
) -> ReactionCounts:
    """Return the counts after one person changed their mind; None is no reaction."""
    return replace(
        counts,
        likes=counts.likes + (after == "like") - (before == "like"),
        dislikes=counts.dislikes + (after == "dislike") - (before == "dislike"),
    )


def shown_counts(counts: ReactionCounts | None) -> ReactionCounts | None:
    """Return the counts that the public may see; None while there are too few reactions."""
    if counts is None or counts.likes + counts.dislikes < LEAST_SHOWN:
        return None
    return counts
