"""Words: what a search asks for."""

from collections.abc import Collection

from functions.kernel.french import stem
from functions.kernel.values import Struct

LONGEST_PREFIX = 5
"""The longest prefix of a word that is a key; longer prefixes are looked up by this one."""

STEM = "~"
"""The first character of a stem's key, which sets it apart from that of a prefix."""


class SearchWords(Struct, frozen=True):
    """The words of a search: whole ones, and the last one as far as it was typed."""

    whole: tuple[str, ...] = ()
    beginning: str | None = None
    text: str = ""
    """All that was typed, stop words included, in lower case without accents."""

    def __bool__(self) -> bool:
        return self.beginning is not None

    @property
    def key(self) -> str:
        """The key of the longest word, likely the most selective."""
        longest, (typed, _) = max(self.whole, key=len, default=""), self._last
        return STEM + stem(longest) if len(longest) >= len(typed) else typed

    @property
    def exact_key(self) -> str:
        """The key of the longest word as it was typed."""
        assert self.beginning is not None
        typed, longest = self.beginning[:LONGEST_PREFIX], max(self.whole, key=len, default="")
        return longest if len(longest) >= len(typed) else typed

    @property
    def title(self) -> str:
        """All the words in order: they are equal for a title and a search for it."""
        return " ".join((*self.whole, self.beginning or ""))

    @property
    def title_stems(self) -> str:
        """The stems of all the words in order: one for a title in the singular and the plural."""
        return " ".join(stem(word) for word in (*self.whole, self.beginning or ""))

    def are_in(
        self,
        words: Collection[str],
        described: Collection[str] = (),
        *,
        stems: Collection[str] | None = None,
    ) -> bool:
        """Return whether these words, and those of a description, include every searched word.

        Words are compared by their stems, which are worked out unless they are given. The last word
        may be a prefix; one of a word of a description has five letters or more.
        """
        if stems is None:
            stems = {stem(word) for word in (*words, *described)}
        if not all(stem(word) in stems for word in self.whole):
            return False
        begun, (typed, last_stem) = self.beginning, self._last
        if begun is None or last_stem in stems:
            return True
        if typed.startswith(STEM):
            return False
        if any(word.startswith(begun) for word in words):
            return True
        is_long = len(typed) >= LONGEST_PREFIX
        return is_long and any(word.startswith(begun) for word in described)

    def are_exactly_in(self, words: Collection[str]) -> bool:
        """Return whether words include every searched word as it was typed."""
        if not all(word in words for word in self.whole):
            return False
        return self.beginning is None or any(word.startswith(self.beginning) for word in words)

    @property
    def _last(self) -> tuple[str, str]:
        """Return the key by which the last word is looked up, and its stem.

        All words with that stem have the key: a prefix, or that of the stem where a word and its
        stem begin in two ways, such as "maux" and "mal"; such a word is no beginning of another.
        """
        assert self.beginning is not None or not self.whole
        begun = self.beginning or ""
        found = stem(begun)
        prefix = found[:LONGEST_PREFIX]
        if begun.startswith(prefix):
            return prefix, found
        return STEM + found, found
