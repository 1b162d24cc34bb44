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
    assert (counts.likes, counts.dislikes) == (held.count("like"), held.count("dislike"))


def test_counts_are_shown_from_five_reactions_on() -> None:
    assert shown_counts(None) is None
    assert shown_counts(ReactionCounts(likes=4)) is None
    counts = ReactionCounts()
    for value in ("like", "like", "like", "like", "dislike"):
        assert shown_counts(counts) is None
        counts = recounted(counts, None, value)
    assert shown_counts(counts) == ReactionCounts(likes=4, dislikes=1)


_ONE_PERSON = st.lists(_VALUES, max_size=12)


@given(st.lists(_VALUES.filter(bool), min_size=5, max_size=14), _ONE_PERSON)
def test_counts_shown_do_not_follow_what_one_person_does(
    others: list[ReactionValue | None], changes: list[ReactionValue | None]
) -> None:
    counts = ReactionCounts()
    for value in others[: len(others) // 5 * 5]:
        counts = recounted(counts, None, value)
    before, latest = shown_counts(counts), None
    assert before is not None
    for value in changes:
        counts = recounted(counts, latest, value)
        latest = value
        assert shown_counts(counts) == before
