"""The response about an offerer and what it has."""

from datetime import datetime

from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.schemas import OffererView


class WholeOffererView(OffererView):
    """An offerer with its history, and how many members, invitations and venues it has.

    `invitations_count` also counts those that have expired since the last one was sent.
    """

    created_at: datetime
    validated_at: datetime | None
    members_count: int
    invitations_count: int
    venues_count: int

    @classmethod
    def whole(cls, offerer: Offerer, *, venues_count: int) -> "WholeOffererView":
        """Build the view of an offerer and what it has."""
        return cls(
            **dict(OffererView.of(offerer)),
            created_at=offerer.created_at,
            validated_at=offerer.validated_at,
            members_count=len(offerer.member_ids),
            invitations_count=len(offerer.invitation_ids),
            venues_count=venues_count,
        )
