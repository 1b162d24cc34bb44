"""Request bodies and responses about members."""

from datetime import datetime
from typing import Literal

from functions.accounts.offerers.models import Professional
from functions.accounts.people.models import SuspensionReason
from functions.kernel.schemas import (
    Body,
    Email,
    UnkeptView,
    View,
)


class MemberBody(Body):
    """The e-mail address of the person to invite."""

    email: Email


class ProfessionalView(View):
    """A professional, as shown to administrators."""

    id: str
    sirens: tuple[str, ...]
    suspended_at: datetime | None
    suspension_reason: SuspensionReason | None

    @classmethod
    def of(cls, professional: Professional) -> "ProfessionalView":
        """Build the view of a professional."""
        return cls.model_validate(professional)


class MemberView(UnkeptView):
    """The invited person; the response does not reveal whether they have an account."""

    email: str
    status: Literal["invited"] = "invited"
