"""The commune."""

from functions.kernel.values import Struct


class Commune(Struct, frozen=True, kw_only=True):
    """A commune or municipal arrondissement; `code` is INSEE's, coordinates are in degrees, WGS84.

    Where `is_approximate`, the coordinates are those of kin close by; they are None where not even
    these are known.
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    population: int
    latitude: float | None
    longitude: float | None
    is_approximate: bool

    @property
    def department(self) -> str:
        """The code of its department or collectivity."""
        return self.code[:3] if self.code.startswith(("97", "98")) else self.code[:2]
