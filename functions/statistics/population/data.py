"""Files of population: CSV with the columns territory, age, population, source, year."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from functions.statistics.population.models import Census, Population
from functions.statistics.population.rules import census_of
from functions.statistics.territories.rules import names

COLUMNS = ("territory", "age", "population", "source", "year")

_ROOT = Path(__file__).parent.parent.parent.parent
_OLDEST = 120


class PopulationInvalid(Exception):
    """A file of population cannot be used; the message names the file and the line."""


@cache
def load_population(path: Path | None) -> Census:
    """Load a file, by its path from the repository's root; empty without a file.

    Raises PopulationInvalid.
    """
    return Census() if path is None else census_of(read_population(_ROOT / path))


def read_population(path: Path) -> tuple[Population, ...]:
    """Read and validate a file. Raises PopulationInvalid."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise PopulationInvalid(f"{path.name}: cannot be read as UTF-8") from unreadable
    reader = csv.reader(text.splitlines())
    if tuple(next(reader, ())) != COLUMNS:
        raise PopulationInvalid(f"{path.name}: line 1: the columns are {','.join(COLUMNS)}")
    rows: dict[tuple[str, int, int], Population] = {}
    for values in reader:
        try:
            row = _row(values)
            if (row.territory, row.age, row.year) in rows:
                raise ValueError("this territory, age and year stand above already")
        except ValueError as fault:
            raise PopulationInvalid(f"{path.name}: line {reader.line_num}: {fault}") from fault
        rows[row.territory, row.age, row.year] = row
    if not rows:
        raise PopulationInvalid(f"{path.name}: there is no row")
    return tuple(rows.values())


def _row(values: Sequence[str]) -> Population:
    """Return the row of a line. Raises ValueError."""
    if len(values) != len(COLUMNS):
        raise ValueError(f"{len(COLUMNS)} values are needed")
    given = dict(zip(COLUMNS, (value.strip() for value in values), strict=True))
    row = msgspec.convert(given, Population, strict=False)
    if row.territory not in names():
        raise ValueError(f"territory: {row.territory!r} is not FR, a REG- or a DEP-")
    if not 0 <= row.age <= _OLDEST:
        raise ValueError(f"age: is not from 0 to {_OLDEST}")
    if row.population < 1:
        raise ValueError("population: is not 1 or more")
    if not row.source:
        raise ValueError("source: must name the publication")
    return row
