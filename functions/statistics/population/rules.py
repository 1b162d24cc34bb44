"""The population that a month is compared with."""

from collections.abc import Iterable, Mapping

from functions.statistics.population.models import Population


def population_by_age(
    populations: Iterable[Population], territory: str, month: str
) -> Mapping[int, int]:
    """Return the population of a territory by age, of the latest year that the month knew of."""
    known: dict[int, int] = {}
    for one in sorted(populations, key=lambda each: each.year):
        if one.territory == territory and one.year <= int(month[:4]):
            known[one.age] = one.population
    return known


def sources(populations: Iterable[Population]) -> list[str]:
    """Return the sources of populations, each once."""
    return sorted({one.source for one in populations})
