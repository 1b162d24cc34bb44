"""Contacts in requests and answers."""

from typing import Annotated

from pydantic import StringConstraints

from functions.accounts.contacts.models import Contact
from functions.kernel.field_types import Email, WebAddress
from functions.kernel.schemas import Body, View

Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 .()/-]{3,30}$")]
"""The characters of a phone number; the rules decide whether it is one."""


class ContactBody(Body):
    """Public ways to reach a venue; the phone number is in national or international form."""

    email: Email | None = None
    phone: Phone | None = None
    website: WebAddress | None = None

    def contact(self) -> Contact:
        """Return the contact."""
        return Contact(**self.model_dump())


class ContactView(View):
    """Public ways to reach a venue; the phone number is in international form."""

    email: str | None
    phone: str | None
    website: str | None
