"""Rules of suggestions: completions of a text, and venues by the words of their name."""

import re
from collections import Counter
from collections.abc import Iterable

from functions.offers.categories.rules import category
from functions.offers.search.models import Listed, VenueName
from functions.offers.search.words.data import stop_words
from functions.offers.search.words.models import SearchWords
from functions.offers.search.words.rules import prefixes_of, title_words, words_of

_WORD = re.compile(r"[^\W_]+")


def venue_name_of(listing: Listed) -> VenueName:
    """Return the name of the venue of a listing, with the keys by which it is found."""
    place = listing.place
    keys = tuple(sorted(prefixes_of(title_words(place.name))))
    return VenueName(id=place.venue_id, name=place.name, city=place.city, keys=keys)


def is_named(venue: VenueName, words: SearchWords) -> bool:
    """Return whether the name of a venue has every word, the last one as far as it was typed."""
    return words.are_exactly_in(title_words(venue.name))


def completions(text: str, listings: Iterable[Listed], *, most: int) -> list[str]:
    """Return a text with its last word completed as in these listings, the most frequent first.

    Words are taken from names of offers and venues, cities and categories, as they are written
    there. The text itself is not among them.
    """
    typed = _WORD.findall(text)
    begun = "".join(words_of(typed[-1])) if typed else ""
    if not begun:
        return []
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for listing in listings:
        found: dict[str, str] = {}
        label = category(listing.category).label
        for word in _WORD.findall(
            " ".join((listing.name, listing.place.name, listing.place.city, label))
        ):
            plain = "".join(words_of(word))
            if plain.startswith(begun) and plain not in stop_words():
                found.setdefault(plain, word.lower())
        counts.update(found.keys())
        written = {**found, **written}
    before = text[: text.rindex(typed[-1])]
    best = sorted(counts, key=lambda plain: (-counts[plain], plain))
    whole = (before + written[plain] for plain in best if plain != begun)
    return list(whole)[:most]
