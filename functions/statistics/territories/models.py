"""Regions, and territories of all kinds."""

from typing import Literal

from functions.kernel.values import Struct


class Region(Struct, frozen=True, kw_only=True):
    """A French region, by INSEE's code, with the codes of its departments."""

    code: str
    name: str
    departments: tuple[str, ...]


Kind = Literal["country", "region", "department"]


class Territory(Struct, frozen=True, kw_only=True):
    """A territory that has figures; `region` is that of a department, if it has one."""

    code: str
    name: str
    kind: Kind
    region: str | None
