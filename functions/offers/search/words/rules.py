"""Words of texts, the keys that offers are found by, and the words of a search."""

import re
import unicodedata
from collections.abc import Iterable

from functions.offers.search.words.data import stop_words
from functions.offers.search.words.models import LONGEST_PREFIX, SearchWords

_WORD = re.compile(r"[^\W_]+")


_LONGEST = 40


EVERYTHING = "*"
"""The key of every listing."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, in lower case without accents, cut at 40 letters.

    Any other character than a letter or a digit ends a word, apostrophes included; œ and æ become
    two letters.
    """
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", folded)
    found = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return [word[:_LONGEST] for word in found]


def significant_words(*texts: str) -> tuple[str, ...]:
    """Return the distinct words of some texts, sorted, without stop words."""
    stop = stop_words()
    return tuple(sorted({word for text in texts for word in words_of(text)} - stop))


def search_words_of(text: str) -> SearchWords:
    """Return the words that a text searches for.

    Stop words are ignored, unless there is nothing else: then the last one counts, as a prefix. A
    text without words searches for everything.
    """
    words = words_of(text)
    significant = [word for word in words if word not in stop_words()] or words[-1:]
    if not significant:
        return SearchWords()
    return SearchWords(tuple(dict.fromkeys(significant[:-1])), significant[-1])


def keys_of(words: Iterable[str], described: Iterable[str]) -> set[str]:
    """Return the keys of words with their prefixes, and of the words of a description."""
    keys = {word[:length] for word in words for length in range(1, LONGEST_PREFIX + 1)}
    keys.update(words, described)
    keys.update(word[:LONGEST_PREFIX] for word in described if len(word) > LONGEST_PREFIX)
    return keys


def category_key(category_id: str) -> str:
    """Return the key of the listings of a category."""
    return f"category:{category_id}"


def name_key(key: str) -> str:
    """Return the key of the listings whose name has this key."""
    return f"name:{key}"
