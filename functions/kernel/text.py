"""Texts that people type or paste: how they are cleaned, what they may hold, how they compare.

A text is cleaned: its line ends become line feeds, and what shows nothing goes from both ends. The
rule of its kind judges the rest. Its pattern says the same about the text as it was sent, for the
OpenAPI document. Python, Java and ECMAScript with the flag `u` read it alike; without that flag, no
class may have a range that begins above U+FFFF, so such ranges are written as differences.
"""

import re
import unicodedata
from ast import literal_eval
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

_ACCENTS = r"\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f"
"""Characters that show only beside another one: accents, styles of emoji."""

_UNSEEN = (
    r" \t-\r\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028\u2029\u202f\u205f-\u2065\u206a-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0\U0001bca1\U0001bca2\U0001bca3"
    "\U0001d173\U0001d174\U0001d175\U0001d176\U0001d177\U0001d178\U0001d179\U0001d17a"
)
"""Blanks, and characters that show nothing (Unicode's Default_Ignorable_Code_Point)."""

_BELOW_TAGS = "\u3000-\U000dffff"
_UP_TO_TAGS = "\u3000-\U000e01ef"
_TAG = f"(?![{_BELOW_TAGS}])[{_UP_TO_TAGS}]"
_OTHER_TAG = f"(?![{_BELOW_TAGS}])[\u3000-\U000e001f]|(?![\u3000-\U000e007f])[\u3000-\U000e00ff]"
"""Tags that are neither letters of flags nor variants, so that they show nothing anywhere."""
_NO_TAG = f"(?=[{_BELOW_TAGS}]|[^{_UP_TO_TAGS}])"
"""Matches before a character outside U+E0000 to U+E01EF: tags, letters of flags, variants."""

_TURNING = r"\u202a-\u202e\u2066-\u2069"
"""Characters that change the direction of what follows, so that a text reads as another one."""

_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_LINE_ENDS = r"\t\n\r\u2028\u2029"

_UNSEEN_FIRST = _UNSEEN + _ACCENTS
_START = f"(?:[{_UNSEEN_FIRST}]|{_TAG})"
_END = f"(?:[{_UNSEEN}]|{_OTHER_TAG})"
_LINE_END = re.compile(r"\r\n|[\r\u2028\u2029]")
_TURNED = re.compile(f"[{_TURNING}]")


def _characters(inside: str) -> str:
    """Return every character of a class, from what stands between its brackets."""
    return _RANGE.sub(
        lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))),
        literal_eval(f'"{inside}"'),
    )


_RANGE = re.compile("(.)-(.)", re.DOTALL)
_AT_START = _characters(f"{_UNSEEN_FIRST}\U000e0000-\U000e01ef")
_AT_END = _characters(f"{_UNSEEN}\U000e0000-\U000e001f\U000e0080-\U000e00ff")
"""The same as `_START` and `_END`, which take 10 ms to compile."""

_LATIN = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"
    r"\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\ufb00-\ufb06"
)
_IN_NAMES = (
    r" -~\u00a0-\u00d6\u00d8-\u00f6\u00f8-\u036f\u1e00-\u1eff\u2000-\u2027\u202f-\u2065"
    r"\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\ufb00-\ufb06"
)
"""Latin letters, accents, digits, punctuation, spaces and joiners."""


@dataclass(frozen=True, slots=True)
class TextRule:
    """The rule of a kind of text; a clean text matches `inside`.

    `max_length` bounds the text as it was sent. It is None where the pattern counts characters,
    because a line end counts as one however it was sent.
    """

    max_length: int | None
    inside: str
    message: str

    @property
    def pattern(self) -> str:
        """The rule as a regular expression about the text as it was sent."""
        return published(self.inside)

    def read(self, text: str) -> str:
        """Return the text clean. Raises ValueError where it breaks the rule."""
        if self.max_length is not None and len(text) > self.max_length:
            raise ValueError(f"at most {self.max_length} characters")
        clean = _LINE_END.sub("\n", text).lstrip(_AT_START).rstrip(_AT_END)
        if not clean:
            raise ValueError("at least one visible character")
        if _TURNED.search(clean):
            raise ValueError("no characters that change the direction of text")
        if re.fullmatch(self.inside, clean) is None:
            raise ValueError(self.message)
        return clean


def line(max_length: int) -> TextRule:
    """Return the rule of a text of one line."""
    inside = _visible_first(_CONTROL + _TURNING + _LINE_ENDS) + "*"
    return TextRule(max_length, inside, "one line, without tabs or control characters")


def paragraph(max_length: int) -> TextRule:
    """Return the rule of a text that may have several lines; each line end counts as one."""
    inside = _visible_first(_CONTROL + _TURNING, pair=r"\r\n|") + f"{{0,{max_length - 1}}}"
    message = f"at most {max_length} characters, none of them control characters"
    return TextRule(None, inside, message)


def code(max_length: int) -> TextRule:
    """Return the rule of a code: everything in it can be seen and typed."""
    inside = _visible_first(_CONTROL + _TURNING + _UNSEEN.lstrip(" "), tag=False) + "*"
    return TextRule(max_length, inside, "one line, without invisible or control characters")


def name(max_length: int) -> TextRule:
    """Return the rule of a person's name, which is written in Latin letters."""
    inside = f"[{_IN_NAMES}]*[{_LATIN}][{_IN_NAMES}]*"
    return TextRule(max_length, inside, "a name in Latin letters")


def published(inside: str) -> str:
    """Return the pattern of a text as it was sent, by that of the clean text."""
    return f"^{_START}*{inside}{_END}*$"


def _visible_first(forbidden: str, *, pair: str = "", tag: bool = True) -> str:
    """Return the pattern of a visible character and another one, neither of them forbidden."""
    other = f"{'' if tag else _NO_TAG}[^{forbidden}]"
    if pair or not tag:
        other = f"(?:{pair}{other})"
    return f"{_NO_TAG}[^{forbidden}{_UNSEEN_FIRST}]{other}"


IN_ADDRESSES = rf"{_NO_TAG}[^\\{_CONTROL}{_TURNING}{_UNSEEN}]"
"""A character of a web address: no blank, control or format character, and no backslash."""

_IN_EMAILS = f"(?:{_NO_TAG}[^@{_CONTROL}{_TURNING}{_UNSEEN_FIRST}])"

EMAIL_PATTERN = f"{_IN_EMAILS}{{1,64}}@{_IN_EMAILS}{{1,189}}"
"""The form of an e-mail address; RFC 5321 limits it to 64 and in all to 254 characters."""

ADDRESS = TextRule(None, _visible_first(_CONTROL + _TURNING + _LINE_ENDS) + "*", "one line")
"""The rule of a web address, before it is read as one."""

EMAIL = TextRule(254, EMAIL_PATTERN, "not an e-mail address")


def without_accents(text: str) -> str:
    """Return a text in lower case with Latin letters as ASCII: "Cœlia Łukasz" is "coelia lukasz".

    Accents go; letters with strokes and ligatures become what PostgreSQL's unaccent makes of them.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_plain(character) for character in plain)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.combining(character):
        return ""
    is_latin = unicodedata.name(character, "").startswith("LATIN ")
    return anyascii(character).lower() if is_latin else character
