"""Communes by name or postal code, while typing, and the commune of an address."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from functions.accounts.communes.data import gazetteer
from functions.accounts.communes.models import Commune
from functions.accounts.places.rules import city_key, city_words, department_of, words_and_numbers

_EXACT, _BEGINNING, _PART = range(3)


@lru_cache(maxsize=500)
def find_communes(text: str, *, start: int, limit: int) -> tuple[Commune, ...]:
    """Return the communes that a text being typed may mean, best first, from a position on.

    The same name comes first, then names that begin like the text, then those with a later word
    that does; among these, the larger population. Numbers in the text have to begin a postal code,
    or a word of the name as in "Paris 13"; alone, they are a postal code. Accents, hyphens, the
    article and "St" for "Saint" make no difference.
    """
    words, numbers = words_and_numbers(text)
    found: dict[int, int] = {}
    for group, row in _by_name(words) if words else _by_postal_code(numbers):
        found[row] = min(group, found.get(row, _PART))
    ordered = sorted(found, key=lambda row: (found[row], row))
    fitting = (
        commune
        for row in ordered
        if _fits(commune := gazetteer().commune(row), numbers if words else numbers[1:])
    )
    return tuple(islice(fitting, start, start + limit))


def _by_name(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    known, typed = gazetteer(), _as_typed(words)
    for form in {"".join(city_words(" ".join(words))), typed}:
        for key, row in known.names.starting(form):
            yield _EXACT if key == typed else _BEGINNING, row
        for _, row in known.parts.starting(form):
            yield _PART, row


def _as_typed(words: Sequence[str]) -> str:
    """Return the key of words whose last one may go on: "st" as in "Saint" or "Strasbourg"."""
    return "".join([*city_words(" ".join(words[:-1])), words[-1]])


def _by_postal_code(numbers: Sequence[str]) -> Iterator[tuple[int, int]]:
    for number in numbers[:1]:
        for key, row in gazetteer().postal_codes.starting(number):
            yield _EXACT if key == number else _BEGINNING, row


def _fits(commune: Commune, numbers: Sequence[str]) -> bool:
    if not numbers:
        return True
    texts = (*commune.postal_codes, *words_and_numbers(commune.name)[1])
    return all(any(text.startswith(number) for text in texts) for number in numbers)


def commune_of(postal_code: str, city: str) -> Commune | None:
    """Return the commune of an address, as exactly as a position of its city needs it.

    With the postal code of a municipal arrondissement that is it. Where the city does not have the
    postal code, as with CEDEX, it is the city of that name in the department, and where no city has
    the name, the largest one with the code.
    """
    known, key = gazetteer(), city_key(city)
    there = [known.commune(row) for _, row in known.postal_codes.starting(postal_code)]
    named = [commune for commune in there if city_key(commune.name) == key]
    districts = [
        commune
        for commune in there
        if "Arrondissement" in commune.name and city_key(commune.name).startswith(key)
    ]
    department = department_of(postal_code, city)
    elsewhere = (
        commune
        for name, row in known.names.starting(key)
        if name == key and department is not None
        if (commune := known.commune(row)).department == department.code
    )
    return next(chain(districts, named, elsewhere, there), None) if key else None
