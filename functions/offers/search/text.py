"""Words of texts, the keys that offers are found by, and the words of a search."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 40
LONGEST_PREFIX = 5
"""The longest prefix of a word that is a key; longer prefixes are looked up by this one."""

EVERYTHING = "*"
"""The key of every listing."""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The words of a search: whole ones, and the last one as far as it was typed."""

    whole: tuple[str, ...] = ()
    beginning: str | None = None

    def __bool__(self) -> bool:
        return self.beginning is not None

    @property
    def key(self) -> str:
        """The key of the longest word, likely the most selective."""
        assert self.beginning is not None
        typed = self.beginning[:LONGEST_PREFIX]
        longest = max(self.whole, key=len, default="")
        return longest if len(longest) >= len(typed) else typed

    def are_in(self, words: Collection[str], described: Collection[str] = ()) -> bool:
        """Return whether these words, and those of a description, include every searched word.

        Words of a description are matched by prefixes of five letters or more.
        """
        if not all(word in words or word in described for word in self.whole):
            return False
        begun = self.beginning
        if begun is None or begun in described or any(word.startswith(begun) for word in words):
            return True
        return len(begun) >= LONGEST_PREFIX and any(word.startswith(begun) for word in described)


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


@cache
def stop_words() -> frozenset[str]:
    """Return the words that no search is about."""
    text = (Path(__file__).parent / "stop_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
