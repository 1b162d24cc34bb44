"""Words: what a search asks for."""

from collections.abc import Collection

from functions.kernel.values import Struct

LONGEST_PREFIX = 5
"""The longest prefix of a word that is a key; longer prefixes are looked up by this one."""


class SearchWords(Struct, frozen=True):
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
