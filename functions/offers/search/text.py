"""The words of a text, the keys that an offer is found by, and whether it has what is asked for."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 40
_BEGINNING = 5
"""How many letters of a word are keys as its beginnings; a longer beginning is found by so many."""

EVERYTHING = "*"
"""The key of every listing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that are looked for: some whole, and the last one as far as it is typed."""

    whole: tuple[str, ...] = ()
    beginning: str | None = None

    def __bool__(self) -> bool:
        return self.beginning is not None

    @property
    def key(self) -> str:
        """The key that leads to the fewest: that of the longest word."""
        assert self.beginning is not None
        typed = self.beginning[:_BEGINNING]
        longest = max(self.whole, key=len, default="")
        return longest if len(longest) >= len(typed) else typed

    def are_in(self, words: Collection[str], described: Collection[str] = ()) -> bool:
        """Tell whether these words, and those of a description, hold all that is asked for.

        A word of a description is known by its beginning only from the fifth letter on.
        """
        if not all(word in words or word in described for word in self.whole):
            return False
        begun = self.beginning
        if begun is None or begun in described or any(word.startswith(begun) for word in words):
            return True
        return len(begun) >= _BEGINNING and any(word.startswith(begun) for word in described)


def words_of(text: str) -> list[str]:
    """Return the words of a text as they come, in lower case without accents, cut at 40 letters.

    What is no letter and no digit ends a word, an apostrophe too; œ and æ become two letters.
    """
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", folded)
    found = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return [word[:_LONGEST] for word in found]


def telling_words(*texts: str) -> tuple[str, ...]:
    """Return the different words of some texts, in order, without those that tell nothing."""
    stop = _stop_words()
    return tuple(sorted({word for text in texts for word in words_of(text)} - stop))


def asked_by(text: str) -> Asked:
    """Return what a text asks for.

    Stop words are passed over, unless there is nothing else: then the last one counts, as a
    beginning. A text without any word asks for nothing.
    """
    words = words_of(text)
    telling = [word for word in words if word not in _stop_words()] or words[-1:]
    if not telling:
        return Asked()
    return Asked(tuple(dict.fromkeys(telling[:-1])), telling[-1])


def keys_of(words: Iterable[str], described: Iterable[str]) -> set[str]:
    """Return the keys of words with their beginnings, and of those of a description."""
    keys = {word[:length] for word in words for length in range(1, _BEGINNING + 1)}
    keys.update(words, described)
    keys.update(word[:_BEGINNING] for word in described if len(word) > _BEGINNING)
    return keys


def category_key(category_id: str) -> str:
    """Return the key of all listings of a category."""
    return f"category:{category_id}"


def name_key(key: str) -> str:
    """Return the key of all listings that have this key by their name."""
    return f"name:{key}"


@cache
def _stop_words() -> frozenset[str]:
    text = (Path(__file__).parent / "stop_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
