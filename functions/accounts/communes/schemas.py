"""The query and the answers about communes."""

from typing import Annotated

from pydantic import Field

from functions.accounts.communes.models import Commune
from functions.accounts.places.data import departments
from functions.kernel.field_types import line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, View

Typed = Annotated[str, line(200)]


class PlacesQuery(Parameters):
    """The name or postal code being typed, and the page."""

    q: Typed
    page_size: int = Field(default=10, ge=1, le=50)
    page_token: PageToken | None = None


class CommuneView(View):
    """A commune; `code` is INSEE's, and the coordinates of its centre are in degrees.

    Where `approximate`, they are those of communes close by: often off by 5 km, at times by 20.
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    department_name: str
    time_zone: str
    population: int
    latitude: float | None
    longitude: float | None
    approximate: bool

    @classmethod
    def of(cls, commune: Commune) -> "CommuneView":
        """Build the view of a commune."""
        department = departments()[commune.department]
        return cls(
            code=commune.code,
            name=commune.name,
            postal_codes=commune.postal_codes,
            department=department.code,
            department_name=department.name,
            time_zone=department.time_zone,
            population=commune.population,
            latitude=commune.latitude,
            longitude=commune.longitude,
            approximate=commune.is_approximate,
        )


class CommunesView(View):
    """A page of communes, best match first; credit GeoNames (CC BY 4.0) for the coordinates."""

    items: list[CommuneView]
    next_page_token: str | None
