"""The population of territories."""

from functions.kernel.values import Struct, field


class Population(Struct, frozen=True, kw_only=True):
    """How many people of an age live in a territory on the first of January of a year."""

    territory: str
    age: int
    population: int
    source: str
    year: int


class Census(Struct, frozen=True, kw_only=True):
    """The populations that a file gives: by territory, earlier years first; and their sources."""

    by_territory: dict[str, tuple[Population, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
