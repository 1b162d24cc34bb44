"""Members: request bodies and answers."""

from datetime import datetime
from typing import Literal

from functions.accounts.offerers.models import Professional
from functions.accounts.people.models import (
    SuspensionReason,
)
from functions.kernel.schemas import (
    Body,
    Email,
    UnkeptView,
    View,
)


class MemberBody(Body):
    """Whom to let act for the offerer."""

    email: Email


class ProfessionalView(View):
    """A member of offerers, as an administrator sees them."""

    id: str
    sirens: tuple[str, ...]
    suspended_at: datetime | None
    suspension_reason: SuspensionReason | None

    @classmethod
    def of(cls, professional: Professional) -> "ProfessionalView":
        """Return what an administrator sees of a professional."""
        return cls.model_validate(professional)


class MemberView(UnkeptView):
    """A person who was let in; the answer does not tell whether they have an account yet."""

    email: str
    status: Literal["invited"] = "invited"
