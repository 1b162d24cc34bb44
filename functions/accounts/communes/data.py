"""The communes, loaded from communes.tsv.gz when first asked for, and the indexes over them."""

import gzip
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from functions.accounts.communes.models import Commune
from functions.accounts.places.rules import city_words

_ARTICLES = ("l", "le", "la", "les")
_NOT_SEARCHED = {*_ARTICLES, "d", "de", "du", "des", "en", "et", "sur", "sous", "aux", "au", "a"}
_LAST = "\x7f"
"""Sorts after every letter and digit."""


class Keys:
    """Texts in order, each of which leads to a row; as small as Python allows."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(entries)
        self._keys = [key for key, _ in ordered]
        self._rows = array("I", [row for _, row in ordered])

    def starting(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield every key that starts with a prefix, in order, and its row."""
        first, end = (bisect_left(self._keys, text) for text in (prefix, prefix + _LAST))
        for position in range(first, end):
            yield self._keys[position], self._rows[position]


class Gazetteer:
    """The rows of the file, largest population first, and their names and postal codes in order."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        names: list[tuple[str, int]] = []
        parts: list[tuple[str, int]] = []
        codes: list[tuple[str, int]] = []
        for number, row in enumerate(rows):
            _, name, postal_codes, _ = row.split("\t", 3)
            words = city_words(name)
            for start, word in enumerate(words):
                if start == 0 or (start == 1 and words[0] in _ARTICLES):
                    names.append(("".join(words[start:]), number))
                elif word not in _NOT_SEARCHED:
                    parts.append(("".join(words[start:]), number))
            codes.extend((postal_code, number) for postal_code in postal_codes.split())
        self.names = Keys(names)
        self.parts = Keys(parts)
        self.postal_codes = Keys(codes)

    @property
    def size(self) -> int:
        """How many communes there are."""
        return len(self._rows)

    def commune(self, number: int) -> Commune:
        """Return the commune of a row."""
        code, name, postal_codes, population, latitude, longitude, mark = self._rows[number].split(
            "\t"
        )
        return Commune(
            code=code,
            name=name,
            postal_codes=tuple(postal_codes.split()),
            population=int(population),
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
            is_approximate=bool(mark),
        )


@cache
def gazetteer() -> Gazetteer:
    """Load the communes."""
    content = gzip.decompress((Path(__file__).parent / "communes.tsv.gz").read_bytes())
    return Gazetteer([row for row in content.decode().splitlines() if not row.startswith("#")])
