"""Suggested addresses, and positions."""

from functions.kernel.values import Struct


class Address(Struct, frozen=True, kw_only=True):
    """A suggested address, with coordinates in degrees (WGS84); both are None where unknown.

    `street` is None for a whole commune. `is_approximate` unless they are those of the house.
    """

    label: str
    street: str | None
    postal_code: str
    city: str
    department: str
    department_name: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool


class Position(Struct, frozen=True, kw_only=True):
    """A place on the map, in degrees (WGS84); `is_approximate` unless it is that of the house."""

    latitude: float
    longitude: float
    is_approximate: bool
