"""The department."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A French department or overseas collectivity."""

    code: str
    name: str
    time_zone: str
    postal_prefixes: tuple[str, ...]
