"""Counts of reactions: exact after any changes of mind, and shown from five on."""

from hypothesis import given
from hypothesis import strategies as st

from functions.offers.reactions.models import ReactionCounts, ReactionValue
from functions.offers.reactions.rules import recounted, shown_counts

_VALUES: st.SearchStrategy[ReactionValue | None] = st.sampled_from(["like", "dislike", None])


@given(st.lists(st.tuples(st.sampled_from("abcd"), _VALUES)))
def test_counts_are_those_of_the_latest_reaction_of_each_person(
    changes: list[tuple[str, ReactionValue | None]],
) -> None:
    counts, latest = ReactionCounts(), dict[str, ReactionValue | None]()
    for person, value in changes:
        counts = recounted(counts, latest.get(person), value)
        latest[person] = value
    held = list(latest.values())
    assert counts == ReactionCounts(likes=held.count("like"), dislikes=held.count("dislike"))


def test_counts_are_shown_from_five_reactions_on() -> None:
    assert shown_counts(None) is None
    assert shown_counts(ReactionCounts(likes=4)) is None
    enough = ReactionCounts(likes=4, dislikes=1)
    assert shown_counts(enough) == enough
