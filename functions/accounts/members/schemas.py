"""Request bodies and responses about members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from functions.accounts.members.models import Invitation
from functions.accounts.offerers.models import Offerer, Professional
from functions.accounts.people.models import SuspensionReason
from functions.kernel.field_types import Email
from functions.kernel.identity import Identity
from functions.kernel.schemas import Body, UnkeptView, View


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


class InvitedView(UnkeptView):
    """The invited person; the response does not reveal whether they have an account."""

    email: str
    status: Literal["invited"] = "invited"


class MemberView(UnkeptView):
    """A member; `email` is null when the account is gone."""

    id: str
    email: str | None
    status: Literal["active", "suspended"]

    @classmethod
    def of(cls, professional: Professional, account: Identity | None) -> "MemberView":
        """Build the view of a member."""
        return cls(
            id=professional.id,
            email=account.email if account else None,
            status="suspended" if professional.is_suspended else "active",
        )


class InvitationView(UnkeptView):
    """An invitation that waits to be accepted."""

    id: str
    email: str | None
    invited_by: str | None
    invited_at: datetime
    expires_at: datetime | None


class OwnInvitationView(UnkeptView):
    """An offerer's invitation to the caller."""

    siren: str
    offerer_name: str
    invited_at: datetime
    expires_at: datetime | None


class OwnInvitationsView(UnkeptView):
    """The invitations to the caller's address, oldest first; none while it is not verified."""

    email_verified: bool
    items: list[OwnInvitationView]

    @classmethod
    def of(
        cls, found: Sequence[tuple[Offerer, Invitation]], *, email_verified: bool
    ) -> "OwnInvitationsView":
        """Build the view of the invitations to the caller."""
        return cls(
            email_verified=email_verified,
            items=[
                OwnInvitationView(
                    siren=offerer.siren,
                    offerer_name=offerer.name,
                    invited_at=invitation.invited_at,
                    expires_at=invitation.expires_at,
                )
                for offerer, invitation in found
            ],
        )


class MembersView(UnkeptView):
    """The members of an offerer, in the order in which they joined, and its open invitations."""

    items: list[MemberView]
    invitations: list[InvitationView]

    @classmethod
    def of(
        cls,
        members: list[Professional],
        accounts: Mapping[str, Identity],
        waiting: Mapping[str, Invitation],
    ) -> "MembersView":
        """Build the view of an offerer's members."""
        return cls(
            items=[MemberView.of(member, accounts.get(member.id)) for member in members],
            invitations=[
                InvitationView(
                    id=name,
                    email=invitation.email,
                    invited_by=invitation.invited_by,
                    invited_at=invitation.invited_at,
                    expires_at=invitation.expires_at,
                )
                for name, invitation in waiting.items()
            ],
        )
