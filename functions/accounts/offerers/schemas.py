"""Offerers: request bodies and answers."""

from typing import Annotated

from pydantic import Field

from functions.accounts.offerers.models import Offerer, OffererStatus
from functions.accounts.places.rules import FRENCH_POSTAL_CODE
from functions.kernel.schemas import (
    Body,
    View,
    line,
)


class OffererBody(Body):
    """A legal entity that will publish offers."""

    siren: Annotated[str, line(20)]
    name: Annotated[str, line(140)]
    postal_code: str = Field(pattern=FRENCH_POSTAL_CODE)
    city: Annotated[str, line(100)]


class OffererView(View):
    """An offerer."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: OffererStatus
    api_key_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, offerer: Offerer) -> "OffererView":
        """Return what its members see of an offerer."""
        return cls.model_validate(offerer)
