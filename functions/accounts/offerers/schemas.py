"""Request bodies and responses about offerers."""

from typing import Annotated

from pydantic import Field

from functions.accounts.offerers.models import Offerer, OffererStatus
from functions.accounts.places.rules import FRENCH_POSTAL_CODE
from functions.kernel.schemas import Body, View, line


class OffererBody(Body):
    """The legal entity to register."""

    siren: Annotated[str, line(20)]
    name: Annotated[str, line(140)]
    postal_code: str = Field(pattern=FRENCH_POSTAL_CODE)
    city: Annotated[str, line(100)]


class OffererView(View):
    """An offerer, as shown to its members."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: OffererStatus
    api_key_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, offerer: Offerer) -> "OffererView":
        """Build the view of an offerer."""
        return cls.model_validate(offerer)
