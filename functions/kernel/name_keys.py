"""Keys by which administrators find names while they type them."""

import re
from functools import lru_cache

from functions.kernel.text import without_accents

SHORTEST = 2
"""Letters of the shortest key; one letter would find too much to be of use."""

_LONGEST = 8
_MOST_WORDS = 10
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case without accents."""
    return tuple(_WORD.findall(without_accents(text)))


@lru_cache(maxsize=1024)
def name_keys(*names: str) -> tuple[str, ...]:
    """Return the beginnings of the words of some names, sorted."""
    words = [word for name in names for word in words_of(name)][:_MOST_WORDS]
    lengths = range(SHORTEST, _LONGEST + 1)
    return tuple(sorted({word[:n] for word in words for n in lengths if len(word) >= SHORTEST}))


def best_key(words: tuple[str, ...]) -> str | None:
    """Return the key that finds the fewest names with these words, None if all are too short."""
    longest = max(words, key=len, default="")
    return longest[:_LONGEST] if len(longest) >= SHORTEST else None


def are_in(words: tuple[str, ...], name: str) -> bool:
    """Return whether each of these words begins a word of a name."""
    known = words_of(name)
    return all(any(one.startswith(word) for one in known) for word in words)
