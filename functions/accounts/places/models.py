"""Places: the department."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department or overseas collectivity: where its postal codes are and what time it is."""

    code: str
    name: str
    time_zone: str
    postal_prefixes: tuple[str, ...]
