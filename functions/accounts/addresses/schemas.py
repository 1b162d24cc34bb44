"""The query and the answers about addresses."""

from typing import Annotated

from pydantic import Field

from functions.accounts.addresses.models import Address
from functions.kernel.field_types import line
from functions.kernel.schemas import Parameters, View


class AddressesQuery(Parameters):
    """The address being typed."""

    q: Annotated[str, line(200)]
    page_size: int = Field(default=5, ge=1, le=20)


class AddressView(View):
    """An address; `street` is null for a whole commune, and coordinates are in degrees.

    Where `approximate`, they are not those of the house: those of the street, or of the commune.
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
    approximate: bool = Field(validation_alias="is_approximate")

    @classmethod
    def of(cls, address: Address) -> "AddressView":
        """Build the view of an address."""
        return cls.model_validate(address)


class AddressesView(View):
    """The addresses that match best."""

    items: list[AddressView]
