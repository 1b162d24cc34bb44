"""Request bodies and responses about offerers."""

from typing import Annotated

from pydantic import Field

from functions.accounts.numbers.schemas import Number
from functions.accounts.offerers.models import Offerer, OffererStatus
from functions.accounts.places.rules import FRENCH_POSTAL_CODE
from functions.kernel.schemas import Body, View, line


class OffererBody(Body):
    """The legal entity; at postal codes 988 and 987, `siren` may be its RID or TAHITI number."""

    siren: Number
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
