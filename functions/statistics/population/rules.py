"""The population that a month is compared with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from functions.statistics.population.models import Census, Population


def census_of(populations: Iterable[Population]) -> Census:
    """Return populations by territory, so that a figure looks at those of its own alone."""
    found: dict[str, list[Population]] = defaultdict(list)
    for one in sorted(populations, key=lambda each: each.year):
        found[one.territory].append(one)
    return Census(
        by_territory={territory: tuple(rows) for territory, rows in found.items()},
        sources=tuple(sorted({one.source for rows in found.values() for one in rows})),
    )


def population_by_age(census: Census, territory: str, month: str) -> Mapping[int, int]:
    """Return the population of a territory by age, of the latest year that the month knew of."""
    rows = census.by_territory.get(territory, ())
    return {one.age: one.population for one in rows if one.year <= int(month[:4])}
