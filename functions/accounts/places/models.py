"""The department."""

from functions.kernel.values import Struct


class Department(Struct, frozen=True, kw_only=True):
    """A French department or overseas collectivity."""

    code: str
    name: str
    time_zone: str
    postal_prefixes: tuple[str, ...]
    communes_elsewhere: tuple[tuple[str, str], ...] = ()
    """Its communes whose code suggests another department: the code, the letters of the name."""
