"""The population of a territory."""

from functions.kernel.values import Struct


class Population(Struct, frozen=True, kw_only=True):
    """How many people of an age live in a territory on the first of January of a year."""

    territory: str
    age: int
    population: int
    source: str
    year: int
