"""Words of texts, the keys that offers are found by, and the words of a search."""

import re
from collections.abc import Iterable
from functools import lru_cache

from functions.kernel.french import stem
from functions.kernel.text import without_accents
from functions.offers.search.words.data import stop_words
from functions.offers.search.words.models import LONGEST_PREFIX, STEM, SearchWords

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = "['\u2018\u2019\u02bc\u00b4`]"
_JOINED = re.compile(rf"[^\W_]+(?:(?:{_APOSTROPHE}|[-\u2010\u2011])[^\W_]+)+")
_ELIDED = re.compile(rf"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu){_APOSTROPHE}", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<=[^\W_]){_APOSTROPHE}(?=[^\W_])")


_LONGEST = 40


EVERYTHING = "*"
"""The key of every listing."""

FREE, DUO, ONLINE, LAST_PLACES = "is:free", "is:duo", "is:online", "is:last_places"
"""The keys of listings with a free stock, of duo offers, of what has no place on the map, and of
those with a date of which few places are left."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, in lower case without accents, cut at 40 letters.

    Any other character than a letter or a digit ends a word, apostrophes included; œ and æ become
    two letters, and letters with strokes plain ones.
    """
    return [word[:_LONGEST] for word in _WORD.findall(without_accents(text))]


def significant_words(*texts: str) -> tuple[str, ...]:
    """Return the distinct words of some texts, sorted, without stop words."""
    stop = stop_words()
    return tuple(sorted({word for text in texts for word in words_of(text)} - stop))


def listed_words(*texts: str) -> set[str]:
    """Return the words by which texts are found.

    Words with apostrophes or hyphens count as a whole too: "L'Étranger" is found as "letranger".
    """
    joined = {"".join(words_of(found)) for text in texts for found in _JOINED.findall(text)}
    return {*significant_words(*texts), *(word[:_LONGEST] for word in joined)}


def title_words(name: str) -> set[str]:
    """Return the words by which a name is found: "Elle et lui" keeps its stop words."""
    return listed_words(name) if significant_words(name) else set(words_of(name))


def search_words_of(text: str) -> SearchWords:
    """Return the words that a text searches for.

    Stop words are ignored, unless there is nothing else: then the last one counts, as a prefix. A
    word with an apostrophe that elides nothing, such as "aujourd'hui", is one word. A text without
    words searches for everything.
    """
    words = words_of(_INSIDE.sub("", _ELIDED.sub(" ", text)))
    significant = [word for word in words if word not in stop_words()] or words[-1:]
    if not significant:
        return SearchWords()
    whole = tuple(dict.fromkeys(significant[:-1]))
    return SearchWords(whole, significant[-1], " ".join(words_of(text)))


def keys_of(words: Iterable[str], described: Iterable[str]) -> set[str]:
    """Return the keys of words with their prefixes and stems, and of those of a description."""
    words, described = set(words), set(described)
    stems = {stem(word) for word in words}
    begun = prefixes_of(words) | {found[:n] for found in stems for n in range(1, LONGEST_PREFIX)}
    stems.update(stem(word) for word in described)
    short = {word[:LONGEST_PREFIX] for word in described | stems}
    return described | begun | short | {STEM + found for found in stems}


def prefixes_of(words: Iterable[str]) -> set[str]:
    """Return words, and their prefixes."""
    words = set(words)
    return words | {word[:length] for word in words for length in range(1, LONGEST_PREFIX + 1)}


def stems_of(keys: Iterable[str]) -> set[str]:
    """Return the stems among some keys."""
    return {key[len(STEM) :] for key in keys if key.startswith(STEM)}


def category_key(category_id: str) -> str:
    """Return the key of the listings of a category."""
    return f"category:{category_id}"


def venue_key(venue_id: str) -> str:
    """Return the key of the listings of a venue."""
    return f"venue:{venue_id}"


def accessibility_key(kind: str) -> str:
    """Return the key of the listings whose place suits a disability."""
    return f"accessibility:{kind}"


def name_key(key: str) -> str:
    """Return the key of the listings whose name has this key."""
    return f"name:{key}"


@lru_cache(maxsize=100)
def title_keys(words: SearchWords) -> tuple[str, ...]:
    """Return the keys of the listings with this very name, the nearest to it first.

    They have the same text, the same words without stop words, and the same stems. A page compares
    up to 300 listings with those of one search.
    """
    return tuple(
        name_key(key) for key in (f"=={words.text}", f"={words.title}", f"=~{words.title_stems}")
    )
