"""The department."""

from functions.kernel.values import Struct


class Department(Struct, frozen=True, kw_only=True):
    """A French department or overseas collectivity."""

    code: str
    name: str
    time_zone: str
    postal_prefixes: tuple[str, ...]
